import { nameOf } from "./blocks.ts";
import type { FileChange } from "./diff.ts";

/** A value that became another one, under the name that stands before it. */
export interface Replacement {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The one token in which two lines differ; undefined when they differ in more. */
interface Swap extends Pick<Replacement, "from" | "to"> {
  readonly line: string;
}

/** Values that alone are different in their lines: numbers, versions, texts. */
export function replacements(file: FileChange): Replacement[] {
  const swaps = swapsIn(file) ?? [];
  return swaps.flatMap(({ line, from, to }) => {
    const isValue = [from, to].every((one) => /^["'`]?[\^~]?v?\d[\w.%-]*["'`]?$/.test(one));
    const name = line
      .slice(0, line.indexOf(from))
      .match(/[\p{L}_$@][\p{L}\p{N}_$@/.-]*/gu)
      ?.at(-1);
    const bare = (value: string): string => value.replace(/["'`]/g, "");
    return isValue && name ? [{ name, from: bare(from), to: bare(to) }] : [];
  });
}

/** "Rename sum to totalInCents", or "Use hours instead of minutes", when that is all that happened. */
export function renamed(files: readonly FileChange[]): string[] {
  const swaps = files.map(swapsIn);
  const all = swaps.flatMap((some) => some ?? []);
  const [first] = all;
  if (!first || swaps.includes(undefined)) return [];
  const { from, to } = first;
  const isName = [from, to].every((one) => /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(one));
  if (!isName || !all.every((swap) => swap.from === from && swap.to === to)) return [];
  // what is not defined anew may be another thing
  const isDefined = all.some(({ line }) => nameOf(line) === from);
  return [isDefined ? `Rename ${from} to ${to}` : `Use ${to} instead of ${from}`];
}

/** Line by line; undefined when some line is more than changed in one place. */
function swapsIn({ hunks, state }: FileChange): Swap[] | undefined {
  if (state !== "changed") return undefined;
  const swaps: Swap[] = [];
  for (const { added, removed } of hunks) {
    if (added.length !== removed.length) return undefined;
    for (const [i, line] of removed.entries()) {
      const swap = swapOf(line, added[i] ?? "");
      if (!swap) return undefined;
      swaps.push({ ...swap, line });
    }
  }
  return swaps;
}

function swapOf(before: string, after: string): Omit<Swap, "line"> | undefined {
  const [old, now] = [before, after].map(tokensOf);
  if (!old || !now || old.length !== now.length) return undefined;
  const places = [...old.keys()].filter((i) => old[i] !== now[i]);
  const [from, to] = [old[places[0] ?? -1], now[places[0] ?? -1]];
  return places.length === 1 && from !== undefined && to !== undefined ? { from, to } : undefined;
}

/** Names, numbers with their points, short texts, single signs. */
const tokensOf = (line: string): readonly string[] =>
  line.match(/"[^"]*"|'[^']*'|[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|\s+|./gu) ?? [];
