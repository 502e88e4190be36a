import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Lock, takeLock } from "./lock.ts";

/** One process at a time embeds: two would share the same cores, and embed the same text twice. */
export interface Turn {
  /** True when this one has had its time and another waits: save, then pass. */
  isOver(): Promise<boolean>;
  /** Lets another have its turn, and waits for the next; `meanwhile` too, when it is given. */
  pass(signal: AbortSignal, meanwhile?: Promise<void>): Promise<void>;
  end(): Promise<void>;
}

/** So long a turn lasts while others wait. */
const turnMs = 5000;
const pollMs = 200;
/** A wish to embed that was not repeated for so long is none any more. */
const wishMs = 2000;

/** Waits until no other process embeds into this folder. @throws {AbortError} */
export async function takeTurn(folder: string, signal: AbortSignal): Promise<Turn> {
  await mkdir(folder, { recursive: true });
  let lock = await wait(folder, signal);
  let since = Date.now();
  return {
    isOver: async () => Date.now() - since > turnMs && (await isWished(folder)),
    async pass(signal, meanwhile) {
      await lock.release();
      // longer than anyone who waits sleeps
      await (meanwhile ?? delay(2 * pollMs, undefined, { signal }));
      lock = await wait(folder, signal);
      since = Date.now();
    },
    end: () => lock.release(),
  };
}

async function wait(folder: string, signal: AbortSignal): Promise<Lock> {
  for (;;) {
    signal.throwIfAborted();
    const lock = await takeLock(join(folder, "turn"));
    if (lock) return lock;
    await writeFile(join(folder, "wish"), "");
    await delay(pollMs, undefined, { signal });
  }
}

async function isWished(folder: string): Promise<boolean> {
  const info = await stat(join(folder, "wish")).catch(() => undefined);
  return info !== undefined && Date.now() - info.mtimeMs < wishMs;
}
