import { basename, isAbsolute, relative, sep } from "node:path";
import { posix } from "node:path";
import { UserError } from "../../platform/errors.ts";
import type { Hit } from "../protocol.ts";

/** A place that a model named. */
export interface NamedPath {
  /** Absolute path of the folder that it lies in; undefined when it may be any. */
  readonly folder?: string;
  /** Inside the folder, with "/"; "" is the folder itself. */
  readonly inside: string;
}

/**
 * Where a path points that a model wrote: absolute, or inside a folder, or, when there are several folders, with the
 * folder's name first, as `shownPath` writes it. @throws {UserError} when it leads out of the folders
 */
export function toNamedPath(path: string, folders: readonly string[]): NamedPath {
  if (isAbsolute(path)) {
    for (const folder of folders) {
      const inside = relative(folder, path).split(sep).join("/");
      if (!leadsOut(inside)) return { folder, inside };
    }
    throw outside(path, folders);
  }
  const inside = tidy(path);
  if (leadsOut(inside)) throw outside(path, folders);
  const [only, ...more] = folders;
  if (only !== undefined && !more.length) return { folder: only, inside };
  const [first = "", ...rest] = inside.split("/");
  const named = folders.find((folder) => basename(folder) === first);
  return named === undefined ? { inside } : { folder: named, inside: rest.join("/") };
}

/** The path of a hit as a model sees it: with the folder's name when there are several. */
export const shownPath = ({ folder, path }: Hit, folders: readonly string[]): string =>
  folders.length > 1 ? `${basename(folder)}/${path}` : path;

function tidy(path: string): string {
  const normal = posix.normalize(path.replaceAll("\\", "/")).replace(/\/$/, "");
  return normal === "." ? "" : normal;
}

const leadsOut = (inside: string): boolean =>
  inside === ".." || inside.startsWith("../") || isAbsolute(inside);

const outside = (path: string, folders: readonly string[]): UserError =>
  new UserError(`${path} lies outside of what can be searched: ${folders.join(", ")}.`);
