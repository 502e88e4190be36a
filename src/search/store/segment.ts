import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { writeAtomic } from "../../platform/files.ts";
import type { Chunk } from "../chunks/chunk.ts";
import type { IndexedFile, Terms } from "../words/corpus.ts";
import type { Quantised } from "../meaning/vectors.ts";

// A segment file: magic, length of the header (uint32), the header as JSON, the arrays one after another, and the
// SHA-256 of all that. Numbers are little-endian. A file that was cut short or damaged does not match its digest.
const magic = Buffer.from("HEARTH01");

/** What changed in the words of a folder. */
export interface WordSegment {
  readonly files: readonly IndexedFile[];
  /** Paths that are gone. */
  readonly removed: readonly string[];
}

interface WordHeader {
  readonly files: readonly {
    readonly path: string;
    readonly size: number;
    readonly mtimeMs: number;
    readonly hash: string;
    readonly chunks: readonly (readonly [number, number, readonly string[], string])[];
  }[];
  readonly removed: readonly string[];
  /** The terms by the numbers that they have in this file. */
  readonly terms: readonly string[];
}

export async function writeWords(path: string, segment: WordSegment, terms: Terms): Promise<void> {
  const own = new Map<number, number>();
  const numberOf = (term: number): number => {
    const known = own.get(term) ?? own.size;
    own.set(term, known);
    return known;
  };
  const arrays = segment.files.flatMap((file) => [
    file.ends,
    file.terms.map(numberOf),
    file.counts,
  ]);
  const header: WordHeader = {
    files: segment.files.map(({ path, size, mtimeMs, hash, chunks }) => ({
      ...{ path, size, mtimeMs, hash },
      chunks: chunks.map((c) => [c.startLine, c.endLine, c.symbols, c.hash] as const),
    })),
    removed: segment.removed,
    terms: [...own.keys()].map((term) => terms.nameOf(term)),
  };
  await write(path, header, arrays);
}

/** @throws {Error} when the file is missing or damaged */
export async function readWords(
  path: string,
  { folder, terms }: { folder: string; terms: Terms },
): Promise<WordSegment> {
  const { header: found, data } = await read(path);
  const header = found as WordHeader;
  const numbers = header.terms.map((term) => terms.numberOf(term));
  let at = 0;
  const take = (bytes: number): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(data.subarray(at, (at += bytes)));
  const files = header.files.map((file): IndexedFile => {
    const chunks = file.chunks.map(([startLine, endLine, symbols, hash]): Chunk => ({
      startLine,
      endLine,
      symbols,
      hash,
    }));
    const ends = new Uint32Array(take(chunks.length * 4).buffer);
    const count = ends.at(-1) ?? 0;
    const own = new Uint32Array(take(count * 4).buffer);
    return {
      ...file,
      folder,
      chunks,
      ends,
      terms: own.map((n) => numbers[n] as number),
      counts: take(count),
    };
  });
  return { files, removed: header.removed };
}

interface VectorHeader {
  readonly size: number;
  readonly hashes: readonly string[];
}

export async function writeVectors(
  path: string,
  entries: readonly (readonly [hash: string, vector: Quantised])[],
): Promise<void> {
  const header: VectorHeader = {
    size: entries[0]?.[1].values.length ?? 0,
    hashes: entries.map(([hash]) => hash),
  };
  const scales = Float32Array.from(entries, ([, { scale }]) => scale);
  await write(path, header, [scales, ...entries.map(([, { values }]) => values)]);
}

/** Calls `add` for every vector. @throws {Error} when the file is missing or damaged */
export async function readVectors(
  path: string,
  add: (hash: string, vector: Quantised) => void,
): Promise<void> {
  const { header, data } = await read(path);
  const { size, hashes } = header as VectorHeader;
  const scales = new Float32Array(Uint8Array.from(data.subarray(0, hashes.length * 4)).buffer);
  const values = new Int8Array(data.buffer, data.byteOffset + scales.byteLength);
  hashes.forEach((hash, i) =>
    add(hash, { values: values.subarray(i * size, (i + 1) * size), scale: scales[i] ?? 0 }),
  );
}

/** The digests of all chunks that a word segment tells of. @throws {Error} when the file is missing or damaged */
export async function readHashes(path: string): Promise<string[]> {
  const { header } = await read(path);
  return (header as WordHeader).files.flatMap(({ chunks }) => chunks.map(([, , , hash]) => hash));
}

async function write(
  path: string,
  header: object,
  arrays: readonly ArrayBufferView[],
): Promise<void> {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const data = arrays.map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength));
  const body = Buffer.concat([magic, length, json, ...data]);
  await writeAtomic(path, Buffer.concat([body, digest(body)]));
}

async function read(
  path: string,
): Promise<{ readonly header: unknown; readonly data: Uint8Array }> {
  const file = await readFile(path);
  const body = file.subarray(0, -32);
  if (!body.subarray(0, 8).equals(magic) || !digest(body).equals(file.subarray(-32)))
    throw new Error(`The index file ${path} is damaged.`);
  const end = 12 + body.readUInt32LE(8);
  return {
    header: JSON.parse(body.toString("utf8", 12, end)) as unknown,
    data: body.subarray(end),
  };
}

const digest = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
