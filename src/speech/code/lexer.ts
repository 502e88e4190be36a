import type { Syntax } from "./languages.ts";

export type TokenKind = "comment" | "string" | "word" | "number" | "mark" | "space" | "newline";

/** A piece of source code; offsets into it. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
}

const space = /[^\S\r\n]+/y;
const newline = /\r?\n|\r/y;
const word = /[\p{L}_$@][\p{L}\p{M}\p{N}_$]*/uy;
const number =
  /0[xXbBoO][\da-fA-F_]+n?|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?(?:px|em|rem|vh|vw|ms|s|fr|deg|%|n|[uif]\d+|[fFdD]|[uUlL]{1,3})?(?![\p{L}\d])|\d[\d_]*/uy;
const marks =
  />>>=|\.\.\.|=~(?=\s)|!~(?=\s)|~=|\.\.=|===|!==|\*\*=|\/\/=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|<=>|<-|->>|->|=>|<>|::|\?\.|\?\?|&&|\|\||==|!=|<=|>=|\+\+|--|\+=|-=|\*=|\/=|%=|\|=|&=|\^=|<<|>>|\*\*|\/\/|:=|\|>|\.\.|[^\s\p{L}\p{N}]|./suy;
const colour = /#[\da-fA-F]{3,8}(?![\w-])/y;
/** Ruby's `%w[one two]`. */
const words = /%[wWiIqQ](?:\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|<[^>]*>)/y;
// a slash opens a regular expression only where a value may begin
const regularExpression = /\/(?![*/ ])(?:[^\\/[\r\n]|\\.|\[(?:[^\]\\\r\n]|\\.)*\])+\/[a-z]*/y;

/** Source code as tokens, in order, nothing left out: joined, their texts are the source. */
export function* tokenize(source: string, syntax: Syntax): Generator<Token, void, undefined> {
  let at = 0;
  let before: Token | undefined;
  while (at < source.length) {
    const token = next(source, { at, before, syntax });
    yield token;
    at += token.text.length;
    if (token.kind !== "space") before = token;
  }
}

interface Place {
  readonly at: number;
  /** The last token that is no space. */
  readonly before: Token | undefined;
  readonly syntax: Syntax;
}

function next(source: string, { at, before, syntax }: Place): Token {
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const token = (kind: TokenKind, text: string): Token => ({ kind, text, start: at });

  const blank = match(space);
  if (blank) return token("space", blank);
  const line = match(newline);
  if (line) return token("newline", line);
  const comment = commentAt(source, at, syntax);
  if (comment) return token("comment", comment);
  const quoted =
    stringAt(source, at, syntax) ?? (syntax.family === "ruby" ? match(words) : undefined);
  if (quoted) {
    const alone = !before || before.kind === "newline" || before.text === ":";
    return token(
      syntax.docstrings && alone && quoted.length > 5 && isTriple(quoted) ? "comment" : "string",
      quoted,
    );
  }
  if (source[at] === "/" && mayBeginValue(before)) {
    const pattern = match(regularExpression);
    if (pattern) return token("string", pattern);
  }
  const isValue = syntax.family === "css" && before && before.kind !== "newline";
  const shade = isValue ? match(colour) : undefined;
  if (shade) return token("number", shade);
  const name = match(word);
  if (name) return token("word", name);
  const digits = match(number);
  if (digits && !(digits.startsWith(".") && isMember(before, at))) return token("number", digits);
  return token("mark", match(marks) ?? source.charAt(at));
}

function commentAt(source: string, at: number, { block, line }: Syntax): string | undefined {
  for (const [open, close] of block)
    if (source.startsWith(open, at)) {
      const end = source.indexOf(close, at + open.length);
      return source.slice(at, end < 0 ? source.length : end + close.length);
    }
  if (!line.some((open) => source.startsWith(open, at))) return undefined;
  // "#" inside a word is no comment: C#, $#, the colour #fff
  if (source[at] === "#" && /[\w$]/.test(source[at - 1] ?? "")) return undefined;
  const end = /[\r\n]|$/g;
  end.lastIndex = at;
  return source.slice(at, end.exec(source)?.index ?? source.length);
}

function stringAt(
  source: string,
  at: number,
  { quotes }: Pick<Syntax, "quotes">,
): string | undefined {
  const quote = quotes.find((mark) => source.startsWith(mark, at));
  if (!quote) return undefined;
  // an apostrophe inside a word ("don't", Rust's 'a) opens nothing
  if (quote === "'" && /\w/.test(source[at - 1] ?? "")) return undefined;
  const spansLines = quote.length > 1 || quote === "`";
  for (let end = at + quote.length; end < source.length; end++) {
    if (source[end] === "\\") end++;
    else if (quote === "`" && source.startsWith("${", end))
      end = closingBrace(source, end + 2, { quotes: [quote] }) ?? end + 2;
    else if (source.startsWith(quote, end)) return source.slice(at, end + quote.length);
    else if (!spansLines && /[\r\n]/.test(source.charAt(end))) return undefined;
  }
  return undefined;
}

/** Where the brace that is open before `from` is closed; strings with these quotes are passed over. Undefined when it is not. */
export function closingBrace(
  source: string,
  from: number,
  syntax: Pick<Syntax, "quotes">,
): number | undefined {
  let depth = 1;
  for (let at = from; at < source.length; at++) {
    if (source[at] === "{") depth++;
    else if (source[at] === "}" && --depth === 0) return at;
    else at += (stringAt(source, at, syntax)?.length ?? 1) - 1;
  }
  return undefined;
}

/** The 0 of `pair.0` is a name, not a fraction. */
const isMember = (before: Token | undefined, at: number): boolean =>
  before !== undefined &&
  before.start + before.text.length === at &&
  (before.kind === "word" || /^[)\]]$/.test(before.text));

const isTriple = (quoted: string): boolean => /^("""|''')/.test(quoted);

const mayBeginValue = (before: Token | undefined): boolean =>
  !before ||
  before.kind === "newline" ||
  (before.kind === "mark" && /^(?:[=(,:?&|!{[;]|=>|[=!]~)$/.test(before.text)) ||
  (before.kind === "word" && /^(return|case|typeof|of|in)$/.test(before.text));
