import { blockEnd, blocksOf, indentOf, nameOf, startOf, type Block } from "./blocks.ts";

/** A file as it would be with a piece of suggested code in it. */
export interface Change {
  /** The whole file. */
  readonly text: string;
  /** How many definitions of the file the code replaces; 0 when nothing of it was found there. */
  readonly replaced: number;
}

/** Where code goes that the file does not have yet: these lines are replaced, from 0, `end` exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Puts suggested code into a file: what it defines replaces the definition of the same name, with its comment when the
 * code has one too; the rest follows what was replaced last. Nothing of the code is in the file: all of it goes to
 * `place`. A line such as "// ... existing code ..." stands for what the file has there. Only text is compared, so any
 * language will do whose blocks are indented.
 */
export function toChange(file: string, code: string, place: Place): Change {
  const eol = file.includes("\r\n") ? "\r\n" : "\n";
  const lines = file.split(/\r?\n/);
  const source = code.replace(/\s+$/, "").split(/\r?\n/);
  const blocks = blocksOf(source);
  let replaced = 0;
  let last: number | undefined;
  const waiting: string[][] = [];
  for (const block of blocks) {
    const found = block.name === undefined ? -1 : headIn(lines, block.name, place.start);
    if (found < 0) {
      // an import that is there already, or the "..." between two functions, says nothing new
      if (!isKnown(source, block, lines)) waiting.push(source.slice(block.start, block.end));
      continue;
    }
    last = replaceBlock(lines, { source, block, head: found });
    replaced++;
    for (const added of waiting.splice(0)) last = insertBefore(lines, found, added) + last;
  }
  if (!replaced) {
    lines.splice(place.start, place.end - place.start, ...indented(source, indentAt(lines, place)));
  } else if (last !== undefined && waiting.length) {
    const apart = waiting.flatMap((added) => ["", ...added]);
    lines.splice(last, 0, ...indented(apart, indentOf(lines[last - 1] ?? "")));
  }
  return { text: lines.join(eol), replaced };
}

/** The line that defines `name`, of several the one nearest to `near`; -1 when there is none. */
function headIn(lines: readonly string[], name: string, near: number): number {
  const heads = lines.flatMap((line, i) => (nameOf(line) === name ? [i] : []));
  return heads.sort((a, b) => Math.abs(a - near) - Math.abs(b - near))[0] ?? -1;
}

/** Replaces the block that begins at `head`; gives the line after the new one. */
function replaceBlock(
  lines: string[],
  { source, block, head }: { source: readonly string[]; block: Block; head: number },
): number {
  const start = block.start < block.head ? startOf(lines, head) : head;
  const end = blockEnd(lines, head);
  const old = lines.slice(head, end);
  const next = indented(source.slice(block.start, block.end), indentOf(lines[head] ?? ""));
  const filled = withExisting(next, old);
  lines.splice(start, end - start, ...filled);
  return start + filled.length;
}

function insertBefore(lines: string[], head: number, added: readonly string[]): number {
  const made = [...indented(added, indentOf(lines[head] ?? "")), ""];
  lines.splice(startOf(lines, head), 0, ...made);
  return made.length;
}

const elision =
  /^(?:\/\/|#|--|\/\*|<!--)?\s*(?:\.\.\.|…).*$|^(?:\/\/|#|--|\/\*)\s*.*\b(?:existing|unchanged|rest of)\b.*$/i;

/** The code with the lines of `old` in place of a comment that says they stay. */
function withExisting(code: readonly string[], old: readonly string[]): readonly string[] {
  const at = code.findIndex((line) => elision.test(line.trim()));
  if (at < 0) return code;
  const same = (wanted: string | undefined) => (line: string) => line.trim() === wanted?.trim();
  const isOld = (line: string): boolean => line.trim() !== "" && old.some(same(line));
  const before = code.slice(0, at).findLast(isOld);
  const after = code.slice(at + 1).find(isOld);
  const from = old.findIndex(same(before)) + 1;
  const to = old.findLastIndex(same(after));
  const kept = old.slice(from, to < from ? undefined : to);
  return [...code.slice(0, at), ...kept, ...withExisting(code.slice(at + 1), old)];
}

/** True for one line that the file has too, and for a comment that only says that something stays. */
function isKnown(
  source: readonly string[],
  { start, end }: Block,
  file: readonly string[],
): boolean {
  if (end - start !== 1) return false;
  const text = (source[start] ?? "").trim();
  return elision.test(text) || file.some((line) => line.trim() === text);
}

/** The lines moved sideways, so that the first stands `indent` columns in. */
function indented(code: readonly string[], indent: number): string[] {
  const first = Math.min(...code.map(indentOf));
  const shift = indent - first;
  if (!Number.isFinite(shift) || shift === 0) return [...code];
  return code.map((line) => {
    if (!line.trim()) return line;
    return shift > 0 ? " ".repeat(shift) + line : line.slice(Math.min(-shift, indentOf(line)));
  });
}

const indentAt = (lines: readonly string[], { start, end }: Place): number => {
  const found = lines.slice(start, Math.max(end, start + 1)).find((line) => line.trim());
  return found === undefined ? 0 : indentOf(found);
};
