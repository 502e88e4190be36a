import type { IndexedFile } from "./corpus.ts";

/** One chunk of one file. */
export interface Place {
  readonly file: IndexedFile;
  readonly index: number;
}

/**
 * Where each term stands, in typed arrays: the chunks of term t are docs[starts[t]] … docs[starts[t + 1] - 1], counted
 * from `first` on.
 */
export interface Layer {
  readonly chunks: readonly Place[];
  /** The number of its first chunk among all. */
  readonly first: number;
  readonly starts: Uint32Array;
  readonly docs: Uint32Array;
  readonly counts: Uint8Array;
  /** Terms in each chunk. */
  readonly lengths: Float32Array;
}

/** The words of all chunks: those of a large layer, and of a small one with what changed since that was made. */
export interface Postings {
  /** Numbered in the order of the files; those of files that are gone are among them. */
  readonly chunks: readonly Place[];
  readonly layers: readonly Layer[];
  /** Chunks that count, and their mean length. */
  readonly count: number;
  readonly meanLength: number;
  /** Chunks whose file is gone or another now. */
  readonly gone: ReadonlySet<number>;
}

/** When more than this share has changed, all is made anew. */
const mostChanged = 0.05;
const fewChunks = 500;

/** Files came in or went away. */
export interface Changes {
  readonly added: ReadonlySet<IndexedFile>;
  readonly removed: ReadonlySet<IndexedFile>;
}

/** Turns the files' lists of terms around. 50,000 chunks take 0.1 to 0.3 s. */
export function toPostings(files: Iterable<IndexedFile>, termCount: number): Postings {
  return join([toLayer([...files], { termCount, first: 0 })], new Set());
}

/**
 * The same with what changed since `base`, which has one layer; undefined when so much has changed that all should be
 * made anew.
 */
export function withChanges(
  base: Postings,
  { added, removed }: Changes,
  termCount: number,
): Postings | undefined {
  const [layer] = base.layers;
  let changed = 0;
  for (const { chunks } of added) changed += chunks.length;
  for (const { chunks } of removed) changed += chunks.length;
  if (!layer || changed > Math.max(fewChunks, mostChanged * layer.chunks.length)) return undefined;
  const gone = new Set<number>();
  layer.chunks.forEach(({ file }, i) => {
    if (removed.has(file)) gone.add(i);
  });
  return join([layer, toLayer([...added], { termCount, first: layer.chunks.length })], gone);
}

function join(layers: readonly Layer[], gone: ReadonlySet<number>): Postings {
  let [sum, count] = [0, 0];
  for (const { first, lengths } of layers)
    for (let i = 0; i < lengths.length; i++) {
      if (gone.has(first + i)) continue;
      sum += lengths[i] as number;
      count++;
    }
  const chunks = layers.length === 1 ? layers[0]?.chunks : layers.flatMap((each) => each.chunks);
  return { chunks: chunks ?? [], layers, count, meanLength: sum / (count || 1), gone };
}

function toLayer(
  files: readonly IndexedFile[],
  { termCount, first }: { readonly termCount: number; readonly first: number },
): Layer {
  const chunks: Place[] = [];
  const starts = new Uint32Array(termCount + 1);
  for (const file of files) {
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
  for (const file of files) {
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
  return { chunks, first, starts, docs, counts, lengths };
}

/** In how many chunks a term stands. */
export function placesOf({ layers, gone }: Postings, term: number): number {
  let places = 0;
  for (const { first, starts, docs } of layers) {
    const to = starts[term + 1] ?? starts[term] ?? 0;
    places += to - (starts[term] ?? 0);
    if (!gone.size || first > 0) continue;
    for (let i = starts[term] ?? 0; i < to; i++) if (gone.has(docs[i] as number)) places--;
  }
  return places;
}

/** Tells of a chunk whether each of these terms stands in it. */
export function havingAll(
  { chunks, layers }: Postings,
  terms: readonly number[],
): (chunk: number) => boolean {
  const wanted = [...new Set(terms)];
  const found = new Uint8Array(chunks.length);
  wanted.forEach((term, so) => {
    for (const { first, starts, docs } of layers)
      for (let i = starts[term] ?? 0; i < (starts[term + 1] ?? 0); i++) {
        const chunk = first + (docs[i] as number);
        if (found[chunk] === so) found[chunk] = so + 1;
      }
  });
  return (chunk) => found[chunk] === wanted.length;
}
