import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
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

/** Whether a file is in its place: as its digest says, or as something else. A file is only put there whole. */
export type Placed = "whole" | "damaged" | "missing";

interface Look {
  readonly anew?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * How each file is in `folder`, held against the manifest's bytes and digest. A digest is computed once for each size
 * and time of change, and kept in `.verified.json`; with `anew` it is computed all the same, for a disk may change bytes
 * and leave size and time as they were.
 */
export async function verified(
  folder: string,
  files: readonly ModelFile[],
  { anew = false, signal = new AbortController().signal }: Look = {},
): Promise<ReadonlyMap<string, Placed>> {
  const path = stampsIn(folder);
  const stamps = new Map(Object.entries(((await readJson(path)) ?? {}) as Record<string, Seen>));
  const result = new Map<string, Placed>();
  let changed = false;
  for (const { name, bytes, sha256: wanted } of files) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile() || found.size !== bytes) {
      // without a digest nobody can tell what it should be
      result.set(name, found && wanted ? "damaged" : "missing");
      continue;
    }
    let seen = stamps.get(name);
    if (anew || seen?.bytes !== found.size || seen.mtimeMs !== found.mtimeMs) {
      seen = { bytes, mtimeMs: found.mtimeMs, sha256: await sha256(file, signal) };
      stamps.set(name, seen);
      changed = true;
    }
    result.set(name, seen.sha256 === wanted ? "whole" : "damaged");
  }
  if (changed) await writeAtomic(path, JSON.stringify(Object.fromEntries(stamps)));
  return result;
}

/**
 * Twelve digits that are others when a file in `folder` is: what was computed from the model belongs to them. "" while
 * nothing was verified there. Reads a small file at once, for who cannot wait.
 */
export function printOf(folder: string): string {
  let stamps: Record<string, Seen>;
  try {
    stamps = JSON.parse(readFileSync(stampsIn(folder), "utf8")) as Record<string, Seen>;
  } catch {
    // not there, or damaged: it is written anew with the next look
    return "";
  }
  const lines = Object.entries(stamps).map(([name, { sha256: digest }]) => `${digest} ${name}`);
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 12);
}

const stampsIn = (folder: string): string => join(folder, ".verified.json");

/** Notes that a file just placed was found right while it was written. */
export async function stamp(folder: string, file: ModelFile): Promise<void> {
  const path = stampsIn(folder);
  const stamps = ((await readJson(path)) ?? {}) as Record<string, Seen>;
  const { size, mtimeMs } = await stat(join(folder, file.name));
  const seen: Seen = { bytes: size, mtimeMs, sha256: file.sha256 };
  await writeAtomic(path, JSON.stringify({ ...stamps, [file.name]: seen }));
}
