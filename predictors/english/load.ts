import { readFile } from "node:fs/promises";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Entry } from "./lexicon.ts";
import { type English, openEnglish } from "./phonemes.ts";

/** The lexicons that a voice's manifest names in its option "lexicons", best first. */
export async function loadEnglish(manifest: Manifest, context: LoadContext): Promise<English> {
  const names = manifest.options["lexicons"];
  const files = Array.isArray(names) ? (names as readonly string[]) : [];
  const parsed: Record<string, Entry>[] = [];
  for (const name of files)
    parsed.push(
      JSON.parse(await readFile(context.resource(name), "utf8")) as Record<string, Entry>,
    );
  return openEnglish(parsed);
}
