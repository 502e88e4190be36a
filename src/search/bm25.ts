import type { IndexedFile } from "./corpus.ts";

/** Where each term stands, in typed arrays: the chunks of term t are docs[starts[t]] … docs[starts[t + 1] - 1]. */
export interface Postings {
  /** The chunks, numbered in the order of the files. */
  readonly chunks: readonly Place[];
  readonly starts: Uint32Array;
  readonly docs: Uint32Array;
  readonly counts: Uint8Array;
  /** Terms in each chunk. */
  readonly lengths: Float32Array;
  readonly meanLength: number;
}

/** One chunk of one file. */
export interface Place {
  readonly file: IndexedFile;
  readonly index: number;
}

/** Turns the files' lists of terms around: 50,000 chunks take about 0.1 s, so this is done anew after a change. */
export function toPostings(files: Iterable<IndexedFile>, termCount: number): Postings {
  const chunks: Place[] = [];
  const starts = new Uint32Array(termCount + 1);
  const all = [...files];
  for (const file of all) {
    file.chunks.forEach((_, index) => chunks.push({ file, index }));
    for (const term of file.terms) starts[term + 1] = (starts[term + 1] ?? 0) + 1;
  }
  for (let t = 0; t < termCount; t++) starts[t + 1] = (starts[t + 1] ?? 0) + (starts[t] ?? 0);

  const total = starts[termCount] ?? 0;
  const docs = new Uint32Array(total);
  const counts = new Uint8Array(total);
  const lengths = new Float32Array(chunks.length);
  const next = starts.slice();
  let doc = 0;
  for (const file of all) {
    let from = 0;
    for (const end of file.ends) {
      let length = 0;
      for (let i = from; i < end; i++) {
        const term = file.terms[i] as number;
        const count = file.counts[i] as number;
        const slot = next[term] as number;
        docs[slot] = doc;
        counts[slot] = count;
        next[term] = slot + 1;
        length += count;
      }
      lengths[doc++] = length;
      from = end;
    }
  }
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / (chunks.length || 1);
  return { chunks, starts, docs, counts, lengths, meanLength };
}

/** The usual constants of Okapi BM25. */
const k1 = 1.5;
const b = 0.75;

/**
 * Okapi BM25 of every chunk (Robertson and Zaragoza 2009), 0 where no term stands.
 * @param query numbers of terms; repeats count
 */
export function bm25(postings: Postings, query: readonly number[]): Float32Array {
  const { chunks, starts, docs, counts, lengths, meanLength } = postings;
  const scores = new Float32Array(chunks.length);
  for (const term of query) {
    const from = starts[term] ?? 0;
    const to = starts[term + 1] ?? 0;
    const rarity = Math.log(1 + (chunks.length - (to - from) + 0.5) / (to - from + 0.5));
    for (let i = from; i < to; i++) {
      const doc = docs[i] as number;
      const count = counts[i] as number;
      const weight = k1 * (1 - b + (b * (lengths[doc] as number)) / meanLength);
      scores[doc] = (scores[doc] as number) + (rarity * count * (k1 + 1)) / (count + weight);
    }
  }
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
