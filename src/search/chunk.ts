import { createHash } from "node:crypto";
import { extname } from "node:path";
import { headingOf, symbolOf } from "./symbols.ts";
import { detached } from "./tokens.ts";

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

/** Raise it when chunks come out otherwise: indexes of an older version are then built anew. */
export const chunkerVersion = 1;

const wanted = 1000;
const most = 1300;

/** Splits a file into chunks of about 1000 characters that begin where people would begin to read. No text, no chunks. */
export function toChunks(text: string, path: string): Chunk[] {
  const lines = toLines(text);
  const scan = markdown.has(extname(path).toLowerCase()) ? scanMarkdown(lines) : scanCode(lines);
  return pieces(lines, scan, 0, lines.length).flatMap(([start, end]) => {
    const [startLine, endLine] = trim(lines, start, end);
    if (startLine >= endLine) return [];
    const symbols = symbolsOf(scan, startLine, endLine).map(detached);
    const hash = digestOf(lines, { startLine, endLine, symbols });
    return [{ startLine, endLine, symbols, hash }];
  });
}

/** What an embedding model reads of a chunk. The path is left out, so that a renamed file keeps its vectors. */
export const embeddedText = (lines: readonly string[], chunk: Omit<Chunk, "hash">): string =>
  [...chunk.symbols.slice(0, 1), ...lines.slice(chunk.startLine, chunk.endLine)].join("\n");

/** The digest that the chunk's lines have now; other than `chunk.hash` when they are not what they were. */
export const digestOf = (lines: readonly string[], chunk: Omit<Chunk, "hash">): string =>
  createHash("sha256").update(embeddedText(lines, chunk)).digest("base64url").slice(0, 22);

/** Lines without their ends. */
export const toLines = (text: string): string[] => text.split(/\r\n|\n|\r/);

const markdown = new Set([".md", ".mdx", ".markdown", ".rst", ".adoc"]);

/** What is known of each line. */
interface Scan {
  /** How good it is to begin a chunk here: 0 is best, Infinity never. */
  readonly depth: readonly number[];
  readonly name: readonly (string | undefined)[];
  /** How far inside it lies; a name owns what lies further inside below it. */
  readonly level: readonly number[];
}

function scanCode(lines: readonly string[]): Scan {
  const name = lines.map(symbolOf);
  const depth = lines.map((line, i) => {
    if (!line.trim() || /^\s*(?:[\])}>]|end\b|else\b|catch\b|finally\b|elif\b|except\b)/.test(line))
      return Infinity;
    // a definition belongs to the comments and decorators above it
    if (i > 0 && isLead(lines[i - 1] ?? "") && !isBlank(lines[i - 1])) return Infinity;
    const blankBefore = i === 0 || isBlank(lines[i - 1]);
    return indentOf(line) * 2 + (blankBefore || name[i] || isLead(line) ? 0 : 1);
  });
  return { depth, name, level: lines.map((line) => (isBlank(line) ? Infinity : indentOf(line))) };
}

function scanMarkdown(lines: readonly string[]): Scan {
  let fenced = false;
  const depth: number[] = [];
  const name: (string | undefined)[] = [];
  const level: number[] = [];
  lines.forEach((line, i) => {
    if (/^\s*(?:```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? undefined : headingOf(line, lines[i + 1]);
    name.push(heading?.text);
    level.push(heading?.level ?? Infinity);
    if (heading) depth.push(heading.level);
    else depth.push(!fenced && isBlank(lines[i - 1]) && !isBlank(line) ? 10 : 20);
  });
  return { depth, name, level };
}

const isBlank = (line: string | undefined): boolean => !line?.trim();
const isLead = (line: string): boolean =>
  /^\s*(?:\/\/|\/\*|\*(?!\/)|#(?!include|define)|--|@\w|""")/.test(line);

/** Spaces before the text; a tab counts as 4. */
function indentOf(line: string): number {
  let width = 0;
  for (const character of line) {
    if (character === " ") width++;
    else if (character === "\t") width += 4;
    else break;
  }
  return width;
}

type Range = readonly [start: number, end: number];

/** Cuts a range that is too long at its best places, joins what is small there, and cuts on within what is still too long. */
function pieces(lines: readonly string[], scan: Scan, start: number, end: number): Range[] {
  if (sizeOf(lines, start, end) <= wanted) return [[start, end]];
  let best = Infinity;
  for (let i = start + 1; i < end; i++) best = Math.min(best, scan.depth[i] ?? Infinity);
  if (best === Infinity) return cutAnywhere(lines, start, end);
  const cuts: number[] = [];
  for (let i = start + 1; i < end; i++) if (scan.depth[i] === best) cuts.push(i);
  const parts = [start, ...cuts].map((from, i): Range => [from, cuts[i] ?? end]);
  const joined = joinSmall(lines, parts);
  return joined.flatMap(([from, to]): Range[] =>
    sizeOf(lines, from, to) <= most ? [[from, to]] : pieces(lines, scan, from, to),
  );
}

function joinSmall(lines: readonly string[], parts: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const [from, to] of parts) {
    const last = joined.at(-1);
    // a heading, some imports, the end of a function: too little to stand alone
    const little = last && Math.min(sizeOf(lines, ...last), sizeOf(lines, from, to)) < wanted / 5;
    if (last && sizeOf(lines, last[0], to) <= (little ? most : wanted))
      joined[joined.length - 1] = [last[0], to];
    else joined.push([from, to]);
  }
  return joined;
}

/** One long stretch without a good place, such as a data table. */
function cutAnywhere(lines: readonly string[], start: number, end: number): Range[] {
  const parts: Range[] = [];
  let from = start;
  for (let i = start + 1; i <= end; i++)
    if (i === end || sizeOf(lines, from, i + 1) > most) {
      parts.push([from, i]);
      from = i;
    }
  return parts;
}

function sizeOf(lines: readonly string[], start: number, end: number): number {
  let size = 0;
  // indentation costs the reader nothing
  for (let i = start; i < end; i++) size += (lines[i] ?? "").trim().length + 1;
  return size;
}

function trim(lines: readonly string[], start: number, end: number): Range {
  let [from, to] = [start, end];
  while (from < to && isBlank(lines[from])) from++;
  while (to > from && isBlank(lines[to - 1])) to--;
  return [from, to];
}

/** Names defined in the lines, the first after the name that it lies in; without any, the name that the lines lie in. */
function symbolsOf({ name, level }: Scan, start: number, end: number): string[] {
  const own = name.slice(start, end).filter((each) => each !== undefined);
  const owner = ownerOf({ name, level }, start);
  const [first, ...rest] = own;
  if (first === undefined) return owner === undefined ? [] : [owner];
  return owner === undefined ? own : [`${owner}.${first}`, ...rest];
}

function ownerOf({ name, level }: Omit<Scan, "depth">, line: number): string | undefined {
  const inside = level[line] ?? 0;
  for (let i = line - 1; i >= 0; i--)
    if (name[i] !== undefined && (level[i] ?? 0) < inside) return name[i];
  return undefined;
}
