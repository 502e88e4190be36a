import { createHash } from "node:crypto";
import type { Definition } from "./definitions.ts";
import { isBlank, type Scan, scanCode, scanDefinitions, scanMarkdown } from "./scan.ts";
import { detached } from "../words/tokens.ts";

/** A run of lines that is found and embedded as one. */
export interface Chunk {
  /** Lines from 0; `endLine` is exclusive. */
  readonly startLine: number;
  readonly endLine: number;
  /** Names that are defined here, in order; for Markdown its headings. The first may carry its class: "Cache.get". */
  readonly symbols: readonly string[];
  /** Of what is embedded: chunks with the same digest mean the same. */
  readonly hash: string;
}

/** Raise it when chunks or their terms come out otherwise: indexes of an older version are then built anew. */
export const chunkerVersion = 4;

const wanted = 1000;
const most = 1300;

/** What a file defines, by a grammar; undefined where there is none. */
export type ReadDefinitions = (
  lines: readonly string[],
  path: string,
) => readonly Definition[] | undefined;

/**
 * Splits a file into chunks of about 1000 characters that begin where people would begin to read: by what it defines
 * where a grammar tells it, else by how its lines look. No text, no chunks.
 */
export function toChunks(text: string, path: string, read?: ReadDefinitions): Chunk[] {
  const lines = toLines(text);
  const scan = scanFile(lines, path, read);
  return pieces(sizesOf(lines), scan, [0, lines.length]).flatMap(([start, end]) => {
    const [startLine, endLine] = trim(lines, start, end);
    if (startLine >= endLine) return [];
    const symbols = scan.symbols(startLine, endLine).map(detached);
    const hash = digestOf(lines, { startLine, endLine, symbols });
    return [{ startLine, endLine, symbols, hash }];
  });
}

function scanFile(lines: readonly string[], path: string, read?: ReadDefinitions): Scan {
  if (/\.(?:md|mdx|markdown|rst|adoc)$/i.test(path)) return scanMarkdown(lines);
  const definitions = read?.(lines, path);
  return definitions ? scanDefinitions(lines, definitions) : scanCode(lines);
}

/** What an embedding model reads of a chunk. The path is left out, so that a renamed file keeps its vectors. */
export const embeddedText = (lines: readonly string[], chunk: Omit<Chunk, "hash">): string =>
  [...chunk.symbols.slice(0, 1), ...lines.slice(chunk.startLine, chunk.endLine)].join("\n");

/** The digest that the chunk's lines have now; other than `chunk.hash` when they are not what they were. */
export const digestOf = (lines: readonly string[], chunk: Omit<Chunk, "hash">): string =>
  createHash("sha256").update(embeddedText(lines, chunk)).digest("base64url").slice(0, 22);

/** Lines without their ends. */
export const toLines = (text: string): string[] => text.split(/\r\n|\n|\r/);

type Range = readonly [start: number, end: number];

/** Cuts a range that is too long at its best places, joins what is small there, and cuts on within what is still too long. */
function pieces(size: Size, scan: Scan, [start, end]: Range): Range[] {
  if (size(start, end) <= wanted) return [[start, end]];
  let best = Infinity;
  for (let i = start + 1; i < end; i++) best = Math.min(best, scan.depth[i] ?? Infinity);
  if (best === Infinity) return cutAnywhere(size, [start, end]);
  const cuts: number[] = [];
  for (let i = start + 1; i < end; i++) if (scan.depth[i] === best) cuts.push(i);
  const parts = [start, ...cuts].map((from, i): Range => [from, cuts[i] ?? end]);
  const joined = joinSmall(size, parts);
  return joined.flatMap(([from, to]): Range[] =>
    size(from, to) <= most ? [[from, to]] : pieces(size, scan, [from, to]),
  );
}

function joinSmall(size: Size, parts: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const [from, to] of parts) {
    const last = joined.at(-1);
    // a heading, some imports, the end of a function: too little to stand alone
    const little = last && Math.min(size(...last), size(from, to)) < wanted / 5;
    if (last && size(last[0], to) <= (little ? most : wanted))
      joined[joined.length - 1] = [last[0], to];
    else joined.push([from, to]);
  }
  return joined;
}

/** One long stretch without a good place, such as a data table. */
function cutAnywhere(size: Size, [start, end]: Range): Range[] {
  const parts: Range[] = [];
  let from = start;
  for (let i = start + 1; i <= end; i++)
    if (i === end || size(from, i + 1) > most) {
      parts.push([from, i]);
      from = i;
    }
  return parts;
}

/** Characters in a run of lines. */
type Size = (start: number, end: number) => number;

function sizesOf(lines: readonly string[]): Size {
  const sums = new Uint32Array(lines.length + 1);
  // indentation costs the reader nothing
  lines.forEach((line, i) => (sums[i + 1] = (sums[i] ?? 0) + line.trim().length + 1));
  return (start, end) => (sums[end] ?? 0) - (sums[start] ?? 0);
}

function trim(lines: readonly string[], start: number, end: number): Range {
  let [from, to] = [start, end];
  while (from < to && isBlank(lines[from])) from++;
  while (to > from && isBlank(lines[to - 1])) to--;
  return [from, to];
}
