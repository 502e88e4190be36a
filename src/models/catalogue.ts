import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, UserError } from "../platform/errors.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { checkManifest, toManifest } from "./checkManifest.ts";

/** A manifest file as it was found. */
export type Entry =
  | {
      readonly path: string;
      readonly manifest: Manifest;
      /** Absolute path of the user's own module. */
      readonly module?: string;
    }
  | {
      readonly path: string;
      /** Its tag, as far as it has one. */
      readonly tag: string | undefined;
      readonly problems: readonly string[];
    };

/** The manifests in `<folder>/<engine>/*.json`, by path. @throws {Error} when one is wrong: they are part of the product */
export async function bundledEntries(folder: string): Promise<readonly Entry[]> {
  const paths = (await readdir(folder, { recursive: true }))
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /^[^/]+\/[^/]+\.json$/.test(path))
    .sort();
  const entries = await Promise.all(paths.map((path) => readEntry(join(folder, path))));
  for (const entry of entries) if ("problems" in entry) throw new Error(inWords(entry));
  return entries;
}

/**
 * The predictors that the user wrote: `predictor.json` in each folder or in the folders directly inside it.
 * A wrong one is an entry with its problems; a folder that is not there holds none.
 */
export async function userEntries(folders: readonly string[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const inner of ["", ...names.toSorted((a, b) => a.localeCompare(b))]) {
      const path = join(folder, inner, "predictor.json");
      if (existsSync(path)) entries.push(await readUserEntry(path, join(folder, inner)));
    }
  }
  return entries;
}

async function readUserEntry(path: string, folder: string): Promise<Entry> {
  const entry = await readEntry(path);
  if ("problems" in entry || !entry.manifest.engine.startsWith("./")) return entry;
  const module = join(folder, entry.manifest.engine);
  if (existsSync(module)) return { ...entry, module };
  return { path, tag: entry.manifest.tag, problems: [`engine: there is no ${module}`] };
}

/** The same entries, those whose tag was taken before them replaced by that problem. */
export function withoutClashes(entries: readonly Entry[]): readonly Entry[] {
  const taken = new Map<string, string>();
  return entries.map((entry) => {
    if ("problems" in entry) return entry;
    const { tag } = entry.manifest;
    const first = taken.get(tag);
    if (first === undefined) {
      taken.set(tag, entry.path);
      return entry;
    }
    return { path: entry.path, tag, problems: [`tag: ${tag} is already declared by ${first}`] };
  });
}

/** What is wrong with a manifest, for people. */
export function inWords({ path, problems }: Extract<Entry, { problems: unknown }>): string {
  return `${path} does not describe a predictor. ${problems.join("; ")}.`;
}

/** For asking after a tag that only a wrong manifest declares. */
export const wrongManifest = (entry: Extract<Entry, { problems: unknown }>): UserError =>
  new UserError(`${inWords(entry)} Correct the file and try again.`);

async function readEntry(path: string): Promise<Entry> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    return { path, tag: undefined, problems: [`it is not JSON: ${messageOf(error)}`] };
  }
  const problems = checkManifest(json);
  if (!problems.length) return { path, manifest: toManifest(json) };
  const tag = (json as { tag?: unknown } | null)?.tag;
  return { path, tag: typeof tag === "string" ? tag : undefined, problems };
}
