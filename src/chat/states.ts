import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Folders beside the conversations, in which a model keeps what it has read of each, so that it need not read it again. */
export interface States {
  /** The folder of a conversation that is on the disk, made if need be; undefined when nothing may be kept. */
  folderOf(id: string): Promise<string | undefined>;
  /** Deletes what was kept of a conversation. Nothing more is written as long as nobody asks for its folder again. */
  remove(id: string): Promise<void>;
}

const ending = ".state";

/**
 * Keeps at most `quota` bytes in `folder`, read at each question: what was not used for longest goes first, and what
 * belongs to no conversation any more. 0 keeps nothing.
 */
export function openStates({
  folder,
  quota,
}: {
  readonly folder: string;
  readonly quota: () => number;
}): States {
  const pathOf = (id: string): string => join(folder, `${id}${ending}`);
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

  async function sweep(): Promise<void> {
    const names = await readdir(folder).catch((): string[] => []);
    const files = new Set(names);
    const kept = names.filter((name) => name.endsWith(ending));
    const found = await Promise.all(kept.map((name) => sizeOf(join(folder, name))));
    found.sort((a, b) => b.used - a.used);
    let total = 0;
    for (const [i, { path, bytes }] of found.entries()) {
      total += bytes;
      const conversation = `${path.slice(folder.length + 1, -ending.length)}.json`;
      // the newest stays where it alone is more: its conversation goes on right now
      const tooMuch = total > quota() && (i > 0 || quota() <= 0);
      if (tooMuch || !files.has(conversation)) await remove(path);
    }
  }

  return {
    async folderOf(id) {
      await sweep();
      if (quota() <= 0) return undefined;
      await mkdir(pathOf(id), { recursive: true, mode: 0o700 });
      return pathOf(id);
    },
    remove: (id) => remove(pathOf(id)),
  };
}

async function sizeOf(
  path: string,
): Promise<{ readonly path: string; readonly bytes: number; readonly used: number }> {
  const names = await readdir(path).catch((): string[] => []);
  const infos = await Promise.all(
    names.map((name) => stat(join(path, name)).catch(() => undefined)),
  );
  return {
    path,
    bytes: infos.reduce((sum, info) => sum + (info?.size ?? 0), 0),
    used: Math.max(0, ...infos.map((info) => info?.mtimeMs ?? 0)),
  };
}
