import type { Traced } from "../../platform/traced.ts";
import { familyKeywords, familyWords } from "./families.ts";
import { markWords } from "./idioms.ts";
import type { Token } from "./lexer.ts";
import { sayMarkedName, sayParts } from "./names.ts";
import { keywords, nameMarks } from "./operators.ts";
import { type Place, placesOf, type Speaking } from "./place.ts";
import { speakShell } from "./shell.ts";
import { literalString, sayString } from "./strings.ts";
import { speakYaml } from "./yaml.ts";

/** Adds one line of code, without its comments, as words. `tokens` carry offsets into the document. */
export function speakLine(said: Traced, tokens: readonly Token[], how: Speaking): void {
  const { family } = how.syntax;
  if (how.manner.style !== "literal" && (family === "shell" || family === "make"))
    return speakShell(said, tokens, how);
  if (how.manner.style !== "literal" && family === "yaml") return speakYaml(said, tokens, how);
  for (const place of placesOf(tokens, how)) sayToken(said, place);
}

function sayToken(said: Traced, place: Place): void {
  const { token, how } = place;
  const range = { start: token.start, end: token.start + token.text.length };
  const isLiteral = how.manner.style === "literal";
  switch (token.kind) {
    case "word":
      return sayName(said, place);
    case "number":
      return void said.say(` ${isLiteral ? token.text : plainNumber(token.text)} `, range);
    case "string":
      return isLiteral
        ? void said.say(literalString(token.text), range)
        : sayString(said, token, { how, sayCode: speakLine });
    case "mark": {
      const words = isLiteral ? nameMarks(token.text) : punctuated(place);
      return void (words && said.say(/^[,:]$/.test(words) ? `${words} ` : ` ${words} `, range));
    }
    default:
  }
}

/** Marks that only part or enclose, and from which level of punctuation on they are named. */
const enclosing = /^[()[\]{};]$/;
const parting = /^[,.:]$/;

function punctuated(place: Place): string {
  const { text } = place.token;
  const { punctuation } = place.how.manner;
  if (punctuation === "none") return /^[,;]$/.test(text) || closesCondition(place) ? "," : "";
  if (punctuation === "all" && parting.test(text)) return nameMarks(text);
  if (/^(?:most|all)$/.test(punctuation) && enclosing.test(text)) return nameMarks(text);
  return familyWords(place) ?? markWords(place);
}

const closesCondition = ({ token, inside, after }: Place): boolean =>
  token.text === ")" && inside.role === "statement" && after !== undefined;

/** Without the marks that group its digits and the letters that say its type. */
const plainNumber = (text: string): string =>
  /^0[xXbBoO]/.test(text)
    ? text.replace(/_|n$/g, "")
    : text
        .replace(/^\./, "0.")
        .replaceAll("_", "")
        .replace(/(?<=\d)(?:[uif]\d+|[fFdDn]|[uUlL]{1,3})$/, "");

/** The words of an identifier, each traced to its own letters. Reserved words are said in full. */
function sayName(said: Traced, place: Place): void {
  const { token, how } = place;
  const { text, start } = token;
  const whole = { start, end: start + text.length };
  if (how.manner.style === "literal" && /[_$]/.test(text)) return sayMarkedName(said, token);
  const fixed = isStringPrefix(place) ? "" : (familyKeywords(place) ?? reserved(text));
  if (fixed !== undefined) return void said.say(` ${fixed} `, whole);
  // every variable of PHP has a dollar
  const skipped = how.syntax.family === "php" && text.startsWith("$") ? 1 : 0;
  sayParts(said, { text: text.slice(skipped), start: start + skipped });
}

const reserved = (text: string): string | undefined =>
  Object.hasOwn(keywords, text) ? keywords[text] : undefined;

/** The f, r or b before a string of Python, C++ or Rust. */
const isStringPrefix = ({ token, after, touchesAfter }: Place): boolean =>
  touchesAfter &&
  after?.kind === "string" &&
  /^(?:[fFrRbBuUL]{1,2}|u8|R|c|br|cr|[$@]{1,2})$/.test(token.text);
