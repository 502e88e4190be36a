import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { hasCode, readJson, writeAtomic } from "../platform/files.ts";
import type { Log } from "../platform/log.ts";
import { chunkerVersion } from "./chunk.ts";
import type { IndexedFile, Terms } from "./corpus.ts";
import {
  entriesOf,
  readVectors,
  readWords,
  type WordSegment,
  writeVectors,
  writeWords,
} from "./segment.ts";
import { type Quantised, Vectors } from "./vectors.ts";

/** The content of manifest.json: which segment files count, and what they were made with. */
interface Manifest {
  readonly format: 1;
  readonly chunker: number;
  /** Absolute path of the workspace folder, for people who look into the index. */
  readonly folder: string;
  /** Oldest first: what a later one says of a file wins. */
  readonly words: readonly string[];
  readonly model: string;
  /** Numbers a vector; 0 when there are none. */
  readonly size: number;
  readonly vectors: readonly string[];
}

/** Above so many segments they are written together as one. */
const mostSegments = 12;

/** One folder's index on disk. Only the process that holds the lock may write, everybody may read. */
export class Store {
  readonly #at: string;
  readonly #folder: string;
  readonly #log: Log;
  #manifest: Manifest;

  private constructor(at: string, folder: string, log: Log) {
    this.#at = at;
    this.#folder = folder;
    this.#log = log;
    this.#manifest = this.#empty();
  }

  /** @param at where the index lies; `folder` is the workspace folder that it is about */
  static async open(at: string, { folder, log }: { folder: string; log: Log }): Promise<Store> {
    const store = new Store(at, folder, log);
    await mkdir(at, { recursive: true });
    await store.refresh();
    return store;
  }

  /** Reads the manifest again. True when it has changed. */
  async refresh(): Promise<boolean> {
    const before = JSON.stringify(this.#manifest);
    this.#manifest = await this.#readManifest();
    return JSON.stringify(this.#manifest) !== before;
  }

  async #readManifest(): Promise<Manifest> {
    try {
      const found = (await readJson(join(this.#at, "manifest.json"))) as Manifest | undefined;
      if (found?.format === 1 && found.chunker === chunkerVersion) return found;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#log.warn(`The index of ${this.#folder} is damaged and will be built anew.`);
    }
    return this.#empty();
  }

  #empty(): Manifest {
    return {
      ...{ format: 1, chunker: chunkerVersion, folder: this.#folder },
      ...{ words: [], model: "", size: 0, vectors: [] },
    };
  }

  /** The files as they were when they were saved. A damaged segment counts as never written. */
  async readFiles(terms: Terms): Promise<Map<string, IndexedFile>> {
    const files = new Map<string, IndexedFile>();
    for (const name of this.#manifest.words) {
      const segment = await this.#tolerate(name, () =>
        readWords(join(this.#at, name), { folder: this.#folder, terms }),
      );
      for (const path of segment?.removed ?? []) files.delete(path);
      for (const file of segment?.files ?? []) files.set(file.path, file);
    }
    return files;
  }

  /** Numbers a vector, 0 when there is none by this model. */
  sizeFor(model: string): number {
    return this.#manifest.model === model && this.#manifest.vectors.length
      ? this.#manifest.size
      : 0;
  }

  async readVectors(add: (hash: string, vector: Quantised) => void): Promise<void> {
    for (const name of this.#manifest.vectors)
      await this.#tolerate(name, () => readVectors(join(this.#at, name), this.#manifest.size, add));
  }

  /** Adds what changed; now and then everything is written as one segment, for which `all` is asked. */
  async saveFiles(
    segment: WordSegment,
    { terms, all }: { terms: Terms; all: () => Iterable<IndexedFile> },
  ): Promise<void> {
    const together = this.#manifest.words.length >= mostSegments;
    const name = `words-${randomUUID()}.seg`;
    const content = together ? { files: [...all()], removed: [] } : segment;
    await writeWords(join(this.#at, name), content, terms);
    await this.#publish({ words: together ? [name] : [...this.#manifest.words, name] });
  }

  /** Adds vectors of one model; those of another model, or of another size, are thrown away. */
  async saveVectors(
    hashes: Iterable<string>,
    { model, vectors, all }: { model: string; vectors: Vectors; all: () => Iterable<string> },
  ): Promise<void> {
    const same = this.#manifest.model === model && this.#manifest.size === vectors.size;
    const together = !same || this.#manifest.vectors.length >= mostSegments;
    const name = `vectors-${randomUUID()}.seg`;
    await writeVectors(join(this.#at, name), entriesOf(vectors, together ? all() : hashes));
    const segments = together ? [name] : [...this.#manifest.vectors, name];
    await this.#publish({ model, size: vectors.size, vectors: segments });
  }

  async clear(): Promise<void> {
    await this.#publish(this.#empty());
  }

  async #publish(change: Partial<Manifest>): Promise<void> {
    this.#manifest = { ...this.#manifest, ...change };
    await writeAtomic(join(this.#at, "manifest.json"), JSON.stringify(this.#manifest));
    await this.sweep();
  }

  /** Deletes segments that no manifest names: of a process that was killed, or that were written together. */
  async sweep(): Promise<void> {
    const live = new Set([...this.#manifest.words, ...this.#manifest.vectors]);
    for (const name of await readdir(this.#at))
      if (/\.(?:seg|tmp)$/.test(name) && !live.has(name))
        await rm(join(this.#at, name), { force: true });
  }

  /** Bytes on disk. */
  async bytes(): Promise<number> {
    let sum = 0;
    for (const name of [...this.#manifest.words, ...this.#manifest.vectors])
      sum += (await stat(join(this.#at, name)).catch(() => undefined))?.size ?? 0;
    return sum;
  }

  async #tolerate<T>(name: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      // a reader may come when the writer has just written segments together
      if (!hasCode(error, "ENOENT"))
        this.#log.warn(
          `The index file ${name} of ${this.#folder} is damaged; its part is built anew.`,
        );
      return undefined;
    }
  }
}
