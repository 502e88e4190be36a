import { isAbsolute, relative, sep } from "node:path";

/** The path inside a folder with "/"; undefined for what lies elsewhere, on another drive for example. */
export function insideOf(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  const isOutside = inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return isOutside ? undefined : inside.split(sep).join("/");
}

/** For each folder those that lie in it, as the paths of its files begin there: "packages/web/". */
export const innerFolders = (folders: readonly string[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    folders.map((folder) => [
      folder,
      folders.flatMap((other) => {
        const inside = insideOf(folder, other);
        return inside ? `${inside}/` : [];
      }),
    ]),
  );
