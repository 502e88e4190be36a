import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../platform/alive.ts";
import { abortError } from "../../platform/errors.ts";
import { hasCode } from "../../platform/files.ts";

/** Milliseconds. A holder beats; one whose file does not change for `silence` while another watches is gone. */
const usual = { poll: 200, beat: 2_000, silence: 20_000 };

export interface Lock {
  /** Lets the next one in. */
  release(): Promise<void>;
}

/**
 * Waits until nobody else, in this process or another, holds the lock file. `onWait` runs at every look.
 * The locks of processes that are gone are taken over.
 */
export async function takeLock(
  path: string,
  { onWait, pace = usual }: { readonly onWait: () => Promise<void>; readonly pace?: typeof usual },
  signal: AbortSignal,
): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  const token = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  const watch = startWatch(pace.silence);
  for (;;) {
    if (signal.aborted) throw abortError();
    if (await create(path, token)) return hold(path, token, pace.beat);
    const holder = await readFile(path, "utf8").catch(() => "");
    if (isGone(holder) || (await watch.isSilent(path, holder))) await clear(path, holder);
    else {
      await onWait();
      await sleep(pace.poll);
    }
  }
}

/** True while a process holds the lock. */
export async function isHeld(path: string): Promise<boolean> {
  const holder = await readFile(path, "utf8").catch(() => "");
  return holder !== "" && !isGone(holder);
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(token);
    await file.close();
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function hold(path: string, token: string, every: number): Lock {
  const beat = setInterval(() => {
    const now = new Date();
    // the folder may have been removed: then there is nothing to hold any more
    utimes(path, now, now).catch(() => clearInterval(beat));
  }, every);
  beat.unref();
  return {
    release: async () => {
      clearInterval(beat);
      if ((await readFile(path, "utf8").catch(() => "")) === token) await rm(path, { force: true });
    },
  };
}

/** Removes a stale lock, and no other: one that was set meanwhile is put back. */
async function clear(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  const found = await readFile(aside, "utf8");
  if (found !== stale) await create(path, found);
  await rm(aside, { force: true });
}

/** Of a holder on this machine; an empty file is a lock that is just being written. Process ids of another one, or of another container, say nothing. */
function isGone(holder: string): boolean {
  const { pid, host } = parse(holder);
  return host === hostname() && typeof pid === "number" && !isAlive(pid);
}

function parse(holder: string): { readonly pid?: number; readonly host?: string } {
  try {
    return JSON.parse(holder) as { pid: number; host: string };
  } catch {
    return {};
  }
}

/** Watches one holder's beat by this process's own clock, so that a machine that slept wakes both alike. */
function startWatch(silence: number): { isSilent(path: string, holder: string): Promise<boolean> } {
  let seen = "";
  let since = performance.now();
  return {
    isSilent: async (path, holder) => {
      const beat = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      );
      const now = `${holder}${beat}`;
      if (now !== seen) [seen, since] = [now, performance.now()];
      return performance.now() - since > silence;
    },
  };
}
