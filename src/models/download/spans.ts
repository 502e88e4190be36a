/** Bytes of a file from `from` up to `to`, exclusive. */
export type Span = readonly [from: number, to: number];

/** The same bytes and those of one more: in order, and joined where they touch. */
export function withSpan(spans: readonly Span[], [from, to]: Span): readonly Span[] {
  if (from >= to) return spans;
  const apart = spans.filter(([start, end]) => end < from || start > to);
  const touched = spans.filter((span) => !apart.includes(span));
  const joined: Span = [
    Math.min(from, ...touched.map(([start]) => start)),
    Math.max(to, ...touched.map(([, end]) => end)),
  ];
  return [...apart, joined].toSorted((a, b) => a[0] - b[0]);
}

/** The first bytes of a file of `length` that are in none of the spans, at most `most`; undefined when there are none. */
export function firstHole(
  spans: readonly Span[],
  { length, most = length }: { readonly length: number; readonly most?: number },
): Span | undefined {
  let at = 0;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    if (from > at) return [at, Math.min(from, at + most)];
    at = Math.max(at, to);
  }
  return at < length ? [at, Math.min(length, at + most)] : undefined;
}

/** How many bytes they are, when none overlap. */
export const bytesIn = (spans: readonly Span[]): number =>
  spans.reduce((sum, [from, to]) => sum + to - from, 0);
