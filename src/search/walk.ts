import ignore, { type Ignore } from "ignore";
import { lstat, readdir, readFile } from "node:fs/promises";
import { dirname, join, posix, relative, sep } from "node:path";
import { hasCode } from "../platform/files.ts";
import { isSkippedName, skippedFolders } from "./skip.ts";

/** A file that is worth reading. */
export interface Seen {
  /** Path inside the folder, with "/". */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface WalkOptions {
  /** Patterns in the manner of .gitignore, relative to the folder. */
  readonly exclude: readonly string[];
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
  const rules = await rulesFor(folder, options);
  const open = [""];
  while (open.length) {
    const at = open.pop() as string;
    if (at) await rules.enter(at);
    const entries = await readdir(join(folder, at), { withFileTypes: true }).catch(noEntries);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = posix.join(at, entry.name);
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name) && !rules.ignores(`${path}/`)) open.push(path);
      } else if (entry.isFile() && !isSkippedName(entry.name) && !rules.ignores(path)) {
        const seen = await stat(folder, path, options);
        if (seen) yield seen;
      }
    }
  }
}

/** One file as `walk` would give it; undefined when it would not, or is gone. */
export async function look(
  folder: string,
  path: string,
  options: WalkOptions,
): Promise<Seen | undefined> {
  const parts = path.split("/");
  const folders = parts.slice(0, -1);
  if (isSkippedName(parts.at(-1) ?? "") || folders.some((name) => skippedFolders.has(name)))
    return undefined;
  const rules = await rulesFor(folder, options);
  for (let depth = 1; depth < parts.length; depth++) {
    const at = parts.slice(0, depth).join("/");
    const info = await lstat(join(folder, at)).catch(() => undefined);
    if (!info?.isDirectory() || rules.ignores(`${at}/`)) return undefined;
    await rules.enter(at);
  }
  return rules.ignores(path) ? undefined : stat(folder, path, options);
}

async function stat(
  folder: string,
  path: string,
  { maxFileSize }: WalkOptions,
): Promise<Seen | undefined> {
  // lstat: a link is not a file of this folder
  const info = await lstat(join(folder, path)).catch(() => undefined);
  if (!info?.isFile() || info.size === 0 || info.size > maxFileSize) return undefined;
  return { path, size: info.size, mtimeMs: info.mtimeMs };
}

const noEntries = (error: unknown): [] => {
  if (["ENOENT", "EACCES", "EPERM", "ENOTDIR"].some((code) => hasCode(error, code))) return [];
  throw error;
};

interface Rules {
  /** Reads the rules of a folder, so that they hold below it. */
  enter(at: string): Promise<void>;
  /** Folders end with "/". */
  ignores(path: string): boolean;
}

async function rulesFor(folder: string, { exclude }: WalkOptions): Promise<Rules> {
  const own = ignore().add([...exclude]);
  const above = await rulesAbove(folder);
  const within = new Map<string, Ignore>();
  const enter = async (at: string): Promise<void> => {
    const rules = await readRules(join(folder, at));
    if (rules) within.set(at, rules);
  };
  await enter("");

  return {
    enter,
    ignores(path) {
      if (own.ignores(path)) return true;
      // the rules nearest to the file decide; where they say nothing, those above them
      for (let at = parentOf(path); ; at = parentOf(at)) {
        const verdict = within.get(at)?.test(at ? path.slice(at.length + 1) : path);
        if (verdict?.ignored) return true;
        if (verdict?.unignored) return false;
        if (!at) break;
      }
      for (const { rules, prefix } of above) {
        const verdict = rules.test(`${prefix}/${path}`);
        if (verdict.ignored) return true;
        if (verdict.unignored) return false;
      }
      return false;
    },
  };
}

const parentOf = (path: string): string => {
  const parent = posix.dirname(path);
  return parent === "." ? "" : parent;
};

interface Above {
  readonly rules: Ignore;
  /** From the rules' folder to the one that is walked. */
  readonly prefix: string;
}

/** The rules of the folders above, nearest first, when they are of one repository. */
async function rulesAbove(folder: string): Promise<readonly Above[]> {
  const found: Above[] = [];
  for (let at = folder; !(await exists(join(at, ".git")));) {
    const parent = dirname(at);
    if (parent === at) return [];
    const rules = await readRules(parent);
    if (rules) found.push({ rules, prefix: relative(parent, folder).split(sep).join("/") });
    at = parent;
  }
  return found;
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function readRules(folder: string): Promise<Ignore | undefined> {
  const texts = await Promise.all(
    [".git/info/exclude", ".gitignore"].map((name) =>
      readFile(join(folder, name), "utf8").catch(() => ""),
    ),
  );
  return texts.some(Boolean) ? ignore().add(texts.join("\n")) : undefined;
}
