import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isAbort, messageOf, UserError } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import type { Embed } from "./meaning/embedding.ts";
import type { Folder } from "./store/folder.ts";
import type { Library } from "./library.ts";
import { type Known, Meaning } from "./meaning/meaning.ts";
import { Progress } from "./meaning/progress.ts";
import type { IndexSettings, IndexState } from "./protocol.ts";
import { Ranking } from "./ranking.ts";
import type { Team } from "./shared/team.ts";

/** Changes that come so close together are looked at together. */
const debounceMs = 200;
/** Throwing away waits so long for another window that embeds. */
const clearMs = 30_000;
/** A window that only reads along looks so often for what the other has written. */
const followMs = 3000;

/** Keeps the library up to date: reads what is new, one thing after another, and has it embedded. */
export class Workspace {
  readonly library: Library;
  readonly ranking: Ranking;
  readonly meaning: Meaning;
  readonly #onState: () => void;
  readonly #log: Log;
  readonly #team: Team;
  readonly #follow: NodeJS.Timeout;
  #settings: IndexSettings;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #expected = new Map<Folder, number>();
  #dirty = new Set<string>();
  #debounce: NodeJS.Timeout | undefined;
  #failure: string | undefined;
  readonly #progress = new Progress();
  /** Ends the readings of whole folders that are asked for so far. */
  #reading = new AbortController();

