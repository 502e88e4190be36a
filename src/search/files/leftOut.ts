/** Why a path is not in the index. `path` names a folder above it when that is what was left out. */
export type LeftOut =
  /** In none of the workspace's folders. */
  | { readonly why: "outside" }
  /** Not there, or not readable. */
  | { readonly why: "missing" }
  /** A folder that is looked into, or a link, a socket, a device: these are not followed. */
  | { readonly why: "not a file" }
  /** By a line of a .gitignore, counted from 0. */
  | {
      readonly why: "ignored";
      /** Absolute path of the file with the rule. */
      readonly file: string;
      readonly line: number;
      readonly pattern: string;
      readonly path: string;
    }
  /** By a pattern of a setting. */
  | {
      readonly why: "excluded";
      readonly setting: ExcludeSetting;
      readonly pattern: string;
      readonly path: string;
    }
  /** A folder that never holds a project's own source, such as node_modules. */
  | { readonly why: "skipped folder"; readonly path: string }
  /** By its name: a lock file, a secret such as ".env", minified code, or a kind of file that holds no text to find. */
  | { readonly why: "lock file" | "secret" | "minified" | "no text" }
  | { readonly why: "empty" }
  /** Sizes in bytes. */
  | { readonly why: "too large"; readonly size: number; readonly most: number }
  /** By its content. */
  | { readonly why: "binary" | "generated" | "minified" };

/** Where the pattern of an exclusion stands. Hearth's own are in the manner of .gitignore, the editor's are its globs. */
export type ExcludeSetting = "hearth.search.exclude" | "files.exclude" | "search.exclude";

/** One pattern that leaves files out, relative to each folder. */
export interface Exclusion {
  readonly pattern: string;
  readonly setting: ExcludeSetting;
}
