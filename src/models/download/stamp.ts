import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readJson, writeAtomic } from "../../platform/files.ts";
import type { ModelFile } from "../../predictor/manifest.ts";
import { sha256 } from "./part.ts";

/** What a file was when its digest was computed last. */
interface Seen {
  readonly bytes: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

/**
 * True for each file that is in `folder` with the manifest's bytes and digest. A digest is computed once for each
 * size and time of change, and kept in `.verified.json`.
 */
export async function verified(
  folder: string,
  files: readonly ModelFile[],
  signal: AbortSignal = new AbortController().signal,
): Promise<ReadonlyMap<string, boolean>> {
  const path = join(folder, ".verified.json");
  const stamps = new Map(Object.entries(((await readJson(path)) ?? {}) as Record<string, Seen>));
  const result = new Map<string, boolean>();
  let changed = false;
  for (const { name, bytes, sha256: wanted } of files) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile() || found.size !== bytes) {
      result.set(name, false);
      continue;
    }
    let seen = stamps.get(name);
    if (seen?.bytes !== found.size || seen.mtimeMs !== found.mtimeMs) {
      seen = { bytes, mtimeMs: found.mtimeMs, sha256: await sha256(file, signal) };
      stamps.set(name, seen);
      changed = true;
    }
    result.set(name, seen.sha256 === wanted);
  }
  if (changed) await writeAtomic(path, JSON.stringify(Object.fromEntries(stamps)));
  return result;
}

/** Notes that a file just placed was found right while it was written. */
export async function stamp(folder: string, file: ModelFile): Promise<void> {
  const path = join(folder, ".verified.json");
  const stamps = ((await readJson(path)) ?? {}) as Record<string, Seen>;
  const { size, mtimeMs } = await stat(join(folder, file.name));
  const seen: Seen = { bytes: size, mtimeMs, sha256: file.sha256 };
  await writeAtomic(path, JSON.stringify({ ...stamps, [file.name]: seen }));
}
