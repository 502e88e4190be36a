import { lineNamed, namedAs, toQuestion } from "../../search/rank/question.ts";
import { countWanted, type Span, toSpans, toWanted } from "../../search/words/matches.ts";
import { lastPart } from "../../search/words/tokens.ts";
import type { Hit } from "../../search/protocol.ts";

/** A hit as the list shows it. */
export interface Row {
  /** The same place has the same key in every answer. */
  readonly key: string;
  readonly hit: Hit;
  /** What the line names, or belongs to. */
  readonly symbol?: string;
  /** The line that the query names or that fits it best, counted from 0 in the file. */
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

/** @param instead see `Found.instead` */
export function toRow(hit: Hit, query: string, instead?: readonly string[]): Row {
  const wanted = toWanted(query, instead);
  const lines = hit.text.split(/\r?\n/);
  const names = namesOf(hit, lines);
  const question = toQuestion(query);
  const named = namedAs(hit.path, question) === "file" ? lineNamed(question, hit) : undefined;
  const asked = new Set(question.names.map((name) => lastPart(name)));
  const offset =
    named === undefined ? bestLine(lines, { names, wanted, asked }) : named - hit.startLine;
  const text = (lines[offset] ?? "").trim().slice(0, 200);
  const symbol = nameAt(names, { lines, offset });
  return {
    key: `${hit.folder}\n${hit.path}:${hit.startLine}`,
    hit,
    ...(symbol && { symbol }),
    line: hit.startLine + offset,
    text,
    spans: toSpans(text, wanted),
  };
}

/** The row of a new answer that is the same place, also where its text or what it names has moved, or its file has another name. */
export function findAgain(rows: readonly Row[], { key, hit, symbol }: Row): Row | undefined {
  const sameText = (row: Row): boolean => row.hit.text === hit.text;
  const sameFile = (row: Row): boolean =>
    row.hit.path === hit.path && row.hit.folder === hit.folder;
  return (
    rows.find((row) => row.key === key && sameText(row)) ??
    rows.find((row) => sameFile(row) && sameText(row)) ??
    rows.find(sameText) ??
    rows.find((row) => sameFile(row) && symbol !== undefined && row.symbol === symbol) ??
    rows.find((row) => row.key === key)
  );
}

/** A name, and the line of the hit that gives it; −1 for the name of what the whole hit lies in. */
interface Name {
  readonly symbol: string;
  readonly at: number;
}

function namesOf({ symbols = [], path }: Hit, lines: readonly string[]): Name[] {
  // a heading begins like a comment of Python
  const prose = /\.(?:md|mdx|markdown)$/i.test(path);
  return symbols.map((symbol) => {
    const own = lastPart(symbol);
    const names = (line: string): boolean => hasName(line, own);
    const code = lines.findIndex((line) => names(line) && (prose || !isLead(line)));
    return { symbol, at: code >= 0 ? code : lines.findIndex(names) };
  });
}

/**
 * The line that shares most words with the query; of equals one that gives something the name that is asked for, else
 * any name. Where none shares a word the first that begins something longer, else the first that names something, else
 * the first with a letter.
 */
function bestLine(
  lines: readonly string[],
  {
    names,
    wanted,
    asked,
  }: {
    readonly names: readonly Name[];
    readonly wanted: ReadonlySet<string>;
    readonly asked: ReadonlySet<string>;
  },
): number {
  const there = names.filter(({ at }) => at >= 0);
  const naming = (there.find(({ at }) => opens(lines[at])) ?? there[0])?.at;
  const lettered = lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line));
  let best = naming ?? Math.max(0, lettered);
  let most = 0;
  const given = new Map<number, number>();
  for (const { symbol, at } of names)
    given.set(at, Math.max(given.get(at) ?? 0, asked.has(lastPart(symbol)) ? 1 : 0.5));
  lines.forEach((line, offset) => {
    const shared = countWanted(line, wanted);
    if (!shared) return;
    const score = shared + (given.get(offset) ?? 0);
    if (score > most) [best, most] = [offset, score];
  });
  return best;
}

/** The name that stands on the line, or right below it where the line is a comment on it; else the last one above. */
function nameAt(
  names: readonly Name[],
  { lines, offset }: { lines: readonly string[]; offset: number },
): string | undefined {
  let below = offset;
  while (isLead(lines[below])) below++;
  const own = names.find(({ at }) => at >= offset && at <= below);
  const above = names.filter(({ at }) => at <= offset).toSorted((a, b) => b.at - a.at);
  return (own ?? above[0] ?? names[0])?.symbol;
}

/** True for the first line of a function, a class and the like: a constant above it says less. */
const opens = (line: string | undefined): boolean =>
  line !== undefined && /(?:[{(:]|=>)\s*$/.test(line);

/** True when the name stands there by itself, not as a part of a longer one. */
function hasName(line: string, name: string): boolean {
  const isPart = (sign: string | undefined): boolean =>
    sign !== undefined && /[\p{L}\p{N}_$]/u.test(sign);
  for (let at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1))
    if (!isPart(line[at - 1]) && !isPart(line[at + name.length])) return true;
  return false;
}

/** A comment, a decorator or an attribute: it belongs to what follows. */
const isLead = (line: string | undefined): boolean =>
  line !== undefined && /^\s*(?:\/\/|\/?\*|#|--|;|@|\[)/.test(line);
