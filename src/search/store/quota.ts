import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../../platform/log.ts";
import { allIndexes, referredTo } from "./indexes.ts";
import { isLocked } from "./lock.ts";
import { VectorStore } from "./vectorStore.ts";

/** What must not be thrown away: this window's own. */
export interface InUse {
  readonly dataFolder: string;
  /** Folders of this window's indexes. */
  readonly indexes: readonly string[];
  /** Folder of the vectors of the model in use. */
  readonly vectors: string;
  readonly log: Log;
}

/** Bytes of all indexes and vectors of this machine. */
export async function indexBytes(dataFolder: string): Promise<number> {
  const folders = [...(await allIndexes(dataFolder)), ...(await allVectors(dataFolder))];
  const sizes = await Promise.all(folders.map(bytesOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Throws away until all indexes take at most `quota` bytes: vectors of other models, then those that no index refers
 * to, then the indexes that were not used for longest. What a living window has open stays. Only with the turn.
 */
export async function makeRoom(quota: number, inUse: InUse): Promise<void> {
  const { dataFolder, log } = inUse;
  const tooMuch = async (): Promise<boolean> => (await indexBytes(dataFolder)) > quota;
  for (const folder of await allVectors(dataFolder)) {
    if (!(await tooMuch())) return;
    if (folder === inUse.vectors || (await isLocked(join(folder, "turn")))) continue;
    log.info(`The quota is reached: ${folder}, the vectors of another model, is deleted.`);
    await rm(folder, { recursive: true, force: true });
  }
  if (!(await tooMuch())) return;
  await dropUnreferred(inUse);
  for (const folder of await unusedIndexes(inUse)) {
    if (!(await tooMuch())) return;
    log.info(`The quota is reached: ${folder}, the index unused for longest, is deleted.`);
    await rm(folder, { recursive: true, force: true });
    await dropUnreferred(inUse);
  }
}

async function dropUnreferred({ dataFolder, vectors, log }: InUse): Promise<void> {
  const referred = await referredTo(dataFolder);
  const store = await VectorStore.open(vectors, { log });
  await store.keep((hash) => referred.has(hash));
}

/** Longest unused first. */
async function unusedIndexes({ dataFolder, indexes }: InUse): Promise<string[]> {
  const found: { readonly folder: string; readonly used: number }[] = [];
  for (const folder of await allIndexes(dataFolder)) {
    if (indexes.includes(folder) || (await isLocked(join(folder, "lock")))) continue;
    const info = await stat(join(folder, "manifest.json")).catch(() => undefined);
    found.push({ folder, used: info?.mtimeMs ?? 0 });
  }
  return found.sort((a, b) => a.used - b.used).map(({ folder }) => folder);
}

async function allVectors(dataFolder: string): Promise<string[]> {
  const at = join(dataFolder, "vectors");
  const names = await readdir(at).catch(() => []);
  return names.map((name) => join(at, name));
}

async function bytesOf(folder: string): Promise<number> {
  let sum = 0;
  for (const name of await readdir(folder).catch(() => []))
    sum += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
  return sum;
}
