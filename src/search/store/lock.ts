import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { isAlive } from "../../platform/alive.ts";
import { hasCode } from "../../platform/files.ts";

/** The right to write into a folder, held by at most one process. */
export interface Lock {
  /** False when another process took it over, for instance while this machine slept. */
  held(): Promise<boolean>;
  release(): Promise<void>;
}

interface Owner {
  readonly id: string;
  readonly pid: number;
  readonly host: string;
}

const refreshMs = 10_000;
const staleMs = 60_000;

/**
 * Takes the lock file, or gives undefined when a living process has it. A lock is stale when its process is gone,
 * or, on another machine, when it was not touched for a minute.
 */
export async function takeLock(path: string): Promise<Lock | undefined> {
  const own: Owner = { id: randomUUID(), pid: process.pid, host: hostname() };
  await mkdir(dirname(path), { recursive: true });
  if (!(await create(path, own)) && !((await removeStale(path)) && (await create(path, own))))
    return undefined;
  const touch = setInterval(() => {
    const now = new Date();
    // when it cannot be touched it is gone, which `held` finds out before anything is written
    utimes(path, now, now).catch(() => {});
  }, refreshMs);
  touch.unref();
  const held = async (): Promise<boolean> => (await read(path))?.id === own.id;
  return {
    held,
    async release() {
      clearInterval(touch);
      if (await held()) await rm(path, { force: true });
    },
  };
}

/** True when a living process has the lock. */
export async function isLocked(path: string): Promise<boolean> {
  const owner = await read(path);
  return owner !== undefined && !(await isStale(path, owner));
}

/** Creates the file with its content at once: a name that is linked to a finished file. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${owner.id}`;
  await writeFile(draft, JSON.stringify(owner));
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeStale(path: string): Promise<boolean> {
  const owner = await read(path);
  if (!(await isStale(path, owner))) return false;
  // two may come here at once: only one can move the file away, and it must have moved the stale one
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return true;
    throw error;
  }
  const moved = await read(aside);
  if (moved?.id !== owner?.id) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  return moved?.id === owner?.id;
}

async function isStale(path: string, owner: Owner | undefined): Promise<boolean> {
  if (owner?.host === hostname()) return !isAlive(owner.pid);
  const info = await stat(path).catch(() => undefined);
  return !info || Date.now() - info.mtimeMs > staleMs;
}

/** Undefined when there is no lock, or one that cannot be read. */
async function read(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Owner;
  } catch (error) {
    if (hasCode(error, "ENOENT") || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
