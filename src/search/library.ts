import type { Log } from "../platform/log.ts";
import { meanOf, toInquiry as toFileInquiry, toRelated } from "./rank/alike.ts";
import { nearest } from "./words/nearest.ts";
import { LivePostings } from "./words/livePostings.ts";
import { type Place, placesOf, type Postings } from "./words/postings.ts";
import { type IndexedFile, Terms } from "./words/corpus.ts";
import { Coverage } from "./store/coverage.ts";
import { Embedded } from "./store/embedded.ts";
import { Folder } from "./store/folder.ts";
import { type Inquiry, toInquiry } from "./rank/inquiry.ts";
import { type Numbered, rank, toNumbered } from "./rank/rank.ts";
import { tellingTerms } from "./words/tokens.ts";
import { nothingAsked } from "./rank/question.ts";
import type { Grammars } from "./chunks/grammars.ts";
import { innerFolders, insideOf } from "./files/inside.ts";
import { indexFolder, referredTo } from "./store/indexes.ts";
import { indexBytes, makeRoom } from "./store/quota.ts";
import type { Candidate } from "./rank/rules.ts";
import { toUnit } from "./meaning/vectors.ts";

interface About {
  readonly dataFolder: string;
  readonly grammars: Grammars;
  readonly log: Log;
}

export interface RankOptions {
  readonly accept: (file: IndexedFile) => boolean;
  /** Of the query; left out: words alone. */
  readonly vector?: Float32Array;
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

/** Everything that is indexed, of all folders together: words, vectors, and how to rank by them. */
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
  #asked: { readonly query: string; readonly of: Postings; readonly inquiry: Inquiry } | undefined;
  #rows: { readonly of: Postings; readonly count: number; readonly rows: Int32Array } | undefined;

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

  hasVector(hash: string): boolean {
    return this.#embedded?.has(hash) ?? false;
  }

  /** What is known of a chunk besides its lines; the vector has unit length. */
  contentOf(file: IndexedFile, index: number): ChunkContent {
    const range = [file.ends[index - 1] ?? 0, file.ends[index]] as const;
    const vector = this.#embedded?.vectors?.get(file.chunks[index]?.hash ?? "");
    return {
      terms: Array.from(file.terms.slice(...range), (term) => this.terms.nameOf(term)),
      counts: [...file.counts.slice(...range)],
      ...(vector && { vector: toUnit(vector) }),
    };
  }

  /** Numbers a vector; 0 while there is none. */
  get vectorSize(): number {
    return this.#embedded?.vectors?.size ?? 0;
  }

  get vectorCount(): number {
    return this.#embedded?.vectors?.count ?? 0;
  }

  /** Makes ready what the next query needs. */
  prepare(): Postings {
    return this.#postings.current();
  }

  /** Best first. */
  rank(query: string, options: RankOptions): Candidate[] {
    return this.#rank(toNumbered(this.inquire(query), this.terms), options);
  }

  /** What is asked for, by the words that there are. A word that stands nowhere may be unfinished, or a slip of the hand. */
  inquire(query: string): Inquiry {
    const { terms } = this;
    const postings = this.prepare();
    // each answer to a question asks again
    if (this.#asked?.query === query && this.#asked.of === postings) return this.#asked.inquiry;
    const placesOf = (term: string): number => placesOfTerm(postings, terms.find(term));
    const near = (term: string): string[] => nearest(term, terms.names, placesOf);
    const inquiry = toInquiry(query, { placesOf, nearest: near });
    this.#asked = { query, of: postings, inquiry };
    return inquiry;
  }

  /** What is like this code, in whatever file; best first. */
  rankLikeCode(code: string, options: RankOptions): Candidate[] {
    const inquiry = { terms: tellingTerms(code), question: nothingAsked, demanded: [] };
    return this.#rank(toNumbered(inquiry, this.terms), options);
  }

  /** The best chunk of each file that is like this one, which is not among them; best first. */
  rankLikeFile(file: IndexedFile, { accept, vector }: RankOptions): Candidate[] {
    const inquiry = toFileInquiry(file, this.prepare());
    const others = (other: IndexedFile): boolean => other !== file && accept(other);
    const candidates = this.#rank(inquiry, { accept: others, ...(vector && { vector }) });
    return toRelated(candidates, file);
  }

  /** The mean of what is known of a file's meaning; undefined when that is nothing. */
  vectorOfFile({ chunks }: IndexedFile): Float32Array | undefined {
    return meanOf(chunks.flatMap(({ hash }) => this.#embedded?.vectors?.get(hash) ?? []));
  }

  #rank(inquiry: Numbered, { accept, vector }: RankOptions): Candidate[] {
    const postings = this.prepare();
    const cosines = vector && this.cosines(vector, postings);
    return rank({
      ...{ inquiry, postings },
      accept: ({ file }: Place) => this.isOwn(file) && accept(file),
      ...(cosines && { cosines }),
    });
  }

  /** The cosine of each chunk; −1 where there is no vector yet. */
  cosines(query: Float32Array, postings: Postings): Float32Array | undefined {
    const vectors = this.#embedded?.vectors;
    if (!vectors || vectors.size !== query.length) return undefined;
    // looking the rows up costs more than the scan itself: it is done once for many queries
    if (this.#rows?.of !== postings || this.#rows.count !== vectors.count)
      this.#rows = {
        of: postings,
        count: vectors.count,
        rows: Int32Array.from(postings.chunks, ({ file, index }) =>
          vectors.rowOf(file.chunks[index]?.hash ?? ""),
        ),
      };
    const byRow = vectors.scan(query);
    const cosines = new Float32Array(postings.chunks.length);
    this.#rows.rows.forEach((row, i) => (cosines[i] = row < 0 ? -1 : (byRow[row] as number)));
    for (const i of postings.gone) cosines[i] = -1;
    return cosines;
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

const placesOfTerm = (postings: Postings, term: number | undefined): number =>
  term === undefined ? 0 : placesOf(postings, term);
