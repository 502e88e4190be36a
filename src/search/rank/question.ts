import { isCommon, splitIdentifier, toStem } from "../words/tokens.ts";

/** What the rules know of a query. */
export interface Question {
  /** Names written as code writes them ("loadUser", "Cache.get", "MAX_SIZE"), or the query if it is a single word. */
  readonly names: readonly string[];
  /** The query, in small letters, if it is a single word. */
  readonly word?: string;
  /** Is nothing but the name of a file or folder. */
  readonly isPath?: true;
  /** Files and folders that it names, the whole or the end of their paths. */
  readonly paths: readonly Named[];
  /** Stems of the words that carry meaning. */
  readonly stems: ReadonlySet<string>;
  /** Asks for tests itself. */
  readonly aboutTests: boolean;
  /** Asks for documentation itself. */
  readonly aboutProse: boolean;
}

/** A file or folder as a query names it: "rank/rules.ts", "rules.ts:42", "src/search/". */
export interface Named {
  /** Lower case, with "/", without one at either end. */
  readonly path: string;
  /** From 0. */
  readonly line?: number;
}

/** Code asks for no name that stands in it, and is as welcome in tests and prose. */
export const nothingAsked: Question = {
  names: [],
  paths: [],
  stems: new Set(),
  aboutTests: true,
  aboutProse: true,
};

export function toQuestion(query: string): Question {
  const words = query.match(/[\p{L}\p{N}_$.]+/gu) ?? [];
  const names = words.filter((word) => words.length === 1 || looksLikeName(word));
  const stems = words
    .flatMap(splitIdentifier)
    .filter((word) => !isCommon(word))
    .map(toStem);
  const [word] = words.length === 1 ? words : [];
  const paths = toPaths(query);
  const isPath = paths.length > 0 && !/\s/.test(query.trim());
  return {
    ...(isPath && { isPath }),
    ...(word !== undefined && { word: word.toLowerCase() }),
    names: names.map((name) => name.replace(/^\.+|\.+$/g, "")),
    paths,
    stems: new Set(stems),
    aboutProse: /\b(?:docs?|documentation|readme|guides?|tutorials?|changelog|notes?)\b/i.test(
      query,
    ),
    aboutTests: /\b(?:tests?|specs?|testing|mocks?|fixtures?)\b/i.test(query),
  };
}

const looksLikeName = (word: string): boolean =>
  /\p{Ll}\p{Lu}|\p{Lu}{2,}\p{Ll}|\w_\w|[\p{L}]\.[\p{L}]|\$/u.test(word) &&
  !/^\p{Lu}+s?$/u.test(word);

/** What stands in a query like a path: with a slash, with an ending, or as its only word ("Makefile"). */
function toPaths(query: string): Named[] {
  const words = query.split(/[\s"'`“”‘’()[\]{}<>,;]+/).filter(Boolean);
  return words.flatMap((word): Named[] => {
    const [, text = "", line] = /^(.*?)(?::(\d+))?(?::\d+)?[:.]?$/.exec(word) ?? [];
    const isPath = /[\w/\\@-][\\/]|\w\.\w/.test(text);
    const path = text
      .replaceAll("\\", "/")
      .replace(/^(?:file:\/\/)?(?:\.{0,2}\/)+|\/+$/g, "")
      .toLowerCase();
    if (!path || !(isPath || words.length === 1)) return [];
    return [{ path, ...(line && { line: Number(line) - 1 }) }];
  });
}

/** As what a query names a file by this path: as itself, by a folder that it lies in, or not at all. */
export function namedAs(path: string, { paths }: Question): "file" | "folder" | undefined {
  if (!paths.length) return undefined;
  const own = `/${path.toLowerCase()}`;
  let as: "folder" | undefined;
  for (const { path: named } of paths) {
    const ends = own.endsWith(`/${named}`) || own.replace(prose, "").endsWith(`/${named}`);
    if (ends || isInside(own, named)) return "file";
    const folders = `${own.replace(/\.[^./]*$/, "")}/`;
    if (named.includes("/") && folders.includes(`/${named}/`)) as = "folder";
  }
  return as;
}

/** The line that a query names, as "rules.ts:42" does, where it is one of these. */
export const lineNamed = (
  { paths }: Question,
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): number | undefined =>
  paths
    .map(({ line = -1 }) => line)
    .find((line) => Math.max(startLine, 0) <= line && line < endLine);

/** How files of prose end. "README" names README.md; "rules" may name anything. */
export const proseEndings = ["md", "mdx", "markdown", "rst", "adoc", "txt"] as const;
export const prose = new RegExp(`\\.(?:${proseEndings.join("|")})$`, "i");

/** A stack trace names files from the root of some machine's disk. */
const isInside = (own: string, named: string): boolean =>
  own.lastIndexOf("/") > 0 && `/${named}`.endsWith(own);
