import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { existsSync } from "node:fs";
import type { PackageSource } from "./source.ts";

/**
 * Fills an empty folder with a package. `folder` is inside `room`, where it may also keep what is temporary; `env` is for
 * the program that does it.
 */
export type Fill = (
  source: PackageSource,
  around: {
    readonly folder: string;
    readonly room: string;
    readonly env: Readonly<Record<string, string>>;
  },
  signal: AbortSignal,
) => Promise<void>;

export interface Packages {
  /** A folder of the model for what is only needed until its files are placed. */
  readonly work: string;
  readonly env: Readonly<Record<string, string>>;
  /** Bytes of the package that have arrived, while it is being fetched. */
  readonly onGrowth: (bytes: number) => void;
}

/**
 * The folder of a fetched package. A package is fetched once for all the files in it, also across a cancelled
 * install: a folder under its final name is whole.
 */
export async function obtainPackage(
  source: PackageSource,
  { work, env, onGrowth, fill }: Packages & { readonly fill: Fill },
  signal: AbortSignal,
): Promise<string> {
  const folder = join(work, `${source.kind}-${source.name.replaceAll("/", "+")}-${source.version}`);
  if (existsSync(folder)) return folder;
  const room = `${folder}.room`;
  const inside = join(room, "package");
  await rm(room, { recursive: true, force: true });
  await mkdir(inside, { recursive: true });
  const poll = setInterval(() => void largest(room).then(onGrowth), 200);
  try {
    await fill(source, { folder: inside, room, env }, signal);
    await rename(inside, folder);
  } finally {
    clearInterval(poll);
    await rm(room, { recursive: true, force: true });
  }
  return folder;
}

/** Bytes of the largest file below a folder: the package itself, whichever temporary name it has at the moment. */
async function largest(folder: string): Promise<number> {
  // files come and go while this looks
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0,
    ),
  );
  return Math.max(0, ...(await Promise.all(sizes)));
}
