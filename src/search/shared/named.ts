import { type Named, proseEndings } from "../rank/question.ts";

/** How a path is indexed: its end comes first, because a question names the end. */
export const backwardsSql = "reverse('/' || lower(path))";

/** What a chunk's names end in, in small letters: "Cache.getAll" → getall. */
export const definedFrom =
  "array(select lower(substring(symbol from '[^.]*$')) from unnest(symbols) as symbol)";

/** The same as it is indexed, from this version of the schema on. */
export const definedSql = (version: number): string =>
  version >= 4 ? "hearth.defined(symbols)" : definedFrom;

/** Ranges of `backwardsSql` in which all paths lie that the question may name, and a few others; both ends are inclusive. */
export function namedRanges(paths: readonly Named[]): {
  readonly least: readonly string[];
  readonly most: readonly string[];
} {
  // a name of prose may leave its ending out, as "README" does
  const endings = ["", ...proseEndings.map((ending) => `.${ending}`)];
  const ends = paths.flatMap(({ path }) => endings.map((ending) => `/${path}${ending}`));
  const beginnings = ends.map(backwards);
  // a stack trace names files from the root of some machine's disk: what lies below a folder of it may be the path
  const whole = paths.flatMap(({ path }) => tailsOf(path)).map((tail) => backwards(`/${tail}`));
  return {
    least: [...beginnings, ...whole],
    most: [...beginnings.map((beginning) => beginning + last), ...whole],
  };
}

/** Comes after all that may follow. */
const last = "\u{10ffff}";

const backwards = (text: string): string => [...text].reverse().join("");

/** "a/b/c.ts" → "b/c.ts": the ends of a path that still have a folder, without the path itself. */
function tailsOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(0, -2).map((_, i) => parts.slice(i + 1).join("/"));
}
