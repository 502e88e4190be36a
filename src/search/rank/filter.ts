import { isAbsolute, join, sep } from "node:path";
import type { IndexedFile } from "../words/corpus.ts";
import { languageOf } from "../files/language.ts";
import type { Contents, Filter } from "../protocol.ts";
import { isTestPath } from "./rules.ts";

type File = Pick<IndexedFile, "folder" | "path">;

/** Whether a file may be among the results. Remembers its verdicts: it is asked once for every chunk. */
export function toAccept(filter: Filter): (file: File) => boolean {
  const checks = checksOf(filter);
  if (!checks.length) return () => true;
  const verdicts = new Map<File, boolean>();
  return (file) => {
    let verdict = verdicts.get(file);
    if (verdict === undefined) {
      verdict = checks.every((check) => check(file));
      verdicts.set(file, verdict);
    }
    return verdict;
  };
}

function checksOf({ under, languages, tests, files }: Filter): ((file: File) => boolean)[] {
  const checks: ((file: File) => boolean)[] = [];
  if (under) {
    const within = trimmed(under);
    checks.push(
      isAbsolute(under)
        ? (file) => isBelow(absolute(file), within, sep)
        : (file) => isBelow(file.path, within, "/"),
    );
  }
  if (languages?.length) {
    const wanted = new Set(languages);
    checks.push(({ path }) => wanted.has(languageOf(path)));
  }
  if (tests) checks.push(({ path }) => isTestPath(path) === (tests === "only"));
  if (files) {
    const wanted = new Set(files);
    checks.push((file) => wanted.has(absolute(file)));
  }
  return checks;
}

const absolute = ({ folder, path }: File): string => join(folder, path);
const trimmed = (path: string): string => path.replace(/[\\/]+$/, "");
const isBelow = (path: string, folder: string, mark: string): boolean =>
  path === folder || path.startsWith(folder + mark);

/** What there is to filter by: the languages, those with most files first, and the folders down to the second level, by name. */
export function contentsOf(files: Iterable<File>): Contents {
  const languages = new Map<string, number>();
  const folders = new Map<string, { folder: string; path: string; files: number }>();
  for (const { folder, path } of files) {
    const language = languageOf(path);
    languages.set(language, (languages.get(language) ?? 0) + 1);
    const parts = path.split("/").slice(0, -1);
    for (let depth = 1; depth <= Math.min(parts.length, 2); depth++) {
      const at = parts.slice(0, depth).join("/");
      const key = `${folder}\0${at}`;
      const known = folders.get(key) ?? { folder, path: at, files: 0 };
      known.files++;
      folders.set(key, known);
    }
  }
  return {
    languages: [...languages]
      .map(([name, count]) => ({ name, files: count }))
      .sort((a, b) => b.files - a.files || (a.name < b.name ? -1 : 1)),
    folders: [...folders.values()].sort((a, b) =>
      a.folder === b.folder ? (a.path < b.path ? -1 : 1) : a.folder < b.folder ? -1 : 1,
    ),
  };
}
