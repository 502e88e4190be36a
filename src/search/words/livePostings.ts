import type { IndexedFile, Terms } from "./corpus.ts";
import { type Postings, toPostings, withChanges } from "./postings.ts";

/** The words of all files while these come, change and go: made ready when they are asked for. */
export class LivePostings {
  readonly #files: () => Iterable<IndexedFile>;
  readonly #terms: Terms;
  #now: Postings | undefined;
  /** Made at once of all files, and what changed since. */
  #base: Postings | undefined;
  readonly #added = new Set<IndexedFile>();
  readonly #removed = new Set<IndexedFile>();
  #revision = 0;

  /** @param files all that there are at the moment */
  constructor(files: () => Iterable<IndexedFile>, terms: Terms) {
    this.#files = files;
    this.#terms = terms;
  }

  /** Another number once a file has another text, is new or is gone. */
  get revision(): number {
    return this.#revision;
  }

  changed(before: IndexedFile | undefined, next: IndexedFile | undefined): void {
    if (before?.hash !== next?.hash) this.#revision++;
    // one that came after the postings were made is simply not added
    if (before && !this.#added.delete(before)) this.#removed.add(before);
    if (next) this.#added.add(next);
    this.#now = undefined;
  }

  /** All files were thrown away. */
  clear(): void {
    this.#revision++;
    this.#base = this.#now = undefined;
  }

  current(): Postings {
    if (this.#now) return this.#now;
    const changes = { added: this.#added, removed: this.#removed };
    this.#now = this.#base && withChanges(this.#base, changes, this.#terms.size);
    return (this.#now ??= this.#makeAnew());
  }

  #makeAnew(): Postings {
    this.#added.clear();
    this.#removed.clear();
    return (this.#base = toPostings(this.#files(), this.#terms.size));
  }
}
