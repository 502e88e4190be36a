import { join } from "node:path";
import { readJson, writeAtomic } from "../platform/files.ts";
import type { ModelFile } from "../predictor/manifest.ts";
import { hubFacts, hubUrl } from "./hub.ts";
import { toSource } from "./source.ts";
import type { Web } from "./web.ts";

type Facts = Pick<ModelFile, "bytes" | "sha256">;

/** True for a file whose manifest leaves size and digest to the hub. */
export const isOpen = ({ sha256 }: ModelFile): boolean => sha256 === "";

/** The files with the size and digest that the hub named at the first install, where the manifest names none. */
export async function withPins(
  folder: string,
  files: readonly ModelFile[],
): Promise<readonly ModelFile[]> {
  if (!files.some(isOpen)) return files;
  const pins = await readPins(folder);
  return files.map((file) => (isOpen(file) ? { ...file, ...pins[file.name] } : file));
}

/** Asks the hub about each file that is still open, and keeps its answers: from then on only those bytes will do. */
export async function pin(
  { folder, files, hub }: { folder: string; files: readonly ModelFile[]; hub: string },
  web: Web,
  signal: AbortSignal,
): Promise<readonly ModelFile[]> {
  const known = await withPins(folder, files);
  const pins: Record<string, Facts> = {};
  for (const file of known.filter(isOpen)) {
    // checkManifest lets no file be open that has no source at the hub
    const source = file.sources
      .flat()
      .map(toSource)
      .find(({ kind }) => kind === "hub");
    if (source?.kind !== "hub")
      throw new Error(`${file.name} has neither a digest nor a source at the hub.`);
    pins[file.name] = await hubFacts(
      { url: hubUrl(hub, source), why: `size of ${file.name}` },
      web,
      signal,
    );
  }
  if (!Object.keys(pins).length) return known;
  await writeAtomic(
    join(folder, ".pins.json"),
    JSON.stringify({ ...(await readPins(folder)), ...pins }),
  );
  return withPins(folder, files);
}

const readPins = async (folder: string): Promise<Record<string, Facts>> =>
  ((await readJson(join(folder, ".pins.json"))) ?? {}) as Record<string, Facts>;
