import type { Hit } from "../protocol.ts";
import type { Candidate } from "./rules.ts";
import { compare, verbatimBonus, type Wording } from "./wording.ts";

/** Finds the lines of candidates, in their order; undefined in place of one that is not there any more. */
export type Look = (candidates: readonly Candidate[]) => Promise<readonly (Hit | undefined)[]>;

export interface Wanted {
  readonly limit: number;
  /** What is to be found word for word. */
  readonly wording?: Wording;
  /** So many candidates are looked at together; default as many as are wanted. */
  readonly together?: number;
}

/** So many places are read for one that has the query word for word. */
const compared = 50;

/** The best `limit` candidates that are there, with their lines: what a phrase demands, and what has all of a copied text first. */
export async function toHits(
  candidates: readonly Candidate[],
  { limit, wording, together = limit }: Wanted,
  look: Look,
): Promise<Hit[]> {
  const reading = { limit, together, look };
  if (!wording) return readHits(candidates, reading);
  if (wording.demanded.length)
    return readHits(candidates, reading, (text) => compare(text, wording).fits);
  const most = Math.max(limit, compared);
  const hits = await readHits(candidates, { limit: most, together: most, look });
  return hits
    .map((hit) =>
      compare(hit.text, wording).is ? { ...hit, score: hit.score + verbatimBonus } : hit,
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

async function readHits(
  candidates: readonly Candidate[],
  { limit, together, look }: { limit: number; together: number; look: Look },
  accept: (text: string) => boolean = () => true,
): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (let from = 0; from < candidates.length && hits.length < limit; from += together) {
    const found = await look(candidates.slice(from, from + together));
    hits.push(...found.flatMap((hit) => (hit && accept(hit.text) ? hit : [])));
  }
  return hits.slice(0, limit);
}
