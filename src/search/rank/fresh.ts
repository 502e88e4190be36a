import { isDeepStrictEqual } from "node:util";
import { decodeText } from "../../platform/text.ts";
import type { Place } from "../words/postings.ts";
import { type Chunk, digestOf, type ReadDefinitions, toLines } from "../chunks/chunk.ts";
import { commonShare } from "../words/commonShare.ts";
import { type IndexedFile, indexText, type Terms } from "../words/corpus.ts";
import type { Hit } from "../protocol.ts";
import { readableText } from "../files/skip.ts";
import type { Look } from "./hits.ts";

/** Reads a file as it is now; undefined when it is gone. */
export type ReadNow = (place: Place) => Promise<Uint8Array | undefined>;

export interface Looking {
  readonly read: ReadNow;
  /** Those of the index. */
  readonly terms: Terms;
  /** By which the files were split. */
  readonly definitions?: ReadDefinitions;
  readonly onStale: (place: Place) => void;
}

/** A text that shares less of its words with what was there is another text. */
const sameShare = 0.5;

/**
 * Finds the lines of candidates as they are on disk now: text that has moved inside its file or was edited is found
 * again, what is gone is not. `onStale` names the places whose file is not what was indexed.
 */
export function lookOnDisk({ read, terms, definitions, onStale }: Looking): Look {
  const files = new Map<IndexedFile, Promise<File | undefined>>();
  const open = (place: Place): Promise<File | undefined> => {
    const split = (text: string): IndexedFile =>
      indexText({ ...place.file, text }, terms, definitions);
    const file =
      files.get(place.file) ?? read(place).then((bytes) => bytes && toFile(bytes, split));
    files.set(place.file, file);
    return file;
  };
  return (candidates) =>
    Promise.all(
      candidates.map(async ({ place, score }) => {
        const file = await open(place);
        const known = chunkAt(place);
        const chunk = file && anchor(file, place);
        if (chunk !== known) onStale(place);
        if (!file || !chunk) return undefined;
        file.found.add(chunk.startLine);
        return toHit({ place, chunk, file, score });
      }),
    );
}

/** A file as it is on disk now. */
interface File {
  readonly lines: readonly string[];
  /** Split anew once that is asked for; without chunks where it is no text any more. */
  readonly now: () => IndexedFile;
  /** Where the places begin that are found already. */
  readonly found: Set<number>;
}

function toFile(bytes: Uint8Array, split: (text: string) => IndexedFile): File {
  let now: IndexedFile | undefined;
  return {
    lines: toLines(decodeText(bytes)),
    now: () => (now ??= split(readableText(bytes) ?? "")),
    found: new Set(),
  };
}

const chunkAt = ({ file, index }: Place): Chunk => file.chunks[index] as Chunk;

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

/** The chunk itself where it still stands in its lines; else the same text, the same name or most of its words elsewhere. */
function anchor({ lines, now, found }: File, place: Place): Chunk | undefined {
  const known = chunkAt(place);
  if (digestOf(lines, known) === known.hash) return known;
  // parts that have become one are one place, that of the best of them
  const chunks = now().chunks.filter(({ startLine }) => !found.has(startLine));
  return (
    chunks.find(({ hash }) => hash === known.hash) ??
    chunks.find((chunk) => sameName(chunk, known)) ??
    mostAlike(chunks, { now: now(), place })
  );
}

/** Which of these new chunks has most of the words of a known one; undefined where none has enough of them. */
function mostAlike(
  chunks: readonly Chunk[],
  { now, place }: { readonly now: IndexedFile; readonly place: Place },
): Chunk | undefined {
  const before = place.file.chunks;
  const shares = chunks
    // what has the text or the name of another is that other one
    .filter((chunk) => !before.some((one) => one.hash === chunk.hash || sameName(one, chunk)))
    .map((chunk) => {
      const index = now.chunks.indexOf(chunk);
      return { chunk, share: commonShare(place, { file: now, index }) };
    });
  const [best] = shares.sort((a, b) => b.share - a.share);
  return best && best.share >= sameShare ? best.chunk : undefined;
}

const sameName = (a: Chunk, b: Chunk): boolean =>
  a.symbols.length > 0 && isDeepStrictEqual(a.symbols, b.symbols);
