import { isDeepStrictEqual } from "node:util";
import { decodeText } from "../../platform/text.ts";
import type { Place } from "../words/postings.ts";
import { type Chunk, digestOf, type ReadDefinitions, toChunks, toLines } from "../chunks/chunk.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Hit } from "../protocol.ts";
import type { Candidate } from "./rules.ts";
import { readableText } from "../files/skip.ts";
import { compare, verbatimBonus, type Wording } from "./wording.ts";

/** Reads a file as it is now; undefined when it is gone. */
export type ReadNow = (place: Place) => Promise<Uint8Array | undefined>;

export interface Looking {
  readonly limit: number;
  readonly read: ReadNow;
  /** By which the files were split. */
  readonly definitions?: ReadDefinitions;
  readonly onStale: (place: Place) => void;
  /** What is to be found word for word. */
  readonly wording?: Wording;
}

/** So many places are read for one that has the query word for word. */
const compared = 50;

/**
 * The best `limit` candidates with their lines as they are on disk now. Text that has moved inside its file is found
 * again; what is gone is left out. `onStale` names the places whose file is not what was indexed.
 */
export async function toHits(candidates: readonly Candidate[], looking: Looking): Promise<Hit[]> {
  const { limit, wording } = looking;
  if (!wording) return readHits(candidates, looking);
  if (wording.demanded.length)
    return readHits(candidates, looking, (text) => compare(text, wording).fits);
  const hits = await readHits(candidates, { ...looking, limit: Math.max(limit, compared) });
  return hits
    .map((hit) =>
      compare(hit.text, wording).is ? { ...hit, score: hit.score + verbatimBonus } : hit,
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, limit);
}

async function readHits(
  candidates: readonly Candidate[],
  { limit, read, definitions, onStale }: Looking,
  accept: (text: string) => boolean = () => true,
): Promise<Hit[]> {
  const files = new Map<IndexedFile, Promise<File | undefined>>();
  const open = (place: Place): Promise<File | undefined> => {
    const file = files.get(place.file) ?? read(place).then((bytes) => bytes && toFile(bytes));
    files.set(place.file, file);
    return file;
  };
  const hits: Hit[] = [];
  // all that is needed as a rule is read side by side
  for (let from = 0; from < candidates.length && hits.length < limit; from += limit) {
    const some = candidates.slice(from, from + limit);
    const opened = await Promise.all(some.map(({ place }) => open(place)));
    for (const [i, { place, score }] of some.entries()) {
      if (hits.length >= limit) break;
      const file = opened[i];
      const known = place.file.chunks[place.index] as Chunk;
      const chunk = file && anchor(file, { place, known, definitions });
      if (chunk !== known) onStale(place);
      const hit = file && chunk && toHit({ place, chunk, file, score });
      if (hit && accept(hit.text)) hits.push(hit);
    }
  }
  return hits;
}

/** A file as it is on disk now. */
interface File {
  readonly bytes: Uint8Array;
  readonly lines: readonly string[];
}

const toFile = (bytes: Uint8Array): File => ({
  bytes,
  lines: toLines(decodeText(bytes)),
});

function toHit({
  place,
  chunk,
  file,
  score,
}: {
  place: Place;
  chunk: Chunk;
  file: File;
  score: number;
}): Hit {
  const { folder, path } = place.file;
  const { startLine, endLine, symbols } = chunk;
  const text = file.lines.slice(startLine, endLine).join("\n");
  return { folder, path, startLine, endLine, ...(symbols.length && { symbols }), text, score };
}

/** `known` itself where it still stands in its lines; else the same text, or at least the same name, elsewhere. */
function anchor(
  { bytes, lines }: File,
  {
    place,
    known,
    definitions,
  }: { place: Place; known: Chunk; definitions: ReadDefinitions | undefined },
): Chunk | undefined {
  if (digestOf(lines, known) === known.hash) return known;
  const text = readableText(bytes);
  const now = text === undefined ? [] : toChunks(text, place.file.path, definitions);
  return (
    now.find(({ hash }) => hash === known.hash) ??
    now.find(({ symbols }) => symbols.length > 0 && isDeepStrictEqual(symbols, known.symbols))
  );
}
