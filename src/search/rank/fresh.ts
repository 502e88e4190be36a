import { isDeepStrictEqual } from "node:util";
import type { Place } from "../words/postings.ts";
import { type Chunk, digestOf, type ReadDefinitions, toChunks, toLines } from "../chunks/chunk.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Hit } from "../protocol.ts";
import type { Candidate } from "./rules.ts";
import { readableText } from "../files/skip.ts";

/** Reads a file as it is now; undefined when it is gone. */
export type ReadNow = (place: Place) => Promise<Uint8Array | undefined>;

export interface Looking {
  readonly limit: number;
  readonly read: ReadNow;
  /** By which the files were split. */
  readonly definitions?: ReadDefinitions;
  readonly onStale: (place: Place) => void;
}

/**
 * The best `limit` candidates with their lines as they are on disk now. Text that has moved inside its file is found
 * again; what is gone is left out. `onStale` names the places whose file is not what was indexed.
 */
export async function toHits(
  candidates: readonly Candidate[],
  { limit, read, definitions, onStale }: Looking,
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
      if (file && chunk) hits.push(toHit({ place, chunk, file, score }));
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
  lines: toLines(new TextDecoder().decode(bytes)),
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
