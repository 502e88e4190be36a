import { constants } from "node:fs";
import { copyFile, link, realpath, rename, rm, stat } from "node:fs/promises";
import type { ModelFile } from "../../predictor/manifest.ts";
import { sha256 } from "./part.ts";

/**
 * Gives a file of this machine its place without a second copy of its bytes: as a clone where the file system has
 * those, else as a further name of the same file. It is verified first. "elsewhere": only copying helps, as from
 * another disk. "other": it is another file than the manifest means.
 */
export async function placeLinked(
  {
    from,
    target,
    file,
  }: { readonly from: string; readonly target: string; readonly file: ModelFile },
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<"placed" | "other" | "elsewhere"> {
  const aside = `${target}.linked`;
  await rm(aside, { force: true });
  try {
    // the hub's own cache holds links to its files
    const source = await realpath(from);
    if ((await stat(source)).size !== file.bytes) return "other";
    if (!(await cloned(source, aside))) return "elsewhere";
    if ((await sha256(aside, signal, tell)) !== file.sha256) return "other";
    await rename(aside, target);
    return "placed";
  } finally {
    await rm(aside, { force: true });
  }
}

async function cloned(from: string, to: string): Promise<boolean> {
  for (const make of [
    () => copyFile(from, to, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL),
    () => link(from, to),
  ])
    try {
      await make();
      return true;
    } catch {
      // another disk, a file system without links, or one that forbids them: what comes next tries again
      await rm(to, { force: true });
    }
  return false;
}
