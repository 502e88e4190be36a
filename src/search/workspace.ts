import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import type { Embed } from "./embedding.ts";
import type { Folder } from "./folder.ts";
import type { Library } from "./library.ts";
import { Meaning } from "./meaning.ts";
import type { IndexSettings, IndexState } from "./protocol.ts";

/** Changes that come so close together are looked at together. */
const debounceMs = 200;
/** A window that only reads along looks so often for what the other has written. */
const followMs = 3000;

/** Keeps the library up to date: reads what is new, one thing after another, and has it embedded. */
export class Workspace {
  readonly library: Library;
  readonly meaning: Meaning;
  readonly #onState: () => void;
  readonly #log: Log;
  readonly #follow: NodeJS.Timeout;
  #settings: IndexSettings;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #expected = new Map<Folder, number>();
  #dirty = new Set<string>();
  #debounce: NodeJS.Timeout | undefined;
  #failure: string | undefined;

  constructor(about: {
    library: Library;
    settings: IndexSettings;
    embed: Embed;
    log: Log;
    onState: () => void;
  }) {
    this.library = about.library;
    this.#settings = about.settings;
    this.#log = about.log;
    this.#onState = about.onState;
    const onChange = (): void => this.#onState();
    this.meaning = new Meaning({ library: about.library, embed: about.embed, onChange });
    this.#follow = setInterval(() => {
      if (this.library.folders.some(({ writes }) => !writes))
        this.#enqueue(() => this.#readAlong());
    }, followMs);
    this.#enqueue(() => this.library.useModel(this.#settings.model));
    this.#enqueue(() => this.#scan(this.library.folders));
  }

  /** Counts what there is; a file that is known by its name alone is among `files` only. */
  async state(): Promise<IndexState> {
    const { library, meaning } = this;
    const bytes = await library.bytes();
    const note = this.#failure ?? meaning.note;
    let withMeaning = 0;
    for (const { chunks } of library.files())
      if (chunks.every(({ hash }) => library.hasVector(hash))) withMeaning++;
    const expected = library.folders.map((f) => Math.max(f.files.size, this.#expected.get(f) ?? 0));
    return {
      kind: this.#kind(),
      files: expected.reduce((sum, count) => sum + count, 0),
      words: library.fileCount,
      meaning: withMeaning,
      bytes,
      ...(note && { note }),
    };
  }

  #kind(): IndexState["kind"] {
    if (this.#failure) return "failed";
    if (this.#expected.size) return "indexing";
    if (this.meaning.paused) return "paused";
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
    if (before.model !== settings.model)
      this.#enqueue(async () => {
        await this.meaning.stop();
        await this.library.useModel(settings.model);
      });
    this.#enqueue(() => this.#scan(this.library.folders));
  }

  changed(paths: readonly string[]): void {
    for (const path of paths) this.#dirty.add(path);
    clearTimeout(this.#debounce);
    this.#debounce = setTimeout(() => this.#readDirty(), debounceMs);
  }

  rebuild(): void {
    this.#enqueue(async () => {
      await this.meaning.stop();
      await this.library.clear();
      await this.#scan(this.library.folders);
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
      this.#failure = `The index could not be written or read: ${messageOf(error)} Free disk space or run "Rebuild Index".`;
      this.#log.error(error instanceof Error ? error : String(error));
    } finally {
      this.#waiting--;
      this.#expected.clear();
      this.#onState();
    }
  }

  async #scan(folders: readonly Folder[]): Promise<void> {
    for (const folder of folders)
      await folder.scan(this.#settings, (files) => {
        this.#expected.set(folder, files);
        this.library.touch();
        this.#onState();
      });
    this.#finish();
  }

  #finish(): void {
    this.library.touch();
    this.library.prepare();
    this.meaning.start();
  }

  #readDirty(): void {
    clearTimeout(this.#debounce);
    const paths = [...this.#dirty];
    this.#dirty.clear();
    this.#enqueue(() => this.#readPaths(paths));
  }

  async #readPaths(paths: readonly string[]): Promise<void> {
    const whole = new Set<Folder>();
    const single = new Map<Folder, Set<string>>();
    for (const path of paths) {
      const place = this.library.locate(path);
      if (!place) continue;
      const { folder, inside } = place;
      if (await changesMore(path)) whole.add(folder);
      else single.set(folder, (single.get(folder) ?? new Set()).add(inside));
    }
    for (const [folder, inside] of single)
      if (!whole.has(folder)) {
        await folder.update(inside, this.#settings);
        this.meaning.prefer([...inside].flatMap((path) => folder.files.get(path) ?? []));
      }
    if (whole.size) await this.#scan([...whole]);
    else this.#finish();
  }

  /** Where another process writes: takes its vectors, and its place once it is gone. */
  async #readAlong(): Promise<void> {
    for (const folder of this.library.folders) {
      if (folder.writes) continue;
      const changed = await folder.refresh();
      if (changed) await this.library.loadVectors(folder);
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
