import type { Traced } from "../../platform/traced.ts";
import { closingBrace, type Token, tokenize } from "./lexer.ts";
import { sayParts } from "./names.ts";
import { nameMarks } from "./operators.ts";
import type { Speaking } from "./place.ts";

const quotes = /^(["'`]{3}|["'`])|(["'`]{3}|["'`])$/g;
/** One name in some case style, and no plain word. */
const name = /^[\p{L}_][\p{L}\p{N}_]*(?:\p{Ll}\p{Lu}|_\p{L})[\p{L}\p{N}_]*$/u;
const mereMarks = /^\s*[^\p{L}\p{N}\p{Extended_Pictographic}\\\s{}]{1,3}\s*$/u;
/** What stands for a mark inside a string, or begins a value there. */
const inserted = /\\([nrt])|\\(.)|\$?\{/g;
const insertedInRuby = /\\([nrt])|\\(.)|#\{/g;
/** What a value of Python may end with, which says how it is written: `!r`, `:>8.2f`, `=`. */
const format = /(?:=|![rsa])?(?::[^:'"[\](){}]*)?$/;

interface Way {
  readonly how: Speaking;
  /** Says the tokens of an expression; left out: expressions stay as they are written. */
  readonly sayCode?: ((said: Traced, tokens: readonly Token[], how: Speaking) => void) | undefined;
}

/** A string by what it says: its quotes and escapes are silent, values inside it are said. */
export function sayString(
  said: Traced,
  { text, start }: Pick<Token, "text" | "start">,
  { how, sayCode }: Way,
): void {
  const whole = { start, end: start + text.length };
  if (text.startsWith("/")) return void said.say(" a regular expression ", whole);
  const [open = "", list] = /^(?:["'`]{3}|["'`]|%([wWiIqQ]).)/.exec(text) ?? [];
  const body = list ? text.slice(open.length, -1) : text.replace(quotes, "");
  const isQuoted = /^(?:most|all)$/.test(how.manner.punctuation);
  const quote = (at: number): void => {
    const words = isQuoted ? ` ${nameMarks(open.slice(0, 1))} ` : " ";
    said.say(words, { start: at, end: at + Math.max(1, open.length) });
  };
  if (!/\S/.test(body.replace(/\\./g, "x")))
    return void said.say(body ? " blank string " : " empty string ", whole);
  quote(start);
  if (list && /[wi]/i.test(list)) said.say("list ", { start, end: start + open.length });
  // what a path is cut at, or a list joined by
  if (mereMarks.test(body)) said.say(nameMarks(body.trim()).replaceAll("minus", "dash"), whole);
  else if (how.syntax.family === "python" && /^__\w+__$/.test(body))
    said.say(`dunder ${body.slice(2, -2).replaceAll("_", " ")}`, whole);
  else if (name.test(body)) sayParts(said, { text: body, start: start + open.length });
  else sayBody(said, { text: body, start: start + open.length }, { how, sayCode });
  quote(whole.end - Math.max(1, open.length));
}

function sayBody(
  said: Traced,
  { text, start }: Pick<Token, "text" | "start">,
  { how, sayCode }: Way,
): void {
  let at = 0;
  const { family } = how.syntax;
  const pattern = family === "ruby" ? insertedInRuby : inserted;
  for (const { index, 0: match, 1: control, 2: escaped } of text.matchAll(pattern)) {
    if (index < at) continue;
    const from = index + match.length;
    const close = control || escaped ? undefined : closingBrace(text, from, { quotes: [] });
    if (!control && !escaped && close === undefined) continue;
    const end = close === undefined ? from : close + 1;
    said.copy(text.slice(at, index), start + at);
    at = end;
    const range = { start: start + index, end: start + end };
    if (control) said.say(control === "t" ? " tab " : " new line ", range);
    else if (escaped) said.say(escaped, range);
    else {
      const value = { text: text.slice(from, end - 1), start: start + from };
      if (/[\p{L}\p{N}]$/u.test(text.slice(0, index))) said.say(" ", range);
      if (/^\s*[\w$.]+\s*$/.test(value.text)) sayPath(said, value);
      else if (sayCode && (match.length > 1 || family === "python"))
        sayCode(said, tokensOf(value, how), how);
      else said.copy(value.text, value.start);
      if (/^[\p{L}\p{N}]/u.test(text.slice(at))) said.say(" ", range);
    }
  }
  said.copy(text.slice(at), start + at);
}

/** An expression inside a string. */
function tokensOf({ text, start }: Pick<Token, "text" | "start">, { syntax }: Speaking): Token[] {
  const expression = syntax.family === "python" ? text.replace(format, "") : text;
  return [...tokenize(expression, syntax)].map((token) => ({
    ...token,
    start: start + token.start,
  }));
}

/** `user.firstName` inside a string. */
function sayPath(said: Traced, { text, start }: Pick<Token, "text" | "start">): void {
  for (const { index, 0: piece } of text.matchAll(/\.|[^.\s]+/g)) {
    if (piece === ".") said.say("dot", { start: start + index, end: start + index + 1 });
    else if (text.includes(".") || name.test(piece))
      sayParts(said, { text: piece, start: start + index });
    else said.copy(piece, start + index);
  }
}

/** A string with every mark named. */
export const literalString = (text: string): string =>
  ` ${text.replace(/[^\p{L}\p{N}\s]+/gu, (marks) => ` ${nameMarks(marks)} `)} `;
