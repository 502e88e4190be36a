import { opendir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ModelFile } from "../../predictor/manifest.ts";
import { hasCode } from "../../platform/files.ts";

// a folder of models is shallow; a home folder named by mistake must not cost minutes
const limits = { depth: 5, entries: 20_000 };

/**
 * Files below the user's folders that may be `file` under whatever name: those of exactly its size, those of its
 * name first. Whether one is it, its digest tells. Missing folders hold nothing.
 */
export async function lookAround(
  file: ModelFile,
  folders: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (!file.bytes) return [];
  const found: string[] = [];
  for (const folder of folders)
    for await (const path of filesBelow(folder, { ...limits, signal }))
      if ((await stat(path).catch(() => undefined))?.size === file.bytes) found.push(path);
  const name = basename(file.name);
  return found.sort((a, b) => Number(basename(b) === name) - Number(basename(a) === name));
}

async function* filesBelow(
  folder: string,
  budget: { depth: number; entries: number; readonly signal: AbortSignal },
): AsyncGenerator<string> {
  let entries;
  try {
    entries = await opendir(folder);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EACCES"].some((code) => hasCode(error, code))) return;
    throw error;
  }
  const folders: string[] = [];
  for await (const entry of entries) {
    budget.signal.throwIfAborted();
    if (budget.entries-- <= 0) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) folders.push(path);
    // what is still being fetched is as long as the whole, and not it
    else if (entry.name.endsWith(".part")) continue;
    // the hub's own cache holds links to its files
    else if (entry.isFile() || entry.isSymbolicLink()) yield path;
  }
  if (budget.depth <= 0) return;
  for (const inner of folders) {
    const below = { ...budget, depth: budget.depth - 1 };
    yield* filesBelow(inner, below);
    budget.entries = below.entries;
  }
}
