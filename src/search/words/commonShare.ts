import { pathTermCount, rangeOf } from "./corpus.ts";
import type { Place } from "./postings.ts";

/** How much of their terms two chunks at the same path have in common, as often as each has them: 0 … 1. */
export function commonShare(a: Place, b: Place): number {
  const counts = countsOf(a);
  let common = 0;
  let all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  for (const [term, count] of countsOf(b)) {
    const shared = Math.min(count, counts.get(term) ?? 0);
    common += shared;
    all += count - shared;
  }
  // both have those of their path, which say nothing about the text
  const ofPath = pathTermCount(a.file.path);
  return all > ofPath ? (common - ofPath) / (all - ofPath) : 0;
}

/** How often each term stands in a chunk, by its number. */
function countsOf({ file, index }: Place): Map<number, number> {
  const range = rangeOf(file, index);
  const counts = file.counts.subarray(...range);
  return new Map([...file.terms.subarray(...range)].map((term, i) => [term, counts[i] ?? 0]));
}
