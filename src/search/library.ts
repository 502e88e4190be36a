import type { Log } from "../platform/log.ts";
import { LivePostings } from "./words/livePostings.ts";
import type { Postings } from "./words/postings.ts";
import { type IndexedFile, rangeOf, Terms } from "./words/corpus.ts";
import { Coverage } from "./store/coverage.ts";
import { Embedded } from "./store/embedded.ts";
import { Folder } from "./store/folder.ts";
import type { Grammars } from "./chunks/grammars.ts";
import { innerFolders, insideOf } from "./files/inside.ts";
import { indexFolder, referredTo } from "./store/indexes.ts";
import { indexBytes, makeRoom } from "./store/quota.ts";
import { toUnit, type Vectors } from "./meaning/vectors.ts";

interface About {
  readonly dataFolder: string;
  readonly grammars: Grammars;
  readonly log: Log;
}

/** A place in a folder: the path inside it with "/"; "" for the folder itself. */
interface Located {
  readonly folder: Folder;
  readonly inside: string;
}

/** The distinct terms of a chunk, how often each stands there, and its vector if there is one. */
export interface ChunkContent {
  readonly terms: readonly string[];
  readonly counts: readonly number[];
  readonly vector?: Float32Array;
}

/** Everything that is indexed, of all folders together: words and vectors. */
export class Library {
  readonly folders: readonly Folder[];
  readonly grammars: Grammars;
  readonly terms: Terms;
  readonly #dataFolder: string;
  readonly #log: Log;
  #embedded: Embedded | undefined;
  #coverage = new Coverage(() => false);
  readonly #postings: LivePostings;
  /** The folders that lie in a folder, as its paths begin there. */
  readonly #inner: ReadonlyMap<string, readonly string[]>;

  private constructor(folders: readonly Folder[], terms: Terms, about: About) {
    this.folders = folders;
    this.#inner = innerFolders(folders.map(({ path }) => path));
    this.grammars = about.grammars;
    this.terms = terms;
    this.#postings = new LivePostings(() => this.files(), terms);
    this.#dataFolder = about.dataFolder;
    this.#log = about.log;
    for (const folder of folders) folder.onChange = (before, next) => this.#changed(before, next);
    this.#recount();
  }

  /** Opens each folder's index below `<dataFolder>/index`, by a digest of the folder's path. */
  static async open(paths: readonly string[], about: About): Promise<Library> {
    const terms = new Terms();
    const folders: Folder[] = [];
    for (const path of paths) {
      const at = indexFolder(about.dataFolder, path);
      folders.push(await Folder.open(path, { ...about, at, terms }));
    }
    return new Library(folders, terms, about);
  }

  *files(): Generator<IndexedFile> {
    for (const folder of this.folders) yield* folder.files.values();
  }

  get fileCount(): number {
    return this.folders.reduce((sum, { files }) => sum + files.size, 0);
  }

  /** The innermost folder that an absolute path lies in. */
  locate(path: string): Located | undefined {
    return this.locateAll(path).toSorted((a, b) => a.inside.length - b.inside.length)[0];
  }

  /** Every folder that an absolute path lies in: one may lie in another. */
  locateAll(path: string): Located[] {
    return this.folders.flatMap((folder) => {
      const inside = insideOf(folder.path, path);
      return inside === undefined ? [] : [{ folder, inside }];
    });
  }

  /** False for a file that another of the folders has as well, further in: it is found there. */
  isOwn({ folder, path }: IndexedFile): boolean {
    return !this.#inner.get(folder)?.some((each) => path.startsWith(each));
  }

  folderOf({ folder }: IndexedFile): Folder | undefined {
    return this.folders.find(({ path }) => path === folder);
  }

  /** Takes the vectors of a model from the disk, in place of those of another. */
  async useModel(model: string): Promise<void> {
    const embedded = await Embedded.open(this.#dataFolder, { model, log: this.#log });
    embedded.onChange = (hash) =>
      hash === undefined ? this.#recount() : this.#coverage.found(hash);
    this.#embedded = embedded;
    this.#recount();
    await this.fetchVectors();
  }

  /** Takes the vectors that another window, or a former branch, has made. */
  async fetchVectors(): Promise<void> {
    await this.#embedded?.fetch([...this.#coverage.missing()]);
  }

  /** What has a vector. */
  get coverage(): Coverage {
    return this.#coverage;
  }

  #recount(): void {
    this.#coverage = new Coverage((hash) => this.hasVector(hash));
    for (const file of this.files()) this.#coverage.add(file);
  }

  /** See `IndexState`. */
  get revision(): number {
    return this.#postings.revision;
  }

  #changed(before: IndexedFile | undefined, next: IndexedFile | undefined): void {
    if (before) this.#coverage.remove(before);
    if (next) this.#coverage.add(next);
    this.#postings.changed(before, next);
  }

  /** True when all indexes of this machine take more than they may. */
  async isOver(quota: number | undefined): Promise<boolean> {
    return quota !== undefined && (await indexBytes(this.#dataFolder)) > quota;
  }

  /** Throws away what is not in use until all indexes take at most `quota` bytes. Only with the turn. */
  async makeRoom(quota: number): Promise<void> {
    await makeRoom(quota, {
      dataFolder: this.#dataFolder,
      indexes: this.folders.map(({ path }) => indexFolder(this.#dataFolder, path)),
      vectors: this.embedded.folder,
      log: this.#log,
    });
  }

  /** @throws {Error} before `useModel` */
  get embedded(): Embedded {
    if (!this.#embedded) throw new Error("No model is in use.");
    return this.#embedded;
  }

  /** Those that this window's folders need; undefined while there is none. */
  get vectors(): Vectors | undefined {
    return this.#embedded?.vectors;
  }

  hasVector(hash: string): boolean {
    return this.#embedded?.has(hash) ?? false;
  }

  /** What is known of a chunk besides its lines; the vector has unit length. */
  contentOf(file: IndexedFile, index: number): ChunkContent {
    const range = rangeOf(file, index);
    const vector = this.vectors?.get(file.chunks[index]?.hash ?? "");
    return {
      terms: Array.from(file.terms.slice(...range), (term) => this.terms.nameOf(term)),
      counts: [...file.counts.slice(...range)],
      ...(vector && { vector: toUnit(vector) }),
    };
  }

  /** Numbers a vector; 0 while there is none. */
  get vectorSize(): number {
    return this.vectors?.size ?? 0;
  }

  get vectorCount(): number {
    return this.vectors?.count ?? 0;
  }

  /** Makes ready what the next query needs. */
  prepare(): Postings {
    return this.#postings.current();
  }

  async bytes(): Promise<number> {
    const sizes = await Promise.all(this.folders.map((folder) => folder.bytes()));
    return sizes.reduce((sum, size) => sum + size, this.#embedded?.bytes ?? 0);
  }

  /** Throws everything away but the vectors that an index of another folder refers to. */
  async clear(signal: AbortSignal): Promise<void> {
    const own = new Set(this.folders.flatMap((folder) => [...folder.hashes()]));
    for (const folder of this.folders) await folder.clear();
    this.#postings.clear();
    this.#recount();
    const others = await referredTo(this.#dataFolder);
    const turn = await this.embedded.turn(signal);
    try {
      await this.embedded.keep((hash) => others.has(hash) || !own.has(hash));
    } finally {
      await turn.end();
    }
  }
}
