import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { messageOf } from "../../src/platform/errors.ts";
import type { Pace } from "./pace.ts";
import type { Place } from "./sequences.ts";

/** A conversation is written down when nothing was asked for so long, ms: the next question would change it again. */
const quiet = 10_000;
/** Below this, reading it again is as quick as writing it down and loading it, ms. */
const worth = 200;

/** What stands beside a state: enough to tell whether it is whole and of use before it is loaded. */
interface Note {
  /** Name of the state's file. */
  readonly state: string;
  readonly sha256: string;
  readonly tokens: readonly number[];
}

interface About {
  /** Stands for the model and all that its states depend on: a state of another one must never be loaded. */
  readonly key: string;
  readonly pace: Pick<Pace, "estimate">;
  log(line: string): void;
}

/**
 * What was read of conversations, on the disk, so that it need not be read again after a restart. A conversation has a
 * folder of its own, which whoever asks makes: once that is deleted, nothing of the conversation is written any more.
 */
export class KeptStates {
  readonly #about: About;
  /** What is not on the disk as it is now, and where it belongs. */
  readonly #changed = new Map<LlamaContextSequence, string>();
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(about: About) {
    this.#about = about;
  }

  /** Loads what was kept in `folder` into the place, if it spares more than what is there already. "": nothing is kept. */
  async restore(
    { sequence, marks }: Place,
    tokens: readonly Token[],
    folder: string,
  ): Promise<void> {
    clearTimeout(this.#timer);
    this.#changed.delete(sequence);
    await this.#saving;
    const note = folder ? await this.#read(folder) : undefined;
    if (!note) return;
    const there = sequence.compareContextTokens([...tokens]).firstDifferentIndex;
    const shared = sharedLength(note.tokens, tokens);
    if (shared <= there || this.#about.pace.estimate(shared - there) < worth) return;
    // some models cannot forget the end of what they have read: they go on from all of it or not at all
    if (sequence.needsCheckpoints && shared < note.tokens.length) return;
    // first: should loading it end the process, it is not tried again
    await rm(this.#noteIn(folder), { force: true });
    const path = join(folder, note.state);
    try {
      if ((await digest(path)) === note.sha256) {
        // also the states to go back to: they belong to what was there before
        await sequence.clearHistory();
        marks.length = 0;
        await sequence.loadStateFromFile(path, { acceptRisk: true });
      }
    } catch (error) {
      this.#about.log(`A kept conversation could not be loaded: ${messageOf(error)}`);
      await sequence.clearHistory();
    }
    await rm(path, { force: true });
  }

  /** The place has changed. It is written into `folder` once nothing is asked for a while. */
  changed({ sequence }: Place, folder: string): void {
    clearTimeout(this.#timer);
    if (folder) this.#changed.set(sequence, folder);
    else this.#changed.delete(sequence);
    this.#timer = setTimeout(() => void this.save(), quiet);
    this.#timer.unref();
  }

  /** Writes down whatever has changed. Never rejects. */
  save(): Promise<void> {
    clearTimeout(this.#timer);
    const changed = [...this.#changed];
    this.#changed.clear();
    const before = this.#saving;
    const write = async (): Promise<void> => {
      await before;
      for (const [sequence, folder] of changed) await this.#write(sequence, folder);
    };
    this.#saving = write();
    return this.#saving;
  }

  async #write(sequence: LlamaContextSequence, folder: string): Promise<void> {
    const { key, log, pace } = this.#about;
    const tokens = sequence.contextTokens;
    if (pace.estimate(tokens.length) < worth) return;
    const temporary = join(folder, `${key}.${process.pid}.tmp`);
    try {
      await sweep(folder, key);
      await sequence.saveStateToFile(temporary);
      const sha256 = await digest(temporary);
      const state = `${key}-${sha256.slice(0, 16)}.state`;
      await rename(temporary, join(folder, state));
      const note: Note = { state, sha256, tokens };
      await writeFile(temporary, JSON.stringify(note));
      await rename(temporary, this.#noteIn(folder));
    } catch (error) {
      // the folder of a deleted conversation, a full disk: it will be read again
      log(`A conversation could not be kept: ${messageOf(error)}`);
      await rm(temporary, { force: true });
    }
  }

  #noteIn(folder: string): string {
    return join(folder, `${this.#about.key}.json`);
  }

  /** Undefined when there is none, or none that can be trusted. */
  async #read(folder: string): Promise<Note | undefined> {
    try {
      const note = JSON.parse(await readFile(this.#noteIn(folder), "utf8")) as Note;
      const { state, sha256, tokens } = note;
      const whole = /^[\w-]+\.state$/.test(state) && typeof sha256 === "string";
      return whole && Array.isArray(tokens) ? note : undefined;
    } catch {
      return undefined;
    }
  }
}

/** What the states of a model depend on, as a name for files. `parts`: the engine's version, the size of the context … */
export async function stateKey(modelPath: string, parts: readonly unknown[]): Promise<string> {
  const { size, mtimeMs } = await stat(modelPath);
  const whole = JSON.stringify([1, process.arch, size, mtimeMs, ...parts]);
  return createHash("sha256").update(whole).digest("hex").slice(0, 16);
}

/** Deletes what this model left in the folder, also what was never finished. */
async function sweep(folder: string, key: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.startsWith(key)) await rm(join(folder, name), { force: true });
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 }))
    hash.update(part as Uint8Array);
  return hash.digest("hex");
}

function sharedLength(a: readonly number[], b: readonly number[]): number {
  const end = a.findIndex((token, i) => token !== b[i]);
  return end < 0 ? a.length : end;
}
