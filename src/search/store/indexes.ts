import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { hasCode, readJson } from "../../platform/files.ts";
import { readHashes } from "./segment.ts";

/** Where the index of a workspace folder lies. */
export const indexFolder = (dataFolder: string, path: string): string =>
  join(indexesFolder(dataFolder), createHash("sha256").update(path).digest("hex").slice(0, 16));

const indexesFolder = (dataFolder: string): string => join(dataFolder, "index");

/** The folders of all indexes that this machine has. */
export async function allIndexes(dataFolder: string): Promise<string[]> {
  const at = indexesFolder(dataFolder);
  const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(at, name));
}

/** The digests of the chunks that the indexes have. What cannot be read refers to nothing. */
export async function referredTo(
  dataFolder: string,
  indexes?: readonly string[],
): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const index of indexes ?? (await allIndexes(dataFolder)))
    for (const segment of await segmentsOf(index))
      for (const hash of await readHashes(segment).catch(() => [])) hashes.add(hash);
  return hashes;
}

async function segmentsOf(index: string): Promise<string[]> {
  const found = await readJson(join(index, "manifest.json")).catch(() => undefined);
  const { words = [] } = (found ?? {}) as { readonly words?: readonly string[] };
  return words.map((name) => join(index, name));
}
