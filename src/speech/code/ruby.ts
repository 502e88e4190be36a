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
