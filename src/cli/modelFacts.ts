import type { InstallState, Models } from "../models/models.ts";
import { sizeOf } from "../models/size.ts";
import { mostLike } from "../platform/likeness.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { UsageError } from "./failure.ts";

/** @throws {UsageError} with the tags that are like it */
export async function known(models: Models, tag: string): Promise<Manifest> {
  const manifest = await models.find(tag);
  if (manifest) return manifest;
  const meant = mostLike(
    tag,
    (await models.list()).map((other) => other.tag),
  );
  const advice = meant.length ? `Did you mean ${meant.join(", or ")}? ` : "";
  throw new UsageError(`There is no model ${tag}. ${advice}\`hearth models\` lists all.`);
}

/** How it is, its size, its licence: with a star where terms are to be read. */
export const factsOf = (
  manifest: Manifest,
  state: InstallState,
): readonly [string, string, string] => [
  inWords(state),
  (state.kind !== "installed" && state.about ? "~" : "") + sizeOf(state.bytes),
  licence(manifest),
];

function inWords(state: InstallState): string {
  if (state.kind === "partial" && state.damaged) return "damaged, download it again";
  if (state.kind === "partial") return `${Math.floor((100 * state.done) / state.bytes)} % fetched`;
  return state.kind === "installed" ? "here" : "not here";
}

const licence = ({ licence: { id, note: why } }: Manifest): string =>
  id.replace(/^LicenseRef-/, "") + (why ? "*" : "");
