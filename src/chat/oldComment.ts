/** A function without its comment, and what that says of it. */
interface Bare {
  readonly above: readonly string[];
  readonly below: readonly string[];
  /** Its lines without marks, up to what is said of parameters. */
  readonly old: readonly string[];
}

/** The comment right above. */
export function withoutComment(lines: readonly string[], below: readonly string[]): Bare {
  const start = lines.findLastIndex((line) => !/^\s*(?:\/\*|\*|\/\/|#(?!\[))/.test(line)) + 1;
  const bare = (line: string): string =>
    line.replace(/^\s*(?:\/\*+|\*(?!\/)|\/{2,3}!?|#)?\s?/, "").replace(/\s*\*\/\s*$/, "");
  return { above: lines.slice(0, start), below, old: summaryIn(lines.slice(start).map(bare)) };
}

/** The text right below the head, between three quotes. */
export function withoutDocstring(above: readonly string[], body: readonly string[]): Bare {
  const quotes = /^\s*[rR]?("""|''')/.exec(body[0] ?? "")?.[1];
  if (!quotes) return { above, below: body, old: [] };
  const isOneLine = (body[0] ?? "").split(quotes).length > 2;
  const end = isOneLine ? 0 : body.findIndex((line, i) => i > 0 && line.includes(quotes));
  if (end < 0) return { above, below: body, old: [] };
  const said = body.slice(0, end + 1).map((line) => line.replaceAll(quotes, "").trim());
  return { above, below: body.slice(end + 1), old: summaryIn(said) };
}

/** The first paragraph. */
function summaryIn(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line.trim());
  const rest = lines.slice(Math.max(0, start));
  const end = rest.findIndex((line) => !line.trim() || /^\s*[@\\]\w/.test(line));
  return start < 0 ? [] : rest.slice(0, end < 0 ? undefined : end);
}
