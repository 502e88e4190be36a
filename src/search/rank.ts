import { best, bm25, type Place, type Postings } from "./bm25.ts";
import type { Terms } from "./corpus.ts";
import { fuse } from "./fuse.ts";
import { applyRules, type Candidate, toQuestion } from "./rules.ts";
import { isCommon, toTerms } from "./tokens.ts";

/** Chunks that each way of searching brings to the rules. */
const considered = 200;

export interface RankInput {
  readonly query: string;
  readonly postings: Postings;
  readonly terms: Terms;
  /** Cosine of every chunk with the query; −1 where its vector is not there yet. Left out: words alone. */
  readonly cosines?: Float32Array;
  readonly accept: (place: Place) => boolean;
}

/** The best chunks for a query, best first. Nothing when no word is known and no vector is near. */
export function rank({ query, postings, terms, cosines, accept }: RankInput): Candidate[] {
  const accepted = (i: number): boolean => accept(postings.chunks[i] as Place);
  const scores = bm25(postings, queryTerms(query, terms));
  const words = best(scores, { limit: considered, accept: accepted });
  const meaning = cosines ? best(cosines, { limit: considered, accept: accepted }) : [];
  const bestWords = scores[words[0] ?? -1] ?? 0;
  const bestCosine = cosines?.[meaning[0] ?? -1] ?? 0;
  const candidates = [...new Set([...words, ...meaning])].map((i): Candidate => {
    const byMeaning = cosines && { cosine: cosines[i] as number, best: bestCosine };
    const score = fuse({ score: scores[i] as number, best: bestWords }, byMeaning);
    return { place: postings.chunks[i] as Place, score };
  });
  return applyRules(candidates, toQuestion(query));
}

/** Words such as "the" are left out, unless there are no others. */
function queryTerms(query: string, terms: Terms): number[] {
  const all = toTerms(query);
  const telling = all.filter((term) => !isCommon(term));
  return (telling.length ? telling : all).flatMap((term) => terms.find(term) ?? []);
}
