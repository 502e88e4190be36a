import { statfs } from "node:fs/promises";
import { UserError } from "../../platform/errors.ts";
import { hasCode } from "../../platform/files.ts";
import { sizeOf } from "../size.ts";

/** Bytes that may be written below an existing folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** True when a write failed because the disk, or the user's share of it, is full. */
export const isDiskFull = (error: unknown): boolean =>
  hasCode(error, "ENOSPC") || hasCode(error, "EDQUOT");

/** What to say when `needed` more bytes do not fit. */
export function diskFull({
  needed,
  free,
  folder,
}: {
  readonly needed: number;
  readonly free: number;
  readonly folder: string;
}): UserError {
  return new UserError(
    `The disk is full: ${sizeOf(needed)} more are needed in ${folder}, ${sizeOf(free)} are free. ` +
      "Make room, or choose another place in hearth.models.folder, and try again: what was fetched is kept.",
  );
}

/** For a program of the user's that found the disk full. */
export const fullFor = (program: string): Error =>
  Object.assign(new Error(`${program} found the disk full.`), { code: "ENOSPC" });
