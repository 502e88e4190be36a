import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { bytesBelow } from "./bytesBelow.ts";
import { isHeld } from "./download/lock.ts";
import { lockOf } from "./download/install.ts";
import type { Models } from "./models.ts";

/** Something in the folder of models that no model needs. */
export interface Leftover {
  /** Absolute; a file or a folder. */
  readonly path: string;
  /** "unknown": of a model that no list names any more. "half": of a download that was not finished. "temporary": of one that was killed. */
  readonly kind: "unknown" | "half" | "temporary";
  /** The model's tag. */
  readonly tag: string;
  readonly bytes: number;
}

const temporary = /\.(?:tmp|linked)$|^\.fetch$|\.room$/;

/** What could be deleted in `folder`, largest first. What is being fetched at the moment is left alone. */
export async function leftovers(models: Models, folder: string): Promise<readonly Leftover[]> {
  const known = new Set((await models.list()).map(({ tag }) => tag));
  const found: Leftover[] = [];
  for (const owner of await foldersIn(folder))
    for (const name of await foldersIn(join(folder, owner))) {
      const [path, tag] = [join(folder, owner, name), `@${owner}/${name}`];
      if (await isHeld(lockOf(path))) continue;
      if (!known.has(tag))
        found.push({ path, tag, kind: "unknown", bytes: await bytesBelow(path) });
      else found.push(...(await inside(path, tag)));
    }
  return found.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes);
}

export const removeLeftover = ({ path }: Leftover): Promise<void> =>
  rm(path, { recursive: true, force: true });

async function inside(path: string, tag: string): Promise<Leftover[]> {
  const names = await readdir(path);
  const rest = names.filter((name) => temporary.test(name) || name.endsWith(".part"));
  return Promise.all(
    rest.map(async (name): Promise<Leftover> => ({
      path: join(path, name),
      tag,
      kind: name.endsWith(".part") ? "half" : "temporary",
      bytes: await bytesBelow(join(path, name)),
    })),
  );
}

const foldersIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name);
