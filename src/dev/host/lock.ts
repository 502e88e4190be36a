import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../platform/alive.ts";
import { hasCode } from "../../platform/files.ts";

/** Runs `work` while no other process on this machine does so under the same lock file. Locks of dead processes are taken over. */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait?: () => void,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  for (let waits = 0; !(await take(path)); waits++) {
    if (waits === 0) onWait?.();
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  const holder = Number(await readFile(path, "utf8").catch(() => ""));
  // an empty file is a lock whose owner is just writing its number
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
  return false;
}
