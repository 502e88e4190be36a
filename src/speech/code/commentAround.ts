import type { Range } from "../../platform/traced.ts";
import { syntaxOf, usualSyntax } from "./languages.ts";
import { tokenize, type Token } from "./lexer.ts";

interface Line {
  readonly start: number;
  readonly end: number;
  /** Spaces before the first mark; Infinity for a blank line. */
  readonly indent: number;
  /** It holds nothing but a comment, or a part of one. */
  readonly isComment: boolean;
  /** Any comment stands in it. */
  readonly comment: Token | undefined;
}

/**
 * The comment that an offset lies in; else that of the nearest declaration around it: the comment just above the line that
 * the code is indented under, or the docstring just below it. Undefined when there is none.
 */
export function commentAround(
  text: string,
  { languageId, offset }: { readonly languageId: string; readonly offset: number },
): Range | undefined {
  const lines = linesOf(text, [...tokenize(text, syntaxOf(languageId) ?? usualSyntax)]);
  const at = Math.max(
    0,
    lines.findLastIndex(({ start }) => start <= offset),
  );
  const here = lines[at];
  if (!here) return undefined;
  if (here.isComment) return grown(lines, at);
  if (here.comment && here.comment.start <= offset) return rangeOf(here.comment);
  let limit = Infinity;
  for (let i = at; i >= 0; i--) {
    const line = lines[i];
    if (!line || line.isComment || line.indent >= limit) continue;
    limit = line.indent;
    const inside =
      docstringBelow(lines, i) ?? (lines[i - 1]?.isComment ? grown(lines, i - 1) : undefined);
    if (inside) return inside;
    if (limit === 0 && i !== at && line.indent < (here.indent === Infinity ? 1 : here.indent))
      return undefined;
  }
  return undefined;
}

/** The comment that the line after a declaration begins with, when it is one of several lines' worth of quotes. */
function docstringBelow(lines: readonly Line[], i: number): Range | undefined {
  const below = lines[i + 1];
  const isDocstring = below?.comment !== undefined && /^("""|''')/.test(below.comment.text);
  return isDocstring && below.indent > (lines[i]?.indent ?? 0) ? rangeOf(below.comment) : undefined;
}

/** All lines of comment around one, without a blank line between. */
function grown(lines: readonly Line[], at: number): Range {
  let [first, last] = [at, at];
  while (lines[first - 1]?.isComment) first--;
  while (lines[last + 1]?.isComment) last++;
  const { start = 0, indent = 0 } = lines[first] ?? {};
  return { start: start + indent, end: lines[last]?.end ?? 0 };
}

const rangeOf = ({ start, text }: Token): Range => ({ start, end: start + text.length });

function linesOf(text: string, tokens: readonly Token[]): Line[] {
  const comments = tokens.filter(({ kind }) => kind === "comment");
  let next = 0;
  return [...text.matchAll(/[^\r\n]*(?:\r?\n|\r|$)/g)].flatMap(({ index, 0: whole }) => {
    if (!whole) return [];
    const body = whole.replace(/[\r\n]+$/, "");
    const end = index + body.length;
    while (next < comments.length && endOf(comments[next]) <= index) next++;
    const comment = comments[next];
    const touches = comment !== undefined && comment.start < end && endOf(comment) > index;
    const rest = touches
      ? text.slice(index, Math.max(index, comment.start)) +
        text.slice(Math.min(end, endOf(comment)), end)
      : body;
    const indent = body.search(/\S/);
    return [
      {
        start: index,
        end,
        indent: indent < 0 ? Infinity : indent,
        isComment: touches && !rest.trim(),
        comment: touches ? comment : undefined,
      },
    ];
  });
}

const endOf = (token: Token | undefined): number => (token ? token.start + token.text.length : 0);
