import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../platform/files.ts";
import type { Log } from "../../platform/log.ts";
import { type IndexedFile, indexText, type Terms } from "../words/corpus.ts";
import type { Grammars } from "../chunks/grammars.ts";
import { type Lock, takeLock } from "./lock.ts";
import { readableText } from "../files/skip.ts";
import { Store } from "./store.ts";
import { isSeen, look, type Seen, walk, type WalkOptions } from "../files/walk.ts";

/** Changes are saved when they are so many files, or so old. */
const batchFiles = 500;
const batchMs = 3000;
const readAhead = 8;

/** What all folders of a window share. */
interface Parts {
  readonly terms: Terms;
  readonly grammars: Grammars;
}

/** The index of one workspace folder: its files in memory, and on disk what saves reading them again. */
export class Folder {
  readonly path: string;
  /** Hears of every file that came, changed or went. */
  onChange: ((before: IndexedFile | undefined, next: IndexedFile | undefined) => void) | undefined;
  readonly #store: Store;
  readonly #terms: Terms;
  readonly #grammars: Grammars;
  readonly #lockPath: string;
  #lock: Lock | undefined;
  #files = new Map<string, IndexedFile>();
  #unsaved = new Map<string, IndexedFile | undefined>();
  #saved = Date.now();

  private constructor(
    path: string,
    { store, terms, grammars, lock }: Parts & { readonly store: Store; readonly lock: string },
  ) {
    this.path = path;
    this.#store = store;
    this.#terms = terms;
    this.#grammars = grammars;
    this.#lockPath = lock;
  }

  /** @param at where the index lies */
  static async open(path: string, about: Parts & { at: string; log: Log }): Promise<Folder> {
    const store = await Store.open(about.at, { folder: path, log: about.log });
    const folder = new Folder(path, { ...about, store, lock: join(about.at, "lock") });
    if (await folder.takeOver()) await store.sweep();
    await store.touch();
    folder.#files = await store.readFiles(about.terms);
    return folder;
  }

  /** Files with text, by their path. */
  get files(): ReadonlyMap<string, IndexedFile> {
    return this.#files;
  }

  /** True when this process may write; another may have it, and only then ours reads along. */
  get writes(): boolean {
    return this.#lock !== undefined;
  }

  /** Becomes the writer when no living process is. True when it is one now. */
  async takeOver(): Promise<boolean> {
    if (this.#lock && !(await this.#lock.held())) await this.#leave();
    this.#lock ??= await takeLock(this.#lockPath);
    return this.writes;
  }

  async #leave(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }

  /**
   * Compares with the disk and reads what changed. `onProgress` gets the number of files once it is known, then after
   * each. Aborting throws between two files.
   */
  async scan(
    options: WalkOptions,
    onProgress: (files: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const seen: Seen[] = [];
    for await (const file of walk(this.path, options)) {
      signal.throwIfAborted();
      seen.push(file);
    }
    onProgress(seen.length);
    for await (const [file, bytes] of this.#contents(seen)) {
      signal.throwIfAborted();
      await this.#take(file, bytes);
      await this.save(false);
      onProgress(seen.length);
    }
    const paths = new Set(seen.map(({ path }) => path));
    for (const path of [...this.#files.keys()]) if (!paths.has(path)) this.#forget(path);
    await this.save(true);
  }

  /** The files that changed, with their bytes, which are read a little ahead. */
  async *#contents(
    seen: readonly Seen[],
  ): AsyncGenerator<readonly [Seen, Buffer | undefined], void, undefined> {
    const changed = seen.filter(({ path, size, mtimeMs }) => {
      const known = this.#files.get(path);
      return known?.size !== size || known.mtimeMs !== mtimeMs;
    });
    const reading: Promise<Buffer | undefined>[] = [];
    for (const [i, file] of changed.entries()) {
      while (reading.length < readAhead && i + reading.length < changed.length) {
        const bytes = this.read((changed[i + reading.length] as Seen).path);
        // whoever leaves the loop before hears nothing of it
        bytes.catch(() => {});
        reading.push(bytes);
      }
      yield [file, await reading.shift()];
    }
  }

  /** Reads again what is named: paths inside the folder. What is gone, a folder too, is forgotten. */
  async update(paths: Iterable<string>, options: WalkOptions): Promise<void> {
    for (const path of paths) {
      const found = await look(this.path, path, options);
      if (isSeen(found)) await this.#take(found, await this.read(path));
      else for (const known of this.#within(path)) this.#forget(known);
    }
    await this.save(true);
  }

  #within(path: string): string[] {
    if (this.#files.has(path)) return [path];
    return [...this.#files.keys()].filter((known) => known.startsWith(`${path}/`));
  }

  async #take(file: Seen, bytes: Buffer | undefined): Promise<void> {
    const known = this.#files.get(file.path);
    if (!bytes) return this.#forget(file.path);
    const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
    const text = readableText(bytes) ?? "";
    if (text && known?.hash !== hash) await this.#grammars.prepare(file.path);
    const next =
      known?.hash === hash
        ? { ...known, ...file }
        : indexText({ ...file, folder: this.path, hash, text }, this.#terms, this.#grammars.read);
    this.#replace(file.path, next);
  }

  #forget(path: string): void {
    if (this.#files.has(path)) this.#replace(path, undefined);
  }

  #replace(path: string, next: IndexedFile | undefined): void {
    const before = this.#files.get(path);
    if (next) this.#files.set(path, next);
    else this.#files.delete(path);
    this.#unsaved.set(path, next);
    this.onChange?.(before, next);
  }

  /** The bytes of a file; undefined when it cannot be read any more. */
  async read(path: string): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.path, path));
    } catch (error) {
      if (["ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR"].some((code) => hasCode(error, code)))
        return undefined;
      throw error;
    }
  }

  /** Writes what changed; without `now` only when it is worth it. */
  async save(now: boolean): Promise<void> {
    const due = this.#unsaved.size >= batchFiles || Date.now() - this.#saved > batchMs;
    if (!this.#unsaved.size || !(now || due) || !(await this.#mayWrite())) return;
    const changes = [...this.#unsaved];
    this.#unsaved = new Map();
    const files = changes.flatMap(([, file]) => file ?? []);
    const removed = changes.filter(([, file]) => !file).map(([path]) => path);
    const about = { terms: this.#terms, all: () => this.#files.values() };
    await this.#store.saveFiles({ files, removed }, about);
    this.#saved = Date.now();
  }

  async #mayWrite(): Promise<boolean> {
    if (this.#lock && !(await this.#lock.held())) await this.#leave();
    return this.writes;
  }

  /** The digests of all chunks, repeats included. */
  *hashes(): Generator<string> {
    for (const { chunks } of this.#files.values()) for (const { hash } of chunks) yield hash;
  }

  async clear(): Promise<void> {
    this.#files = new Map();
    this.#unsaved = new Map();
    if (await this.#mayWrite()) await this.#store.clear();
  }

  bytes(): Promise<number> {
    return this.#store.bytes();
  }

  async close(): Promise<void> {
    await this.#leave();
  }
}
