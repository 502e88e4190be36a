import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";

/**
 * The name under which a folder is shared: its repository's address without protocol and user, such as
 * "github.com/acme/shop", and the path inside it where it is not the whole. Without an address the folder's own name.
 */
export async function repositoryName(folder: string): Promise<string> {
  for (let root = folder; ; root = dirname(root)) {
    const config = await gitConfig(root);
    const address = config && originOf(config);
    if (address) {
      const inside = relative(root, folder).split(sep).join("/");
      return inside ? `${toName(address)}/${inside}` : toName(address);
    }
    if (dirname(root) === root) return basename(folder);
  }
}

/** The names that may hold what a folder holds: its own, and those of the repository around it. */
export function namesAround(name: string): readonly string[] {
  const parts = name.split("/");
  return parts.map((_, i) => parts.slice(0, parts.length - i).join("/"));
}

/** The text of the repository's configuration; in a worktree it lies with the main one. */
async function gitConfig(root: string): Promise<string | undefined> {
  const git = join(root, ".git");
  const info = await stat(git).catch(() => undefined);
  if (!info) return undefined;
  if (info.isDirectory()) return read(join(git, "config"));
  const pointer = /^gitdir: (.+)$/m.exec((await read(git)) ?? "")?.[1];
  if (!pointer) return undefined;
  const own = resolve(root, pointer.trim());
  const common = (await read(join(own, "commondir")))?.trim();
  return read(join(common ? resolve(own, common) : own, "config"));
}

const read = (path: string): Promise<string | undefined> =>
  readFile(path, "utf8").catch(() => undefined);

function originOf(config: string): string | undefined {
  const section = /^\[remote "origin"\]\s*\n((?:(?!\[)[^\n]*\n?)*)/m.exec(config)?.[1];
  return /^\s*url\s*=\s*(.+?)\s*$/m.exec(section ?? "")?.[1];
}

/** "git@github.com:acme/shop.git", "https://user:token@github.com/acme/shop" → "github.com/acme/shop" */
function toName(address: string): string {
  return address
    .replace(/^\w+:\/\//, "")
    .replace(/^[^/@]*@/, "")
    .replace(/^([^/:]+):(?:\d+\/)?/, "$1/")
    .replace(/\/+$|(?:\.git)?\/*$/, "")
    .replace(/\/{2,}/g, "/")
    .replace(/^\//, "");
}
