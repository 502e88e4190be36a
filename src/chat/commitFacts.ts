import { nameOf } from "./blocks.ts";
import { renamed, replacements, type Replacement } from "./commitSwaps.ts";
import type { FileChange, Hunk } from "./diff.ts";

/** Characters of a commit's first line at most, by custom. */
export const lineLength = 72;

/**
 * Subjects that say something true of a change, the most telling first, each at most 72 characters: read off the diff,
 * not understood. Never empty for a diff that has files.
 */
export function subjectsOf(files: readonly FileChange[]): string[] {
  const main = mainFiles(files);
  const whole = main.length ? [overview(main)] : [];
  const all = [
    ...renamed(main),
    ...inWords(main.flatMap((file) => replacements(file))),
    ...(isScattered(main) ? whole : []),
    ...main.flatMap(subjectsOfFile),
    ...whole,
  ];
  return [...new Set(all)].filter((subject) => subject.length <= lineLength);
}

/** Code before tests before documents: what a change is about; largest first. */
function mainFiles(files: readonly FileChange[]): readonly FileChange[] {
  const kinds = (["code", "test", "document"] as const).map((kind) =>
    files.filter(({ path }) => kindOf(path) === kind),
  );
  const found = kinds.find((some) => some.length > 0) ?? [];
  return found.toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

/** No file has so much of the change that it could stand for all. */
function isScattered(files: readonly FileChange[]): boolean {
  const all = files.reduce((sum, file) => sum + sizeOf(file), 0);
  return files.length > 3 && files[0] !== undefined && sizeOf(files[0]) < all * 0.4;
}

function kindOf(path: string): "code" | "test" | "document" {
  if (/\.(md|mdx|txt|rst|adoc)$/i.test(path)) return "document";
  const isTest = /(^|\/)(tests?|specs?|__tests__)\/|[._-](test|spec)\.|(^|\/)test_|_test\./i;
  return isTest.test(path) ? "test" : "code";
}

const sizeOf = ({ hunks }: FileChange): number =>
  hunks.reduce((sum, { added, removed }) => sum + added.length + removed.length, 0);

/** "Update pg from 8.16.0 to 8.16.3", "Change group from 20 to 12 and enoughLines from 16 to 8" */
function inWords(replaced: readonly Replacement[]): string[] {
  const [first] = replaced;
  if (!first) return [];
  const verb = /^\D{0,2}\d+\.\d+\.\d/.test(first.to) ? "Update" : "Change";
  const parts = replaced.map(({ name, from, to }) => `${name} from ${from} to ${to}`);
  return [parts.length, 1].map((count) => `${verb} ${parts.slice(0, count).join(" and ")}`);
}

function subjectsOfFile(file: FileChange): string[] {
  const { path, from, state } = file;
  const name = baseOf(path);
  if (state === "moved" && !file.hunks.length && from !== undefined)
    return [baseOf(from) === name ? `Move ${name} to ${folderOf(path)}` : `Rename ${baseOf(from)} to ${name}`]; // prettier-ignore
  if (state === "added" && kindOf(path) !== "code") return [`Add ${name}`];
  if (state === "added") return [...madeIn(file).map((made) => `Add ${made}`), `Add ${name}`];
  if (state === "deleted") return [...lost(file).slice(0, 1).map((old) => `Remove ${old}`), `Remove ${name}`]; // prettier-ignore
  if (kindOf(path) === "document") return [...headings(file), `Update ${name}`];
  if (kindOf(path) === "test")
    return [`${grown(file) ? "Add tests to" : "Change tests in"} ${name}`];
  const [added, removed] = [gained(file), lost(file)];
  return [
    ...(added.length && !removed.length ? [`Add ${listed(added)} to ${name}`] : []),
    ...(removed.length && !added.length ? [`Remove ${listed(removed)} from ${name}`] : []),
    // what is said about code says more than what is said about its comments
    ...file.hunks
      .toSorted((a, b) => Number(isComment(a)) - Number(isComment(b)))
      .flatMap((hunk) => subjectsOfHunk(hunk, name)),
  ];
}

/** What stands in a document now under a heading of its own. */
const headings = ({ path, hunks }: FileChange): string[] =>
  hunks
    .flatMap(({ added }) => added)
    .flatMap((line) => /^#{1,6}\s+([\p{L}\p{N} -]+)$/u.exec(line)?.[1] ?? [])
    .map((heading) => `Document ${heading.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase())} in ${baseOf(path)}`); // prettier-ignore

const grown = ({ hunks }: FileChange): boolean => hunks.every(({ removed }) => !removed.length);

/** Signs in added lines that say what they are for, and how that is put; `$1` is what the sign names. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/\b(?:attempt|retry|retries)\b/i, "retry"],
  [/\b(?:catch|except|rescue)\b\s*\(?\s*([A-Z]\w*(?:Error|Exception))/, "handle $1"],
  [/\b(?:catch|except|rescue)\b(?!\s*\(?\s*[A-Z])/, "handle errors"],
  [/^\s*(?:defer\s+)?([\w.]+)\.(?:[cC]lose|dispose)\(\)/, "close $1"],
  [/^\s*if\b\W*(?:not\s+)?((?!err\b)[\w$]+(?:\.[\w$]+)*)/, "check $1"],
  [/\b(?:throw|raise|panic!|Errorf|reject)\b/, "report errors"],
];
const comment = /^\s*(\/\/|\/\*|\*|#(?!include|define|if)|--|"""|<!--)/;
const setting = /^\s*["']?([\w-]+)["']?\s*(?::|=(?!=))\s*("[^"]*"|'[^']*'|[\w.-]+)[,;]?\s*$/;

const isComment = ({ added, removed }: Hunk): boolean =>
  [...added, ...removed].every((line) => !line.trim() || comment.test(line));

function subjectsOfHunk(hunk: Hunk, file: string): string[] {
  const { added, removed } = hunk;
  const inside = placeOf(hunk);
  const place = inside ?? file;
  if (isComment(hunk))
    return [removed.length ? `Reword comments in ${file}` : `Explain ${place} in a comment`];
  const code = added.filter((line) => line.trim() && !comment.test(line));
  const selector = /\.(css|scss|less)$/.test(file) && code.find((line) => /\{\s*$/.test(line));
  if (selector) return [`Style ${selector.replace("{", "").trim()} in ${file}`];
  const told = signs.flatMap(([sign, words]) => {
    const line = code.find((one) => sign.test(one));
    if (line === undefined || removed.some((old) => sign.test(old))) return [];
    return words.replace("$1", sign.exec(line)?.[1] ?? "");
  });
  const set = removed.length ? undefined : setting.exec(code[0] ?? "");
  return [
    ...[2, 1].filter((count) => told.length >= count).map((count) => told.slice(0, count)),
    ...(set ? [[`set ${set[1]} to ${set[2]}`]] : []),
  ]
    .map((parts) => sentence(`${parts.join(" and ")} in ${place}`))
    .concat(inside === undefined ? [] : [`Change ${inside} in ${file}`]);
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** What the changed lines stand in, or the one thing that they define anew. */
function placeOf({ above, added, removed }: Hunk): string | undefined {
  const old = removed.flatMap((line) => definedIn(line) ?? []);
  const kept = added.flatMap((line) => definedIn(line) ?? []).find((name) => old.includes(name));
  return (
    kept ??
    above
      .toReversed()
      .map(definedIn)
      .find((name) => name !== undefined)
  );
}

/** What a line defines that others can use; a call, or a variable inside of something, is none. */
function definedIn(line: string): string | undefined {
  // an object that is handed over begins with a brace too; a constructor goes by its class
  if (/^\s+(?:const|let|var|val)\b|[(,]\s*\{\s*$|^\s*constructor\b/.test(line)) return undefined;
  const database = /^create\s+(?:unique\s+)?(table|index|view|function|trigger)\s+([\w.]+)/i.exec(
    line,
  );
  if (database) return `${database[1]?.toLowerCase()} ${database[2]}`;
  const named =
    /\b(function|class|interface|type|enum|struct|trait|def|fn|func|fun|const|let|var|val)\b/;
  return named.test(line) || /[{:]\s*$/.test(line) ? nameOf(line) : undefined;
}

const definitions = (lines: readonly string[]): string[] => [...new Set(lines.flatMap((line) => definedIn(line) ?? []))]; // prettier-ignore
const madeIn = ({ hunks }: FileChange): string[] => definitions(hunks.flatMap(({ added }) => added)).slice(0, 1); // prettier-ignore
const linesOf = ({ hunks }: FileChange, side: "added" | "removed"): string[] =>
  hunks.flatMap((hunk) => hunk[side]);

/** Definitions that only one side of the change has. */
function gained(file: FileChange): string[] {
  const before = definitions(linesOf(file, "removed"));
  return definitions(linesOf(file, "added")).filter((name) => !before.includes(name));
}
function lost(file: FileChange): string[] {
  const now = definitions(linesOf(file, "added"));
  return definitions(linesOf(file, "removed")).filter((name) => !now.includes(name));
}

/** "Change a.ts and b.ts", "Change 5 files in src/chat" */
function overview(files: readonly FileChange[]): string {
  const names = files.map(({ path }) => baseOf(path));
  if (names.length <= 2) return `Change ${listed(names)}`;
  const folder = files.map(({ path }) => folderOf(path)).reduce(shared);
  return `Change ${names.length} files${folder && folder !== "." ? ` in ${folder}` : ""}`;
}

/** The folder that both lie in; "" for the top. */
function shared(a: string, b: string): string {
  const [some, others] = [a.split("/"), b.split("/")];
  const end = some.findIndex((part, i) => part !== others[i]);
  return some.slice(0, end < 0 ? undefined : end).join("/");
}

const listed = (names: readonly string[]): string =>
  names.length <= 2 ? names.join(" and ") : `${names[0]} and ${names.length - 1} more`;
const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/"))) || ".";
