import { isValue, type Place } from "./place.ts";

/** What is said otherwise in Ruby; undefined leaves it to the rules for all. */
export function rubyWords(place: Place): string | undefined {
  const { token, before, after, touchesBefore, touchesAfter, line } = place;
  const isPrefix = !isValue(before) && touchesAfter;
  switch (token.text) {
    // part of a name: `empty?`, `save!`
    case "?":
      return touchesBefore && before?.kind === "word" ? "question mark" : undefined;
    case "!":
      return touchesBefore && before?.kind === "word" ? "bang" : undefined;
    // a symbol, unless it parts a key and its value
    case ":":
      return touchesAfter && !(touchesBefore && isValue(before)) ? "" : undefined;
    case "|":
      return barWords(place);
    case "=>":
      return line[0]?.text === "rescue" ? "as" : undefined;
    case "<<":
      return isValue(before) && !touchesAfter ? "append" : undefined;
    case "&":
      if (after?.text === ".") return "optional";
      return isPrefix ? (after?.text === ":" ? "each" : "") : undefined;
    case "->":
      return "lambda";
    case "...":
      return isValue(before) ? "up to" : undefined;
    case "**":
      return isPrefix ? "star star" : undefined;
    default:
      return undefined;
  }
}

/** The bars of `{ |item| … }` and `do |item|` enclose what the block is given. */
function barWords({ before, line, token }: Place): string | undefined {
  const at = line.indexOf(token);
  const isFirst = /^(?:\{|do)$/.test(before?.text ?? "");
  if (isFirst) return "with";
  const opened = line.findIndex(
    ({ text }, i) => text === "|" && /^(?:\{|do)$/.test(line[i - 1]?.text ?? ""),
  );
  const second = line.findIndex(({ text }, i) => i > opened && text === "|");
  return opened >= 0 && at === second ? "," : undefined;
}

/** What is said otherwise in PHP. */
export function phpWords({ token, before, after, touchesAfter }: Place): string | undefined {
  switch (token.text) {
    case "?":
      if (before?.text === "<") return "";
      if (after?.text === "->" && touchesAfter) return "optional";
      return !isValue(before) && touchesAfter && after?.kind === "word" ? "nullable" : undefined;
    case "<":
      return after?.text === "?" && !before ? "" : undefined;
    case "\\":
      return "";
    default:
      return undefined;
  }
}

/** What is said otherwise in Lua. */
export function luaWords({ token, before, touchesAfter }: Place): string | undefined {
  if (token.text === "..") return "joined with";
  return token.text === "#" && touchesAfter && !isValue(before) ? "length of" : undefined;
}
