import { lstat, readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { hasCode } from "../../platform/files.ts";
import { rulesFor } from "./ignored.ts";
import type { Exclusion, LeftOut } from "./leftOut.ts";
import { skippedByName, skippedFolders } from "./skip.ts";

/** A file that is worth reading. */
export interface Seen {
  /** Path inside the folder, with "/". */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface WalkOptions {
  readonly exclude: readonly Exclusion[];
  /** Bytes; larger files are left out. */
  readonly maxFileSize: number;
}

/**
 * Every file below `folder` that people write: .gitignore holds at every level, also of the folders above up to the
 * repository's own; links are not followed; what cannot be read is left out.
 */
export async function* walk(
  folder: string,
  options: WalkOptions,
): AsyncGenerator<Seen, void, undefined> {
  const rules = await rulesFor(folder, options.exclude);
  const open = [""];
  while (open.length) {
    const at = open.pop() as string;
    if (at) await rules.enter(at);
    const entries = await readdir(join(folder, at), { withFileTypes: true }).catch(noEntries);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = posix.join(at, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !rules.why(`${path}/`)) open.push(path);
      } else if (entry.isFile() && !skippedByName(entry.name) && !rules.why(path)) {
        const seen = await stat(folder, path, options);
        if (isSeen(seen)) yield seen;
      }
    }
  }
}

/** One file as `walk` would give it, or why it would not. */
export async function look(
  folder: string,
  path: string,
  options: WalkOptions,
): Promise<Seen | LeftOut> {
  const parts = path.split("/");
  const rules = await rulesFor(folder, options.exclude);
  const whole = await lstat(join(folder, path)).catch(() => undefined);
  for (let depth = 1; depth < parts.length + (whole?.isDirectory() ? 1 : 0); depth++) {
    const at = parts.slice(0, depth).join("/");
    if (skippedFolders.has(parts[depth - 1] ?? ""))
      return { why: "skipped folder", path: `${at}/` };
    const info = await lstat(join(folder, at)).catch(() => undefined);
    if (!info?.isDirectory()) return { why: info ? "not a file" : "missing" };
    const why = rules.why(`${at}/`);
    if (why) return why;
    await rules.enter(at);
  }
  if (whole?.isDirectory()) return { why: "not a file" };
  return skippedByName(parts.at(-1) ?? "") ?? rules.why(path) ?? stat(folder, path, options);
}

/** True for what `look` gives of a file that belongs into the index. */
export const isSeen = (found: Seen | LeftOut): found is Seen => !("why" in found);

async function stat(
  folder: string,
  path: string,
  { maxFileSize }: WalkOptions,
): Promise<Seen | LeftOut> {
  // lstat: a link is not a file of this folder
  const info = await lstat(join(folder, path)).catch(() => undefined);
  if (!info) return { why: "missing" };
  if (!info.isFile()) return { why: "not a file" };
  if (info.size === 0) return { why: "empty" };
  if (info.size > maxFileSize) return { why: "too large", size: info.size, most: maxFileSize };
  return { path, size: info.size, mtimeMs: info.mtimeMs };
}

const noEntries = (error: unknown): [] => {
  if (["ENOENT", "EACCES", "EPERM", "ENOTDIR"].some((code) => hasCode(error, code))) return [];
  throw error;
};
