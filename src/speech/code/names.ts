import type { Traced } from "../../platform/traced.ts";
import { isAcronym, splitIdentifier } from "./identifier.ts";
import type { Token } from "./lexer.ts";
import { nameMarks } from "./operators.ts";

/** An identifier by its parts alone. */
export function sayParts(said: Traced, { text, start }: Pick<Token, "text" | "start">): void {
  const whole = { start, end: start + text.length };
  said.say(" ", whole);
  if (text.startsWith("@")) said.say("at ", { start, end: start + 1 });
  if (/^\$(?:\w|$)/.test(text)) said.say("dollar ", { start, end: start + 1 });
  const parts = splitIdentifier(text);
  for (const { word, from, to } of parts)
    said.say(`${partWords(parts.length === 1 ? unshouted(word) : word)} `, {
      start: start + from,
      end: start + to,
    });
  if (!parts.length && /^_+$/.test(text)) said.say("underscore ", whole);
}

/** Every underscore and dollar sign by its name. */
export function sayMarkedName(said: Traced, { text, start }: Token): void {
  for (const { index, 0: piece } of text.matchAll(/[_$]|[^_$]+/g)) {
    const range = { start: start + index, end: start + index + piece.length };
    if (/[_$]/.test(piece)) said.say(` ${nameMarks(piece)} `, range);
    else sayParts(said, { text: piece, start: range.start });
  }
}

/** Parts of a name that are short for a word. */
const shortened: Readonly<Record<string, string>> = {
  ptr: "pointer", println: "print line", Println: "print line", printf: "print F", Printf: "print F", sprintf: "S print F",
  Sprintf: "S print F", eprintln: "E print line", strlen: "string length", endl: "end line", cout: "c out", cin: "c in", cerr: "c error",
}; // prettier-ignore
/** Other short words that are shouted: longer ones cannot be mistaken for letters. */
const shortWords =
  /^(?:MAX|MIN|ADD|GET|SET|PUT|ALL|AND|NOT|RUN|END|NEW|OLD|KEY|LOG|MAP|OUT|TOP|SUM|AVG|FOR|TRY|YES|OFF|RED|ANY|USE|ASC|INT|CASE)$/;
const unshouted = (word: string): string =>
  /^\p{Lu}{4,}$/u.test(word) && /[AEIOUY]/.test(word) && !isAcronym(word)
    ? word.toLowerCase()
    : shortWords.test(word)
      ? word.toLowerCase()
      : word;

const partWords = (part: string): string =>
  Object.hasOwn(shortened, part) ? (shortened[part] ?? part) : part;
