import { blocksOf, nameOf } from "./blocks.ts";
import type { Attachment } from "./protocol.ts";

interface Part {
  readonly lines: readonly string[];
  readonly name: string | undefined;
  readonly score: number;
}

/** A part of a file that is longer is looked into for smaller ones, lines. */
const long = 40;

/**
 * A piece of a file cut to about `share` of its characters: whole functions and paragraphs stay, those that have most
 * to do with the question; a line in place of the others names them. A share of 1 or more changes nothing.
 */
export function shorten(piece: Attachment, share: number, question: string): Attachment {
  if (share >= 1) return piece;
  const wanted = piece.text.length * share;
  const words = wordsOf(question);
  const parts = partsOf(piece.text.split("\n")).map((lines): Part => {
    const name = lines.map(nameOf).find((found) => found !== undefined);
    return { lines, name, score: scoreOf(lines, name, words) };
  });
  const kept = choose(parts, wanted);
  const text = parts.map((part, i) => [part, kept.has(i)] as const);
  return {
    ...piece,
    text: written(text),
    cut: {
      kept: parts.reduce((sum, { lines }, i) => sum + (kept.has(i) ? lines.length : 0), 0),
      // it may have been cut before, for an earlier question
      lines: piece.cut?.lines ?? piece.text.split("\n").length,
    },
  };
}

/** Blocks with the blank lines after them; together they are all lines. Long ones are divided further. */
function partsOf(lines: readonly string[]): (readonly string[])[] {
  const starts = blocksOf(lines).map(({ start }) => start);
  const parts = starts.map((start, i) => lines.slice(i === 0 ? 0 : start, starts[i + 1]));
  if (!parts.length) return [lines];
  return parts.flatMap((part) => {
    if (part.length <= long) return [part];
    const inner = part.slice(1);
    const divided = partsOf(inner);
    // a long run of lines without any structure
    if (divided.length === 1) return runs(part);
    return [[part[0] ?? "", ...(divided[0] ?? [])], ...divided.slice(1)];
  });
}

function runs(lines: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(lines.length / long);
  return Array.from({ length: count }, (_, i) => lines.slice(i * long, (i + 1) * long));
}

/** The parts that stay: the best ones, of equal ones the first, as many as fit. At least one, cut or not. */
function choose(parts: readonly Part[], wanted: number): ReadonlySet<number> {
  const best = [...parts.keys()].sort(
    (a, b) => (parts[b]?.score ?? 0) - (parts[a]?.score ?? 0) || a - b,
  );
  const kept = new Set<number>();
  let size = 0;
  for (const i of best) {
    const own = (parts[i]?.lines ?? []).reduce((sum, line) => sum + line.length + 1, 0);
    if (size + own > wanted) continue;
    kept.add(i);
    size += own;
  }
  return kept;
}

function written(parts: readonly (readonly [Part, boolean])[]): string {
  const out: string[] = [];
  let left: Part[] = [];
  const tell = (): void => {
    if (!left.length) return;
    const count = left.reduce((sum, { lines }) => sum + lines.length, 0);
    const names = left.flatMap(({ name }) => name ?? []).slice(0, 8);
    out.push(`… ${count} lines left out${names.length ? `: ${names.join(", ")}` : ""}`);
    left = [];
  };
  for (const [part, isKept] of parts)
    if (isKept) {
      tell();
      out.push(...part.lines);
    } else left.push(part);
  tell();
  return out.join("\n");
}

function scoreOf(
  lines: readonly string[],
  name: string | undefined,
  wanted: ReadonlySet<string>,
): number {
  const own = wordsOf(lines.join("\n"));
  const named = wordsOf(name ?? "");
  let score = 0;
  for (const word of wanted) score += (own.has(word) ? 1 : 0) + (named.has(word) ? 3 : 0);
  // long parts have many words by chance
  return score / Math.sqrt(1 + lines.length / 10);
}

/** "parseHttpUrl" → parse, http, url, and the whole in lower case; words of the language itself say nothing. */
function wordsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) {
    found.add(word.toLowerCase());
    for (const part of word.split(/_|(?<=\p{Ll})(?=\p{Lu})/u)) found.add(part.toLowerCase());
  }
  for (const word of common) found.delete(word);
  return found;
}

const common = (
  "a an and are as at be by can do does for from has have how i if in is it me my not of on or so that the their then " +
  "this to was what when where which who why will with you your code file function please explain write make " +
  "return const let var new"
).split(" ");
