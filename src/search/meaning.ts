import { isAbort, messageOf } from "../platform/errors.ts";
import type { IndexedFile } from "./corpus.ts";
import { type Embed, embedAll } from "./embedding.ts";
import type { Library } from "./library.ts";
import { Patience } from "./patience.ts";
import type { Hold, Rows } from "./protocol.ts";

/** Vectors are saved when they are so many, or so old: what a kill costs at most. */
const batchVectors = 256;
const batchMs = 15_000;

/** Gives every chunk a vector, in the background and only while it may. */
export class Meaning {
  readonly patience: Patience;
  readonly #library: Library;
  readonly #embed: Embed;
  readonly #onChange: () => void;
  #run: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #again = false;
  #paused = false;
  #note: string | undefined;
  #recent = new Set<string>();
  #unsaved = 0;
  #savedAt = 0;

  constructor(about: { library: Library; embed: Embed; onChange: () => void }) {
    this.#library = about.library;
    this.#embed = about.embed;
    this.#onChange = about.onChange;
    this.patience = new Patience(about.onChange);
  }

  /** Why nothing can be embedded now: what the model said. */
  get note(): string | undefined {
    return this.#note;
  }

  get running(): boolean {
    return this.#run !== undefined;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Why it waits, while it has something to do. */
  get hold(): Hold | undefined {
    if (this.#paused) return "user";
    return this.#run && this.patience.hold;
  }

  /** These files are looked at by the user: their chunks come first. */
  prefer(files: Iterable<IndexedFile>): void {
    for (const file of files) {
      this.#recent.delete(file.path);
      this.#recent.add(file.path);
    }
    for (const path of this.#recent) if (this.#recent.size > 100) this.#recent.delete(path);
  }

  /** Begins, or goes on after what changed meanwhile. Does nothing while paused. */
  start(): void {
    this.#again = true;
    if (this.#paused || this.#run) return;
    const stop = new AbortController();
    this.#run = { stop, done: this.#embedUntilDone(stop.signal) };
    this.#onChange();
  }

  /** Resolves when nothing runs any more; what was done is saved. */
  async stop(): Promise<void> {
    this.#run?.stop.abort();
    await this.settled();
  }

  async setPaused(paused: boolean): Promise<void> {
    this.#paused = paused;
    if (paused) await this.stop();
    else this.start();
    this.#onChange();
  }

  /** Resolves when all is embedded, or cannot be now: see `note`. */
  async settled(): Promise<void> {
    while (this.#run) await this.#run.done;
  }

  /** The vector of a query; undefined when the model cannot be had, which `note` then explains. */
  async vectorOf(query: string, signal: AbortSignal): Promise<Float32Array | undefined> {
    try {
      const { vectors } = await this.#embed([query], signal);
      return vectors;
    } catch (error) {
      if (isAbort(error) && signal.aborted) throw error;
      this.#note = messageOf(error);
      this.#onChange();
      return undefined;
    }
  }

  async #embedUntilDone(signal: AbortSignal): Promise<void> {
    try {
      while (this.#again && !signal.aborted) {
        this.#again = false;
        const { note } = await embedAll(this.#source(), this.#embedInPeace, signal);
        if (!signal.aborted) this.#note = note;
        if (note) break;
      }
      await this.#save();
    } catch (error) {
      this.#note = `The index could not be written: ${messageOf(error)}`;
    } finally {
      this.#run = undefined;
      this.#onChange();
    }
  }

  readonly #embedInPeace: Embed = async (texts, signal) => {
    await this.patience.free(signal);
    return this.#embed(texts, signal);
  };

  #source(): Parameters<typeof embedAll>[0] {
    const library = this.#library;
    return {
      files: () => this.#inOrder(),
      has: (hash) => library.hasVector(hash),
      read: async (file) => library.folderOf(file)?.read(file.path),
      take: async (hashes, rows) => this.#take(hashes, rows),
    };
  }

  async #take(hashes: readonly string[], rows: Rows): Promise<void> {
    this.#note = undefined;
    // vectors of another length have pushed out those before: they are missing again
    if (!this.#library.addVectors(hashes, rows)) this.#again = true;
    this.#unsaved += hashes.length;
    if (this.#unsaved >= batchVectors || Date.now() - this.#savedAt > batchMs) await this.#save();
    this.#onChange();
  }

  async #save(): Promise<void> {
    if (this.#unsaved) await this.#library.saveVectors();
    this.#unsaved = 0;
    this.#savedAt = Date.now();
  }

  /** Recent files again and again, because they change while a long run goes on. Only where this process writes. */
  *#inOrder(): Generator<IndexedFile> {
    for (const folder of this.#library.folders) {
      if (!folder.writes) continue;
      for (const file of [...folder.files.values()]) {
        const recent = [...this.#recent].reverse();
        this.#recent.clear();
        for (const path of recent) {
          const wanted = folder.files.get(path);
          if (wanted) yield wanted;
        }
        yield file;
      }
    }
  }
}
