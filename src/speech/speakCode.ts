import { splitIdentifier } from "./identifier.ts";
import type { Syntax } from "./languages.ts";
import type { Token } from "./lexer.ts";
import { idiomatic, keywords, nameMarks, onCommandLine, statements } from "./operators.ts";
import type { Traced } from "./traced.ts";
import type { CodeStyle } from "./utterance.ts";

export interface Spoken {
  readonly style: CodeStyle;
  readonly syntax: Syntax;
}

/** Adds one line of code, without its comments, as words. `tokens` carry offsets into the document. */
export function speakLine(said: Traced, tokens: readonly Token[], how: Spoken): void {
  for (const [i, token] of tokens.entries()) {
    const place: Place = { token, ...neighbours(tokens, i), how };
    const words = wordsOf(place);
    const range = { start: token.start, end: token.start + token.text.length };
    if (words === undefined) sayIdentifier(said, token);
    else if (words === ",") said.say(", ", range);
    else if (words) said.say(` ${words} `, range);
  }
}

/** The words of an identifier, each traced to its own letters. Reserved words are said in full. */
export function sayIdentifier(said: Traced, { text, start }: Token): void {
  const whole = { start, end: start + text.length };
  const reserved = Object.hasOwn(keywords, text) ? keywords[text] : undefined;
  if (reserved) return void said.say(` ${reserved} `, whole);
  const decorator = text.startsWith("@") ? "at " : "";
  if (decorator) said.say(` ${decorator}`, whole);
  for (const { word, from, to } of splitIdentifier(text)) {
    said.say(" ", { start: start + from, end: start + to });
    said.say(word, { start: start + from, end: start + to });
  }
  said.say(" ", whole);
}

interface Place {
  readonly token: Token;
  /** Neighbours that are no space. */
  readonly before: Token | undefined;
  readonly after: Token | undefined;
  /** No space stands between it and the token. */
  readonly touchesBefore: boolean;
  readonly touchesAfter: boolean;
  readonly how: Spoken;
}

function neighbours(tokens: readonly Token[], i: number): Omit<Place, "token" | "how"> {
  const isSpace = (j: number): boolean => tokens[j]?.kind === "space";
  return {
    before: tokens[isSpace(i - 1) ? i - 2 : i - 1],
    after: tokens[isSpace(i + 1) ? i + 2 : i + 1],
    touchesBefore: i > 0 && !isSpace(i - 1),
    touchesAfter: i < tokens.length - 1 && !isSpace(i + 1),
  };
}

/** What is said for a token; undefined when it is an identifier, "" when it is silent. */
function wordsOf(place: Place): string | undefined {
  const { token, how } = place;
  switch (token.kind) {
    case "word":
      return isStringPrefix(place) ? "" : undefined;
    case "number":
      return token.text.replaceAll("_", "");
    case "string":
      return how.style === "literal" ? literalString(token.text) : stringWords(token.text);
    case "mark":
      if (how.style === "literal") return nameMarks(token.text);
      return how.syntax.shell ? shellWords(place) : markWords(place);
    default:
      return "";
  }
}

function stringWords(text: string): string {
  if (text.startsWith("/")) return "a regular expression";
  const body = text.replace(/^(["'`]{3}|["'`])|(["'`]{3}|["'`])$/g, "");
  if (!body.trim()) return body ? "blank string" : "empty string";
  return body
    .replace(/\\n|\\r/g, " new line ")
    .replace(/\\t/g, " tab ")
    .replace(/\\(.)/g, "$1")
    .replace(/\$?\{([^{}]*)\}/g, " $1 ");
}

const literalString = (text: string): string =>
  text.replace(/[^\p{L}\p{N}\s]+/gu, (marks) => ` ${nameMarks(marks)} `);

function shellWords({ token, touchesBefore, touchesAfter }: Place): string {
  const { text } = token;
  if (/^--?$/.test(text)) return touchesBefore ? "dash" : text === "--" ? "dash dash" : "dash";
  if (text === "/" && !touchesBefore && !touchesAfter) return "slash";
  return onCommandLine[text] ?? "";
}

const isValue = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === "number" ||
    token.kind === "string" ||
    (token.kind === "word" && !statements.has(token.text)) ||
    /^[)\]]$/.test(token.text));

/** The idiom of a mark, by what stands around it. */
function markWords(place: Place): string {
  const { token, before, after, touchesBefore, touchesAfter } = place;
  const { text } = token;
  const isCall = isValue(before) && touchesBefore;
  const isPrefix = !isValue(before) && touchesAfter && after !== undefined;
  const isType = touchesBefore && before?.kind === "word" && /^\p{Lu}/u.test(before.text);
  switch (text) {
    case "(":
      return isCall && after?.text !== ")" ? "of" : "";
    case "[":
      return isCall && after?.text !== "]"
        ? "sub"
        : after?.text === "]"
          ? isCall
            ? "array"
            : "empty list"
          : "";
    case "<":
      return isType ? "of" : startsTag(place) ? "tag" : "is less than";
    case ">":
      return touchesBefore && !(after?.kind === "number") ? "" : "is greater than";
    case "++":
    case "--":
      return isPrefix ? (text === "++" ? "increment" : "decrement") : stepWords(text);
    case "-":
      return isPrefix
        ? "minus"
        : touchesBefore && touchesAfter && before?.kind === "word"
          ? "minus"
          : "minus";
    case "*":
      return isPrefix ? "star" : "times";
    case "&":
      return isPrefix ? "reference to" : "and";
    case "?":
      return after?.text === ":" && touchesAfter
        ? "optional"
        : touchesBefore
          ? "question mark"
          : "then";
    case ":":
      return touchesBefore || !isValue(before) ? "," : "otherwise";
    default:
      return idiomatic[text] ?? "";
  }
}

/** The f, r or b before a string of Python, C++ or Rust. */
const isStringPrefix = ({ token, after, touchesAfter }: Place): boolean =>
  touchesAfter &&
  after?.kind === "string" &&
  /^(?:[fFrRbBuUL]{1,2}|u8|R|c|br|cr)$/.test(token.text);

const stepWords = (text: string): string => (text === "++" ? "plus plus" : "minus minus");
const startsTag = ({ touchesAfter, before }: Place): boolean => touchesAfter && !isValue(before);
