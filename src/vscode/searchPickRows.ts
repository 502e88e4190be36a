import type { Hit } from "../search/protocol.ts";

/** A hit as the list shows it. */
export interface Row {
  /** The same place has the same key in every answer. */
  readonly key: string;
  readonly hit: Hit;
  /** The line that fits the query best, counted from 0 in the file. */
  readonly line: number;
  /** That line without the white space around it; shortened. */
  readonly text: string;
}

/** What was typed: a first word that ends in "/" narrows the search to that folder. */
export function toQuery(typed: string): { readonly query: string; readonly under?: string } {
  const [, under, query] = /^\s*(\S+)\/\s+(.*)$/s.exec(typed) ?? [];
  return under && query?.trim() ? { query: query.trim(), under } : { query: typed.trim() };
}

export function toRow(hit: Hit, query: string): Row {
  const { offset, text } = bestLine(hit.text, query);
  return {
    key: `${hit.folder}\n${hit.path}:${hit.startLine}`,
    hit,
    line: hit.startLine + offset,
    text,
  };
}

/** The place to keep active when a new answer comes: the one that was active, if the person chose it and it is still there. */
export function keepActive(rows: readonly Row[], chosen: string | undefined): Row | undefined {
  return rows.find(({ key }) => key === chosen) ?? rows[0];
}

/** The line that shares most words with the query; the first with a letter in it when none does. */
function bestLine(text: string, query: string): { offset: number; text: string } {
  const words = new Set(wordsOf(query));
  const lines = text.split(/\r?\n/);
  let best = Math.max(
    0,
    lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line)),
  );
  let most = 0;
  lines.forEach((line, offset) => {
    const shared = new Set(wordsOf(line).filter((word) => words.has(word))).size;
    if (shared > most) [best, most] = [offset, shared];
  });
  return { offset: best, text: (lines[best] ?? "").trim().slice(0, 200) };
}

/** Lower case, camelCase apart, without the shortest ones. */
const wordsOf = (text: string): string[] =>
  text
    .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2);
