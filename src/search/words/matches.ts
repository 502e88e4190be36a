import { isCommon, partsOf, toStem } from "./tokens.ts";

/** UTF-16 offsets into a line; end exclusive. */
export type Span = readonly [start: number, end: number];

/**
 * The words of a query as they are compared: stems, without those that say nothing unless there are no others.
 * @param instead see `Found.instead`
 */
export function toWanted(query: string, instead: readonly string[] = []): ReadonlySet<string> {
  const words = partsOf(query).map(({ text }) => text.toLowerCase());
  const telling = words.filter((word) => !/^[\p{Ll}\p{N}]$/u.test(word) && !isCommon(word));
  return new Set([...(telling.length ? telling : words).map(toStem), ...instead]);
}

/** Where words of the query stand in a line, whatever their endings; neighbours inside an identifier are one span. */
export function toSpans(line: string, wanted: ReadonlySet<string>): Span[] {
  const spans: [number, number][] = [];
  for (const { text, at: start } of partsOf(line)) {
    if (!wanted.has(toStem(text.toLowerCase()))) continue;
    const end = start + text.length;
    const before = spans.at(-1);
    if (before && before[1] >= start) before[1] = end;
    else spans.push([start, end]);
  }
  return spans;
}

/** How many different words of the query stand in a line. */
export const countWanted = (line: string, wanted: ReadonlySet<string>): number =>
  new Set(
    partsOf(line)
      .map(({ text }) => toStem(text.toLowerCase()))
      .filter((stem) => wanted.has(stem)),
  ).size;

/** The numbers of the lines that share most words with the query, in order; at most `most`, none without a shared word. */
export function tellingLines(
  lines: readonly string[],
  { wanted, most }: { readonly wanted: ReadonlySet<string>; readonly most: number },
): number[] {
  return lines
    .map((line, at) => ({ at, shared: countWanted(line, wanted) }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared)
    .slice(0, most)
    .map(({ at }) => at)
    .sort((a, b) => a - b);
}
