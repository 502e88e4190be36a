import { placesOf, type Postings } from "./postings.ts";

/** The usual constants of Okapi BM25. */
export const constants = { k1: 1.5, b: 0.75 };
const { k1, b } = constants;

/**
 * Okapi BM25 of every chunk (Robertson and Zaragoza 2009), 0 where no term stands.
 * @param query numbers of terms; repeats count
 */
export function bm25(postings: Postings, query: readonly number[]): Float32Array {
  const { chunks, layers, count: chunkCount, meanLength, gone } = postings;
  const scores = new Float32Array(chunks.length);
  for (const term of query) {
    const places = placesOf(postings, term);
    const rarity = Math.log(1 + (chunkCount - places + 0.5) / (places + 0.5));
    for (const { first, starts, docs, counts, lengths } of layers) {
      const to = starts[term + 1] ?? 0;
      for (let i = starts[term] ?? 0; i < to; i++) {
        const doc = docs[i] as number;
        const count = counts[i] as number;
        const weight = k1 * (1 - b + (b * (lengths[doc] as number)) / meanLength);
        scores[first + doc] =
          (scores[first + doc] as number) + (rarity * count * (k1 + 1)) / (count + weight);
      }
    }
  }
  for (const doc of gone) scores[doc] = 0;
  return scores;
}

/** The numbers of the `limit` highest scores above `floor` that are accepted, best first; of equals the earlier. */
export function best(
  scores: ArrayLike<number>,
  { limit, floor = 0, accept }: { limit: number; floor?: number; accept: (i: number) => boolean },
): number[] {
  const heap: number[] = [];
  const before = (a: number, c: number): boolean =>
    (scores[a] as number) < (scores[c] as number) || (scores[a] === scores[c] && a > c);
  const sink = (): void => {
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2])
        if (child < heap.length && before(heap[child] as number, heap[least] as number))
          least = child;
      if (least === i) return;
      [heap[i], heap[least]] = [heap[least] as number, heap[i] as number];
      i = least;
    }
  };
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] as number;
    if (score <= floor) continue;
    if (heap.length === limit && score <= (scores[heap[0] as number] as number)) continue;
    if (!accept(i)) continue;
    if (heap.length < limit) {
      heap.push(i);
      if (heap.length === limit) heap.sort((a, c) => (before(a, c) ? -1 : 1));
    } else {
      heap[0] = i;
      sink();
    }
  }
  return heap.sort((a, c) => (before(a, c) ? 1 : -1));
}
