import { isDeepStrictEqual } from "node:util";
import { decodeText } from "../../platform/text.ts";
import type { Place } from "../words/postings.ts";
import { type Chunk, digestOf, type ReadDefinitions, toChunks, toLines } from "../chunks/chunk.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Hit } from "../protocol.ts";
import { readableText } from "../files/skip.ts";
import type { Look } from "./hits.ts";

/** Reads a file as it is now; undefined when it is gone. */
export type ReadNow = (place: Place) => Promise<Uint8Array | undefined>;

export interface Looking {
  readonly read: ReadNow;
  /** By which the files were split. */
  readonly definitions?: ReadDefinitions;
  readonly onStale: (place: Place) => void;
}

/**
 * Finds the lines of candidates as they are on disk now: text that has moved inside its file is found again, what is
 * gone is not. `onStale` names the places whose file is not what was indexed.
 */
export function lookOnDisk({ read, definitions, onStale }: Looking): Look {
  const files = new Map<IndexedFile, Promise<File | undefined>>();
  const open = (place: Place): Promise<File | undefined> => {
    const file = files.get(place.file) ?? read(place).then((bytes) => bytes && toFile(bytes));
    files.set(place.file, file);
    return file;
  };
  return (candidates) =>
    Promise.all(
      candidates.map(async ({ place, score }) => {
        const file = await open(place);
        const known = place.file.chunks[place.index] as Chunk;
        const chunk = file && anchor(file, { place, known, definitions });
        if (chunk !== known) onStale(place);
        return file && chunk && toHit({ place, chunk, file, score });
      }),
    );
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
