import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { hasCode, readJson, writeAtomic } from "../../platform/files.ts";
import type { Log } from "../../platform/log.ts";
import { chunkerVersion } from "../chunks/chunk.ts";
import type { IndexedFile, Terms } from "../words/corpus.ts";
import { readWords, type WordSegment, writeWords } from "./segment.ts";

/** The content of manifest.json: which segment files count, and what they were made with. */
interface Manifest {
  readonly format: 2;
  readonly chunker: number;
  /** Absolute path of the workspace folder, for people who look into the index. */
  readonly folder: string;
  /** Oldest first: what a later one says of a file wins. */
  readonly words: readonly string[];
}

/** Above so many segments they are written together as one. */
const mostSegments = 12;

/** The words of one folder on disk. Only the process that holds the lock may write, everybody may read. */
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
    store.#manifest = await store.#readManifest();
    return store;
  }

  async #readManifest(): Promise<Manifest> {
    try {
      const found = (await readJson(join(this.#at, "manifest.json"))) as Manifest | undefined;
      if (found?.format === 2 && found.chunker === chunkerVersion) return found;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.#log.warn(`The index of ${this.#folder} is damaged and will be built anew.`);
    }
    return this.#empty();
  }

  #empty(): Manifest {
    return { format: 2, chunker: chunkerVersion, folder: this.#folder, words: [] };
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

  async clear(): Promise<void> {
    await this.#publish(this.#empty());
  }

  async #publish(change: Partial<Manifest>): Promise<void> {
    this.#manifest = { ...this.#manifest, ...change };
    await writeAtomic(join(this.#at, "manifest.json"), JSON.stringify(this.#manifest));
    await this.sweep();
  }

  /** Says that it is in use: what was not used for longest goes first when there is not enough room. */
  async touch(): Promise<void> {
    // there is none before the first save
    await utimes(join(this.#at, "manifest.json"), new Date(), new Date()).catch(() => {});
  }

  /** Deletes segments that no manifest names: of a process that was killed, or that were written together. */
  async sweep(): Promise<void> {
    const live = new Set(this.#manifest.words);
    for (const name of await readdir(this.#at))
      if (/\.(?:seg|tmp)$/.test(name) && !live.has(name))
        await rm(join(this.#at, name), { force: true });
  }

  /** Bytes on disk. */
  async bytes(): Promise<number> {
    let sum = 0;
    for (const name of this.#manifest.words)
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
