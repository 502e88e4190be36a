import { isDeepStrictEqual } from "node:util";
import type { Place } from "./postings.ts";
import { type Chunk, digestOf, type ReadDefinitions, toChunks, toLines } from "./chunk.ts";
import type { Hit } from "./protocol.ts";
import type { Candidate } from "./rules.ts";
import { readableText } from "./skip.ts";

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
  const hits: Hit[] = [];
  for (const { place, score } of candidates) {
    if (hits.length >= limit) break;
    const bytes = await read(place);
    const text = bytes && readableText(bytes);
    const known = place.file.chunks[place.index] as Chunk;
    const chunk = text === undefined ? undefined : anchor(text, { place, known, definitions });
    if (chunk !== known) onStale(place);
    if (chunk && text !== undefined) hits.push(toHit({ place, chunk, text, score }));
  }
  return hits;
}

function toHit({
  place,
  chunk,
  text,
  score,
}: {
  place: Place;
  chunk: Chunk;
  text: string;
  score: number;
}): Hit {
  const { folder, path } = place.file;
  const { startLine, endLine, symbols } = chunk;
  const lines = toLines(text).slice(startLine, endLine).join("\n");
  const [symbol] = symbols;
  return { folder, path, startLine, endLine, ...(symbol && { symbol }), text: lines, score };
}

/** `known` itself where it still stands in its lines; else the same text, or at least the same name, elsewhere. */
function anchor(
  text: string,
  {
    place,
    known,
    definitions,
  }: { place: Place; known: Chunk; definitions: ReadDefinitions | undefined },
): Chunk | undefined {
  if (digestOf(toLines(text), known) === known.hash) return known;
  const now = toChunks(text, place.file.path, definitions);
  return (
    now.find(({ hash }) => hash === known.hash) ??
    now.find(({ symbols }) => symbols.length > 0 && isDeepStrictEqual(symbols, known.symbols))
  );
}
