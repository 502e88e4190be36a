import type { IndexedFile } from "../words/corpus.ts";

/** What of the files has a vector, counted as it changes: there may be 50,000 chunks. */
export class Coverage {
  readonly #has: (hash: string) => boolean;
  /** The digests without a vector, and the files that wait for each: as often as the file has it. */
  readonly #waiting = new Map<string, IndexedFile[]>();
  /** Chunks without a vector, of the files that have such. */
  readonly #missing = new Map<IndexedFile, number>();
  #files = 0;
  #total = 0;
  #done = 0;

  constructor(has: (hash: string) => boolean) {
    this.#has = has;
  }

  /** Files whose every chunk has a vector. */
  get files(): number {
    return this.#files - this.#missing.size;
  }

  /** Chunks. */
  get total(): number {
    return this.#total;
  }

  /** Chunks with a vector. */
  get done(): number {
    return this.#done;
  }

  /** Digests without a vector. */
  missing(): Iterable<string> {
    return this.#waiting.keys();
  }

  get isComplete(): boolean {
    return this.#waiting.size === 0;
  }

  add(file: IndexedFile): void {
    let missing = 0;
    for (const { hash } of file.chunks) {
      if (this.#has(hash)) continue;
      missing++;
      const files = this.#waiting.get(hash);
      if (files) files.push(file);
      else this.#waiting.set(hash, [file]);
    }
    if (missing) this.#missing.set(file, missing);
    this.#files++;
    this.#total += file.chunks.length;
    this.#done += file.chunks.length - missing;
  }

  /** A file that was added, and is gone or another now. */
  remove(file: IndexedFile): void {
    const missing = this.#missing.get(file) ?? 0;
    this.#files--;
    this.#total -= file.chunks.length;
    this.#done -= file.chunks.length - missing;
    if (!this.#missing.delete(file)) return;
    for (const { hash } of file.chunks) {
      const others = this.#waiting.get(hash)?.filter((other) => other !== file);
      if (others?.length) this.#waiting.set(hash, others);
      else this.#waiting.delete(hash);
    }
  }

  /** A vector has come. */
  found(hash: string): void {
    const files = this.#waiting.get(hash) ?? [];
    this.#waiting.delete(hash);
    this.#done += files.length;
    for (const file of files) {
      const missing = (this.#missing.get(file) ?? 0) - 1;
      if (missing > 0) this.#missing.set(file, missing);
      else this.#missing.delete(file);
    }
  }
}
