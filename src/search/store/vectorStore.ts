import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode } from "../../platform/files.ts";
import type { Log } from "../../platform/log.ts";
import { isAlive } from "../../platform/alive.ts";
import { readVectors, writeVectors } from "./segment.ts";
import type { Quantised } from "../meaning/vectors.ts";

export type Entry = readonly [hash: string, vector: Quantised];

/** Above so many segments the smallest ones are written together. */
const mostSegments = 12;
const mergedAtOnce = 8;

/** Where the vectors of a model lie. */
export const vectorFolder = (dataFolder: string, model: string): string =>
  join(dataFolder, "vectors", `1-${createHash("sha256").update(model).digest("hex").slice(0, 16)}`);

/**
 * The vectors of one model by the digest of what they mean, shared by all windows, branches and folders. A segment is
 * written whole under a name of its own and never changed, and the folder's listing says which there are: so any number
 * of processes may add and read at the same time. Only one at a time may take segments away: who has the turn.
 */
export class VectorStore {
  readonly folder: string;
  readonly #log: Log;
  /** What is in a segment, without holding it: see `fingerprint`. */
  readonly #known = new Map<string, Segment>();

  private constructor(folder: string, log: Log) {
    this.folder = folder;
    this.#log = log;
  }

  static async open(folder: string, { model, log }: { model?: string; log: Log }) {
    await mkdir(folder, { recursive: true });
    // for people who look into the folder
    if (model !== undefined) await writeFile(join(folder, "model.txt"), `${model}\n`);
    const store = new VectorStore(folder, log);
    await store.#sweep();
    return store;
  }

  /** Hands out the vectors of `wanted` that are there; what is found is taken out of the set. Newest segments first. */
  async fetch(wanted: Set<string>, add: (hash: string, vector: Quantised) => void): Promise<void> {
    let size: number | undefined;
    for (const name of await this.#names()) {
      if (!wanted.size) return;
      const known = this.#known.get(name);
      const entries = known && !known.hasAny(wanted) ? [] : await this.#read(name);
      // another window's model of the same name may be of another length: the newest counts
      size ??= this.#known.get(name)?.size;
      for (const [hash, vector] of entries)
        if (vector.values.length === size && wanted.delete(hash)) add(hash, vector);
    }
  }

  /** Adds vectors, all of one length. Those of another length are thrown away. */
  async add(entries: readonly Entry[]): Promise<void> {
    const size = entries[0]?.[1].values.length;
    if (size === undefined) return;
    for (const name of await this.#names()) if (!this.#known.has(name)) await this.#read(name);
    const others = [...this.#known].filter(([, known]) => known.size !== size);
    await this.#write(entries);
    await this.#remove(others.map(([name]) => name));
    const names = await this.#names();
    if (names.length > mostSegments) await this.#merge(names);
  }

  /** Takes away what is not to be kept. Only with the turn. */
  async keep(isWanted: (hash: string) => boolean): Promise<void> {
    for (const name of await this.#names()) {
      const entries = await this.#read(name);
      const kept = entries.filter(([hash]) => isWanted(hash));
      if (kept.length === entries.length && entries.length) continue;
      await this.#write(kept);
      await this.#remove([name]);
    }
  }

  /** Bytes on disk. */
  async bytes(): Promise<number> {
    let sum = 0;
    for (const { size } of await this.#listing()) sum += size;
    return sum;
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    if (!entries.length) return;
    const name = `${randomUUID()}.seg`;
    await writeVectors(join(this.folder, name), entries);
    this.#known.set(name, new Segment(entries));
  }

  async #remove(names: readonly string[]): Promise<void> {
    for (const name of names) {
      await rm(join(this.folder, name), { force: true });
      this.#known.delete(name);
    }
  }

  /** Each vector is so written a few times only, however many there are. */
  async #merge(names: readonly string[]): Promise<void> {
    const sizes = new Map((await this.#listing()).map(({ name, size }) => [name, size]));
    const smallest = names
      .toSorted((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0))
      .slice(0, mergedAtOnce);
    const merged = new Map<string, Quantised>();
    for (const name of smallest)
      for (const [hash, vector] of await this.#read(name)) merged.set(hash, vector);
    await this.#write([...merged]);
    await this.#remove(smallest);
  }

  async #read(name: string): Promise<readonly Entry[]> {
    const entries: Entry[] = [];
    try {
      await readVectors(join(this.folder, name), (hash, vector) => entries.push([hash, vector]));
    } catch (error) {
      // another process may just have written it together with others
      if (hasCode(error, "ENOENT")) return [];
      this.#log.warn(`The vector file ${name} is damaged; its part is embedded anew.`);
      await this.#remove([name]);
      return [];
    }
    this.#known.set(name, new Segment(entries));
    return entries;
  }

  /** Newest first. */
  async #names(): Promise<readonly string[]> {
    const names = (await this.#listing()).map(({ name }) => name);
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    return names;
  }

  async #listing(): Promise<readonly { readonly name: string; readonly size: number }[]> {
    const found = [];
    // whoever makes room may have deleted the folder: it comes again with the next vectors
    for (const name of await readdir(this.folder).catch(noEntries)) {
      const info = name.endsWith(".seg")
        ? await stat(join(this.folder, name)).catch(() => undefined)
        : undefined;
      if (info) found.push({ name, size: info.size, time: info.mtimeMs });
    }
    return found.sort((a, b) => b.time - a.time);
  }

  /** Deletes what killed processes were writing. */
  async #sweep(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const [, pid] = /\.(\d+)-\w+\.tmp$/.exec(name) ?? [];
      if (pid && !isAlive(Number(pid))) await rm(join(this.folder, name), { force: true });
    }
  }
}

const noEntries = (error: unknown): string[] => {
  if (hasCode(error, "ENOENT")) return [];
  throw error;
};

/** What can be told of a segment without its vectors, in eight bytes a vector. */
class Segment {
  readonly size: number;
  readonly #prints: Float64Array;

  constructor(entries: readonly Entry[]) {
    this.size = entries[0]?.[1].values.length ?? 0;
    this.#prints = Float64Array.from(entries, ([hash]) => fingerprint(hash)).sort();
  }

  /** True when it has one of them, and once in a long while when it has not. */
  hasAny(hashes: Iterable<string>): boolean {
    for (const hash of hashes) if (this.#has(fingerprint(hash))) return true;
    return false;
  }

  #has(print: number): boolean {
    let [from, to] = [0, this.#prints.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.#prints[middle] as number) < print) from = middle + 1;
      else to = middle;
    }
    return this.#prints[from] === print;
  }
}

/** 48 bits of a digest. */
const fingerprint = (hash: string): number =>
  Buffer.from(hash.slice(0, 8).padEnd(8, "A"), "base64url").readUIntBE(0, 6);
