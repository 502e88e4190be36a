import type { Log } from "../../platform/log.ts";
import type { Rows } from "../protocol.ts";
import { type Turn, takeTurn } from "./turn.ts";
import { quantise, Vectors } from "../meaning/vectors.ts";
import { type Entry, vectorFolder, VectorStore } from "./vectorStore.ts";

/** What one model has embedded: in memory the vectors that this window's folders need, on disk those of all. */
export class Embedded {
  readonly model: string;
  readonly #store: VectorStore;
  #vectors: Vectors | undefined;
  #unsaved: Entry[] = [];
  /** Hears of every vector that comes; without a digest: that all are gone. */
  onChange: ((hash?: string) => void) | undefined;

  private constructor(model: string, store: VectorStore) {
    this.model = model;
    this.#store = store;
  }

  static async open(dataFolder: string, about: { model: string; log: Log }): Promise<Embedded> {
    const store = await VectorStore.open(vectorFolder(dataFolder, about.model), about);
    return new Embedded(about.model, store);
  }

  /** Where the vectors lie. */
  get folder(): string {
    return this.#store.folder;
  }

  get vectors(): Vectors | undefined {
    return this.#vectors;
  }

  has(hash: string): boolean {
    return this.#vectors?.has(hash) ?? false;
  }

  /** Takes those of `hashes` that are on disk, by whichever window they were made. */
  async fetch(hashes: Iterable<string>): Promise<void> {
    const missing = new Set<string>();
    for (const hash of hashes) if (!this.has(hash)) missing.add(hash);
    if (missing.size)
      await this.#store.fetch(missing, (hash, vector) => {
        this.#vectors ??= new Vectors(vector.values.length);
        if (this.#vectors.size !== vector.values.length) return;
        this.#vectors.add(hash, vector);
        this.onChange?.(hash);
      });
  }

  /** False when the vectors are not as long as those before, which are then thrown away. */
  add(hashes: readonly string[], { size, vectors }: Rows): boolean {
    const same = !this.#vectors || this.#vectors.size === size;
    if (!same) this.#drop();
    this.#vectors ??= new Vectors(size);
    for (const [i, hash] of hashes.entries()) {
      const vector = quantise(vectors.subarray(i * size, (i + 1) * size));
      this.#vectors.add(hash, vector);
      this.#unsaved.push([hash, vector]);
      this.onChange?.(hash);
    }
    return same;
  }

  /** How many would be lost by a crash. */
  get unsaved(): number {
    return this.#unsaved.length;
  }

  async save(): Promise<void> {
    const entries = this.#unsaved;
    this.#unsaved = [];
    await this.#store.add(entries);
  }

  /** Only who has the turn may embed, save and forget. */
  turn(signal: AbortSignal): Promise<Turn> {
    return takeTurn(this.#store.folder, signal);
  }

  /** Throws the vectors away that are not wanted, here and on disk. */
  async keep(isWanted: (hash: string) => boolean): Promise<void> {
    this.#drop();
    await this.#store.keep(isWanted);
  }

  #drop(): void {
    this.#vectors = undefined;
    this.#unsaved = [];
    this.onChange?.();
  }

  /** About what the vectors of this window take on disk. */
  get bytes(): number {
    const { count = 0, size = 0 } = this.#vectors ?? {};
    return count * (size + 30);
  }
}
