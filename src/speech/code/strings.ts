import type { Traced } from "../../platform/traced.ts";
import type { Token } from "./lexer.ts";
import { sayParts } from "./names.ts";
import { nameMarks } from "./operators.ts";
import type { Speaking } from "./place.ts";

const quotes = /^(["'`]{3}|["'`])|(["'`]{3}|["'`])$/g;
/** One name in some case style, and no plain word. */
const name = /^[\p{L}_][\p{L}\p{N}_]*(?:\p{Ll}\p{Lu}|_\p{L})[\p{L}\p{N}_]*$/u;
/** What stands for a mark or a value inside a string. */
const inserted = /\\([nrt])|\\(.)|\$?\{([^{}]*)\}/g;

/** A string by what it says: its quotes and escapes are silent, values inside it are said. */
export function sayString(
  said: Traced,
  { text, start }: Pick<Token, "text" | "start">,
  how: Speaking,
): void {
  const whole = { start, end: start + text.length };
  if (text.startsWith("/")) return void said.say(" a regular expression ", whole);
  const open = /^(?:["'`]{3}|["'`])/.exec(text)?.[0] ?? "";
  const body = text.replace(quotes, "");
  const isQuoted = /^(?:most|all)$/.test(how.manner.punctuation);
  const quote = (at: number): void => {
    const words = isQuoted ? ` ${nameMarks(open.slice(0, 1))} ` : " ";
    said.say(words, { start: at, end: at + Math.max(1, open.length) });
  };
  if (!/\S/.test(body.replace(/\\./g, "x")))
    return void said.say(body ? " blank string " : " empty string ", whole);
  quote(start);
  if (how.syntax.family === "python" && /^__\w+__$/.test(body))
    said.say(`dunder ${body.slice(2, -2).replaceAll("_", " ")}`, whole);
  else if (name.test(body)) sayParts(said, { text: body, start: start + open.length });
  else sayBody(said, { text: body, start: start + open.length });
  quote(whole.end - Math.max(1, open.length));
}

function sayBody(said: Traced, { text, start }: Pick<Token, "text" | "start">): void {
  let at = 0;
  for (const { index, 0: match, 1: control, 2: escaped, 3: value } of text.matchAll(inserted)) {
    said.copy(text.slice(at, index), start + at);
    const range = { start: start + index, end: start + index + match.length };
    at = index + match.length;
    const isGlued = value !== undefined && /[\p{L}\p{N}]$/u.test(text.slice(0, index));
    if (isGlued) said.say(" ", range);
    if (control) said.say(control === "t" ? " tab " : " new line ", range);
    else if (escaped) said.say(escaped, range);
    else if (value && /^[\w$.]+$/.test(value))
      sayPath(said, { text: value, start: start + index + match.indexOf(value) });
    else said.copy(value ?? "", start + index + 1);
    if (value !== undefined && /^[\p{L}\p{N}]/u.test(text.slice(at))) said.say(" ", range);
  }
  said.copy(text.slice(at), start + at);
}

/** `user.firstName` inside a string. */
function sayPath(said: Traced, { text, start }: Pick<Token, "text" | "start">): void {
  for (const { index, 0: piece } of text.matchAll(/\.|[^.]+/g)) {
    if (piece === ".") said.say("dot", { start: start + index, end: start + index + 1 });
    else if (text.includes(".") || name.test(piece))
      sayParts(said, { text: piece, start: start + index });
    else said.copy(piece, start + index);
  }
}

/** A string with every mark named. */
export const literalString = (text: string): string =>
  ` ${text.replace(/[^\p{L}\p{N}\s]+/gu, (marks) => ` ${nameMarks(marks)} `)} `;
