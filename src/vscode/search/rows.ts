import { countWanted, type Span, toSpans, toWanted } from "../../search/words/matches.ts";
import type { Hit } from "../../search/protocol.ts";

/** A hit as the list shows it. */
export interface Row {
  /** The same place has the same key in every answer. */
  readonly key: string;
  readonly hit: Hit;
  /** The line that fits the query best, counted from 0 in the file. */
  readonly line: number;
  /** That line without the white space around it; shortened. */
  readonly text: string;
  /** Where words of the query stand in `text`. */
  readonly spans: readonly Span[];
}

/** What was typed: a first word that ends in "/" narrows the search to that folder. */
export function toQuery(typed: string): { readonly query: string; readonly under?: string } {
  const [, under, query] = /^\s*(\S+)\/\s+(.*)$/s.exec(typed) ?? [];
  return under && query?.trim() ? { query: query.trim(), under } : { query: typed.trim() };
}

export function toRow(hit: Hit, query: string): Row {
  const wanted = toWanted(query);
  const { offset, text } = bestLine(hit, wanted);
  return {
    key: `${hit.folder}\n${hit.path}:${hit.startLine}`,
    hit,
    line: hit.startLine + offset,
    text,
    spans: toSpans(text, wanted),
  };
}

/** The place to keep active when a new answer comes: the one that was active, if the person chose it and it is still there. */
export function keepActive(rows: readonly Row[], chosen: string | undefined): Row | undefined {
  return rows.find(({ key }) => key === chosen) ?? rows[0];
}

/** The line that shares most words with the query; where none does the one that names the symbol, else the first with a letter. */
function bestLine(
  { text, symbol }: Hit,
  wanted: ReadonlySet<string>,
): { offset: number; text: string } {
  const lines = text.split(/\r?\n/);
  const name = symbol?.slice(symbol.lastIndexOf(".") + 1);
  const naming = name ? lines.findIndex((line) => line.includes(name)) : -1;
  const lettered = lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line));
  let best = Math.max(0, naming >= 0 ? naming : lettered);
  let most = 0;
  lines.forEach((line, offset) => {
    const shared = countWanted(line, wanted);
    if (shared > most) [best, most] = [offset, shared];
  });
  return { offset: best, text: (lines[best] ?? "").trim().slice(0, 200) };
}
