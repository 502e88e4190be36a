import { setTimeout as delay } from "node:timers/promises";
import { isAbort, messageOf, UserError } from "../../platform/errors.ts";
import type { IndexedFile } from "../words/corpus.ts";
import { type Embed, embedAll, type EmbeddingEnd, type EmbeddingSource } from "./embedding.ts";
import type { Library } from "../library.ts";
import { Patience } from "./patience.ts";
import type { Hold, Rows } from "../protocol.ts";
import type { Turn } from "../store/turn.ts";
import type { Team } from "../shared/team.ts";

/** Vectors are saved when they are so many, or so old: what a kill costs at most. */
const batchVectors = 256;
const batchMs = 5000;
/** Who waits for longer gives its turn to another window. */
const restMs = 1000;

/** Vectors for some of these digests that need not be computed here. */
export type Known = (hashes: readonly string[], signal: AbortSignal) => ReturnType<Team["known"]>;

/** Gives every chunk a vector, in the background and only while it may. */
export class Meaning {
  readonly patience: Patience;
  readonly #library: Library;
  readonly #embed: Embed;
  readonly #quota: () => number | undefined;
  readonly #known: Known;
  readonly #onChange: () => void;
  #run: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  #again = false;
  #paused = false;
  #note: string | undefined;
  #recent = new Set<string>();
  #savedAt = 0;

  constructor(about: {
    library: Library;
    embed: Embed;
    known: Known;
    quota: () => number | undefined;
    onChange: () => void;
  }) {
    this.#quota = about.quota;
    this.#library = about.library;
    this.#embed = about.embed;
    this.#known = about.known;
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

  /** Runs, and waits for nothing. */
  get working(): boolean {
    return this.running && !this.hold;
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

  /**
   * Waits until all of these digests, which had no vectors, have them, but at most `ms`, and only as long as it works.
   * @returns whether any has got its vector
   */
  async gain(hashes: readonly string[], ms: number, signal: AbortSignal): Promise<boolean> {
    const lacking = (): number => hashes.filter((hash) => !this.#library.hasVector(hash)).length;
    const end = performance.now() + ms;
    while (lacking() && this.working && performance.now() < end)
      await delay(50, undefined, { signal });
    return lacking() < hashes.length;
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
        const { note } = await this.#embedInTurn(signal);
        if (!signal.aborted) this.#note = note;
        if (note) break;
      }
    } catch (error) {
      if (!isAbort(error)) this.#note = `The index could not be written: ${messageOf(error)}`;
    } finally {
      this.#run = undefined;
      this.#onChange();
    }
  }

  /** Waits while it would disturb; others may embed then. */
  #peaceful(turn: Turn): Embed {
    return async (texts, signal) => {
      const free = this.patience.free(signal);
      const long = delay(restMs, true, { ref: false });
      if (await Promise.race([free.then(() => false), long])) {
        await this.#library.embedded.save();
        await turn.pass(signal, free);
        await this.#library.fetchVectors();
      }
      return this.#embed(texts, signal);
    };
  }

  async #embedInTurn(signal: AbortSignal): Promise<EmbeddingEnd> {
    const library = this.#library;
    const missing = this.#isMissing();
    if (!missing && !(await library.isOver(this.#quota()))) return {};
    const turn = await library.embedded.turn(signal);
    this.#savedAt = Date.now();
    try {
      // meanwhile others may have made what is missing here
      await library.fetchVectors();
      const full = await this.#makeRoom();
      if (full || !missing) return full && missing ? { note: full } : {};
      await this.#takeKnown(signal);
      const end = await embedAll(this.#source(turn, signal), this.#peaceful(turn), signal);
      await library.embedded.save();
      return end;
    } finally {
      await turn.end();
    }
  }

  /** Takes the vectors that the team has computed already. */
  async #takeKnown(signal: AbortSignal): Promise<void> {
    const missing = [...this.#library.coverage.missing()];
    for await (const { hashes, rows } of this.#known(missing, signal))
      await this.#take(hashes, rows);
  }

  /** Keeps to the quota; says what to do when what is in use takes more. */
  async #makeRoom(): Promise<string | undefined> {
    const quota = this.#quota();
    if (quota === undefined || !(await this.#library.isOver(quota))) return undefined;
    await this.#library.makeRoom(quota);
    if (!(await this.#library.isOver(quota))) return undefined;
    const mb = Math.max(1, Math.round(quota / 1e6));
    return `The index has reached ${mb} MB, so no more is embedded. Raise hearth.search.quotaMb, or leave folders out by hearth.search.exclude.`;
  }

  #isMissing(): boolean {
    const { folders, coverage } = this.#library;
    return !coverage.isComplete && folders.some(({ writes }) => writes);
  }

  #source(turn: Turn, signal: AbortSignal): EmbeddingSource {
    const library = this.#library;
    return {
      files: () => this.#inOrder(),
      has: (hash) => library.hasVector(hash),
      read: async (file) => library.folderOf(file)?.read(file.path),
      take: async (hashes, rows) => {
        await this.#take(hashes, rows);
        if (!(await turn.isOver())) return;
        await library.embedded.save();
        await turn.pass(signal);
        await library.fetchVectors();
      },
    };
  }

  async #take(hashes: readonly string[], rows: Rows): Promise<void> {
    const { embedded } = this.#library;
    this.#note = undefined;
    // vectors of another length have pushed out those before: they are missing again
    if (!embedded.add(hashes, rows)) this.#again = true;
    if (embedded.unsaved >= batchVectors || Date.now() - this.#savedAt > batchMs) {
      await embedded.save();
      this.#savedAt = Date.now();
      const full = await this.#makeRoom();
      if (full) throw new UserError(full);
    }
    this.#onChange();
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
