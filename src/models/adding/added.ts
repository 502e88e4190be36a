import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../platform/errors.ts";
import { writeAtomic } from "../../platform/files.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { checkManifest } from "../checkManifest.ts";

/** Folder of the manifest of a model that the user added, one for each tag. */
export const addedFolder = (folder: string, tag: string): string =>
  // short, and no two tags share it
  join(folder, `${tag.slice(1).replace("/", "+")}-${digest(tag)}`);

/** Writes a manifest among those that the user added. @throws {UserError} naming what is wrong with it */
export async function writeAdded(folder: string, manifest: Manifest): Promise<void> {
  const problems = checkManifest(manifest);
  if (problems.length)
    throw new UserError(`${manifest.tag} cannot be added. ${problems.join("; ")}.`);
  const path = join(addedFolder(folder, manifest.tag), "predictor.json");
  await writeAtomic(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

export const removeAdded = (folder: string, tag: string): Promise<void> =>
  rm(addedFolder(folder, tag), { recursive: true, force: true });

const digest = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 6);