  constructor(about: {
    library: Library;
    settings: IndexSettings;
    embed: Embed;
    /** The team's index. */
    team: Team;
    log: Log;
    onState: () => void;
  }) {
    this.library = about.library;
    this.ranking = new Ranking(about.library);
    this.#settings = about.settings;
    this.#log = about.log;
    this.#onState = about.onState;
    const onChange = (): void => this.#onState();
    const quota = (): number | undefined => this.#settings.quota;
    const known: Known = (hashes, signal) => about.team.known(hashes, this.#settings.model, signal);
    const { library, embed } = about;
    this.meaning = new Meaning({ library, embed, known, quota, onChange });
    this.meaning.patience.waitFor(about.settings.waitsFor ?? []);
    this.#team = about.team;
    this.#follow = setInterval(() => {
      if (this.library.folders.some(({ writes }) => !writes))
        this.#enqueue(() => this.#readAlong());
    }, followMs);
    this.#enqueue(() => this.library.useModel(this.#settings.model));
    this.#readAll();
  }

  get settings(): IndexSettings {
    return this.#settings;
  }

  /** Counts what there is; a file that is known by its name alone is among `files` only. */
  async state(): Promise<IndexState> {
    const { library, meaning } = this;
    const bytes = await library.bytes();
    const note = this.#failure ?? meaning.note;
    const shared = this.#team.state();
    const { files: withMeaning, done, total } = library.coverage;
    const expected = library.folders.map((f) => Math.max(f.files.size, this.#expected.get(f) ?? 0));
    const files = expected.reduce((sum, count) => sum + count, 0);
    const words = library.fileCount;
    const { hold } = meaning;
    const progressed = this.#progress.step({
      ...{ done, total },
      words: files ? words / files : 0,
      working: meaning.running && !hold && !note,
      now: performance.now(),
    });
    return {
      ...{ kind: this.#kind(), files, words, meaning: withMeaning, ...progressed, bytes },
      revision: library.revision,
      ...(hold && { hold }),
      ...(note && { note }),
      ...(shared && { shared }),
    };
  }

  #kind(): IndexState["kind"] {
    if (this.#failure) return "failed";
    if (this.#expected.size) return "indexing";
    const { hold } = this.meaning;
    if (hold && hold !== "typing") return "paused";
    if (this.meaning.running) return "indexing";
    return this.library.fileCount ? "ready" : "empty";
  }

  /** Resolves when every word that is on the disk now can be found. */
  async read(): Promise<void> {
    if (this.#dirty.size) this.#readDirty();
    while (this.#waiting) await this.#work;
  }

  /** Takes what the user decided; starts over what depends on it. */
  use(settings: IndexSettings): void {
    const before = this.#settings;
    if (isDeepStrictEqual(before, settings)) return;
    this.#settings = settings;
    this.meaning.patience.waitFor(settings.waitsFor ?? []);
    if (isDeepStrictEqual({ ...before, waitsFor: [] }, { ...settings, waitsFor: [] })) return;
    if (before.model !== settings.model)
      this.#enqueue(async () => {
        await this.meaning.stop();
        await this.library.useModel(settings.model);
      });
    this.#readAll();
  }

  changed(paths: readonly string[]): void {
    for (const path of paths) this.#dirty.add(path);
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => this.#readDirty(), debounceMs);
  }

  rebuild(): void {
    this.#throwAway();
    this.#readAll();
  }

  /** Leaves nothing, on the disk neither. @throws {UserError} when another process keeps an index, or it cannot be written */
  async clear(): Promise<void> {
    const kept = this.library.folders.find(({ writes }) => !writes);
    if (kept)
      throw new UserError(
        `Another window keeps the index of ${kept.path}. Clear it there, or close that window first.`,
      );
    clearTimeout(this.#debounce);
    this.#throwAway();
    while (this.#waiting) await this.#work;
    if (this.#failure) throw new UserError(this.#failure);
  }

  #throwAway(): void {
    this.#progress.reset();
    // what is being read is thrown away in a moment
    this.#reading.abort();
    this.#reading = new AbortController();
    this.#enqueue(async () => {
      await this.meaning.stop();
      await this.library.clear(AbortSignal.timeout(clearMs));
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#follow);
    clearTimeout(this.#debounce);
    await this.meaning.stop();
    for (const folder of this.library.folders) await folder.close();
  }

  /** One thing after another. A failure is shown in the state; the next thing tries again. */
  #enqueue(task: () => Promise<void>): void {
    this.#waiting++;
    this.#work = this.#after(this.#work, task);
  }

  async #after(before: Promise<void>, task: () => Promise<void>): Promise<void> {
    await before;
    try {
      await task();
      this.#failure = undefined;
    } catch (error) {
      if (isAbort(error)) return;
      this.#failure = `The index could not be written or read: ${messageOf(error)} Free disk space or run "Rebuild Index".`;
      this.#log.error(error instanceof Error ? error : String(error));
    } finally {
      this.#waiting--;
      this.#expected.clear();
      this.#onState();
    }
  }

  #readAll(): void {
    const { signal } = this.#reading;
    this.#enqueue(() => this.#scan(this.library.folders, signal));
  }

  async #scan(folders: readonly Folder[], signal: AbortSignal): Promise<void> {
    for (const folder of folders)
      await folder.scan(
        this.#settings,
        (files) => {
          this.#expected.set(folder, files);
          this.#onState();
        },
        signal,
      );
    await this.#finish();
  }

  async #finish(): Promise<void> {
    this.library.prepare();
    await this.library.fetchVectors();
    this.meaning.start();
  }

  #readDirty(): void {
    clearTimeout(this.#debounce);
    const paths = [...this.#dirty];
    this.#dirty.clear();
    const { signal } = this.#reading;
    this.#enqueue(() => this.#readPaths(paths, signal));
  }

  async #readPaths(paths: readonly string[], signal: AbortSignal): Promise<void> {
    const whole = new Set<Folder>();
    const single = new Map<Folder, Set<string>>();
    for (const path of paths) {
      const more = await changesMore(path);
      for (const { folder, inside } of this.library.locateAll(path))
        if (more) whole.add(folder);
        else single.set(folder, (single.get(folder) ?? new Set()).add(inside));
    }
    for (const [folder, inside] of single)
      if (!whole.has(folder)) {
        await folder.update(inside, this.#settings);
        this.meaning.prefer([...inside].flatMap((path) => folder.files.get(path) ?? []));
      }
    if (whole.size) await this.#scan([...whole], signal);
    else await this.#finish();
  }

  /** Where another process writes: takes its vectors, and its place once it is gone. */
  async #readAlong(): Promise<void> {
    for (const folder of this.library.folders) {
      if (folder.writes) continue;
      await this.library.fetchVectors();
      if (await folder.takeOver()) this.meaning.start();
    }
  }
}

/** A folder that came, or rules that changed: one path then stands for many files. */
async function changesMore(path: string): Promise<boolean> {
  if (basename(path) === ".gitignore") return true;
  const info = await lstat(path).catch(() => undefined);
  return info?.isDirectory() ?? false;
}
