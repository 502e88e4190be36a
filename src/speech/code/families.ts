import type { Family } from "./languages.ts";
import { closesType, isValue, type Place } from "./place.ts";
import { luaWords, phpWords, rubyWords } from "./scripting.ts";

/** What is said otherwise in this family of languages; undefined leaves it to the rules for all. */
export const familyWords = (place: Place): string | undefined =>
  marks[place.how.syntax.family]?.(place);

/** Words of this family that are not said as they are written. */
export function familyKeywords(place: Place): string | undefined {
  const { text } = place.token;
  switch (place.how.syntax.family) {
    case "python":
      if (/^__\w+__$/.test(text)) return `dunder ${text.slice(2, -2).replaceAll("_", " ")}`;
      return text === "def" ? "define" : text === "str" ? "string" : undefined;
    case "go":
      return text === "_" ? "blank" : undefined;
    case "c":
    case "cpp":
      return text === "NULL" ? "null" : undefined;
    default:
      return undefined;
  }
}

const marks: { readonly [F in Family]?: (place: Place) => string | undefined } = {
  script: ({ token, touchesAfter, after }) =>
    token.text === "#" && touchesAfter && after?.kind === "word" ? "hash" : undefined,
  python: pythonWords,
  go: goWords,
  rust: rustWords,
  c: cWords,
  cpp: cppWords,
  java: javaWords,
  ruby: rubyWords,
  php: phpWords,
  lua: luaWords,
  json: jsonWords,
  sql: sqlWords,
  toml: tomlWords,
  css: cssWords,
};

const typeNames = /^(?:list|dict|tuple|set|frozenset|type|deque|defaultdict|\p{Lu}\p{L}*\p{Ll})$/u;

function pythonWords({ token, before, after, touchesAfter, inside }: Place): string | undefined {
  switch (token.text) {
    case "->":
      return ", returns";
    case "[":
      return typeNames.test(before?.text ?? "") && inside.role === "index" ? "of" : undefined;
    case "{":
      return after?.text === "}" ? "empty dict" : undefined;
    case "(":
      return after?.text === ")" && inside.role === "group" && !isValue(before)
        ? "empty tuple"
        : undefined;
    case "**":
      return !isValue(before) && touchesAfter ? "star star" : undefined;
    case ":=":
      return "becomes";
    case ":":
    case "::":
      return inside.role === "index" && !typeNames.test(inside.lead?.text ?? "")
        ? sliceWords(token.text, before?.text === "[", after?.text === "]")
        : inside.mark === "{"
          ? ":"
          : undefined;
    default:
      return undefined;
  }
}

/** `x[1:3]`: what is left out is named. */
const sliceWords = (colon: string, isFirst: boolean, isLast: boolean): string =>
  `${isFirst ? "start " : ""}to${colon === "::" ? " end by" : isLast ? " end" : ""}`;

function goWords({ token, before, after, touchesAfter, inside, line }: Place): string | undefined {
  switch (token.text) {
    case "<-":
      return isValue(before) && before?.text !== "case" ? "receives" : "receive from";
    case "&":
      return !isValue(before) && touchesAfter ? "address of" : undefined;
    case "[":
      if (before?.text === "map") return "of";
      return after?.text === "]" ? "slice of" : undefined;
    case "]":
      return inside.lead?.text === "map" && touchesAfter ? "to" : undefined;
    case ")":
      // a result without brackets follows an empty list of parameters too
      return line[0]?.text === "func" &&
        (after?.kind === "word" || /^[*[(]$/.test(after?.text ?? ""))
        ? ","
        : undefined;
    case "*":
      return touchesAfter ? "star" : undefined;
    case ":":
      return inside.mark === "{" ? ":" : undefined;
    default:
      return undefined;
  }
}

function rustWords(place: Place): string | undefined {
  const { token, before, after, later, touchesBefore, touchesAfter, inside } = place;
  switch (token.text) {
    case "->":
      return ", returns";
    case "&":
      return !isValue(before) && touchesAfter ? "reference to" : undefined;
    case "&&":
      return !isValue(before) && touchesAfter ? "reference to reference to" : undefined;
    case "!":
      return touchesBefore && /^[([{]$/.test(after?.text ?? "") ? "" : undefined;
    case "'":
      // 'a' is a character, 'a alone a lifetime
      return later?.text === "'" || !touchesAfter || closesCharacter(place) ? "" : "lifetime";
    case "#":
      return "attribute";
    case "?":
      return !isValue(before) && touchesAfter ? "maybe" : undefined;
    case "[":
      return /^(?:&|mut)$/.test(before?.text ?? "") && after?.kind === "word"
        ? "slice of"
        : undefined;
    case "(":
      return after?.text === ")" && inside.role === "group" ? "unit" : undefined;
    case "|":
      return closureWords(place);
    case "||":
      return isValue(before) ? undefined : "closure,";
    default:
      return undefined;
  }
}

const closesCharacter = ({ line, token }: Place): boolean =>
  line[line.indexOf(token) - 2]?.text === "'";

/** The first bar of |a, b| opens the names of a closure, the second ends them. */
function closureWords({ before, line, token }: Place): string | undefined {
  const earlier = line.slice(0, line.indexOf(token)).filter(({ text }) => text === "|").length;
  if (earlier % 2) return ",";
  return isValue(before) && before?.text !== "move" ? undefined : "closure";
}

function cWords(place: Place): string | undefined {
  const { token, before, touchesAfter, touchesBefore } = place;
  switch (token.text) {
    case "#":
      return before ? undefined : "";
    case "&":
      return !isValue(before) && touchesAfter ? "address of" : undefined;
    case "*":
      return touchesBefore && !touchesAfter && before?.kind === "word" ? "star" : undefined;
    case "<":
    case ">":
      return place.line[1]?.text === "include" ? "" : undefined;
    default:
      return undefined;
  }
}

const isStream = ({ line }: Place): boolean =>
  line.some(({ text }) => /^(?:cout|cerr|clog|endl|cin)$/.test(text));

function cppWords(place: Place): string | undefined {
  const { token, before, after, touchesBefore, touchesAfter, inside } = place;
  if (inside.role === "capture" && token.text !== "[") return "";
  switch (token.text) {
    case "->":
      return before?.text === ")" ? ", returns" : undefined;
    case "&":
      return touchesBefore && !touchesAfter && before?.kind === "word"
        ? "reference"
        : cWords(place);
    case "&&":
      return touchesBefore &&
        before?.kind === "word" &&
        (!touchesAfter || /^(?:[),>]|\.\.\.)$/.test(after?.text ?? ""))
        ? "R value reference"
        : undefined;
    case "<<":
      return isStream(place) ? "," : undefined;
    case ">>":
      return isStream(place) && !closesType(place) ? "into" : undefined;
    case "~":
      return touchesAfter && after?.kind === "word" && !isAssigned(before)
        ? "destructor"
        : undefined;
    case "(":
      return before?.text === "]" && inside.role !== "index" && after?.text !== ")"
        ? "of"
        : undefined;
    case "<=>":
      return "compared to";
    default:
      return forEach(place) ?? cWords(place);
  }
}

const isAssigned = (before: Place["before"]): boolean => /^[=(&|,]$/.test(before?.text ?? "");

/** The colon of `for (String s : items)`. */
function forEach({ token, inside, touchesBefore }: Place): string | undefined {
  const isOver = token.text === ":" && inside.lead?.text === "for" && !touchesBefore;
  return isOver && inside.questions === 0 ? "in" : undefined;
}

/** `List<?>` takes any type. */
function javaWords(place: Place): string | undefined {
  if (place.token.text === "?" && closesType(place)) return "wildcard";
  return forEach(place);
}

function sqlWords({ token }: Place): string | undefined {
  if (token.text === "::") return "as";
  return token.text === "?" ? "question mark" : undefined;
}

/** A name may have dashes. */
function tomlWords({ token, after, touchesBefore, touchesAfter }: Place): string | undefined {
  switch (token.text) {
    case "-":
      return touchesBefore && touchesAfter ? "" : undefined;
    case "{":
      return after?.text === "}" ? "empty table" : ",";
    default:
      return undefined;
  }
}

function jsonWords({ token, after }: Place): string | undefined {
  switch (token.text) {
    case ":":
      return ":";
    case "{":
      return after?.text === "}" ? "empty object" : ",";
    case "[":
      return after?.text === "]" ? "empty list" : ",";
    case "]":
    case "}":
      return ",";
    default:
      return undefined;
  }
}

function cssWords(place: Place): string | undefined {
  const { token, before, after, touchesBefore, touchesAfter } = place;
  switch (token.text) {
    case "-":
      if (touchesBefore && touchesAfter && before?.kind === "word") return "";
      return isValue(before) && !touchesAfter ? "minus" : after?.kind === "number" ? "minus" : "";
    case "--":
    case "::":
    case "!":
      return "";
    case ".":
      return after?.kind === "word" && touchesAfter ? "class" : "";
    case "#":
      return "id";
    case ":":
      return touchesAfter && !/^(?:number|string)$/.test(after?.kind ?? "") ? "" : ":";
    case ">":
      return "child";
    case "*":
      return isValue(before) ? "times" : "star";
    case "[":
      return "with";
    case "^=":
      return "beginning with";
    case "~=":
    case "*=":
      return "containing";
    case "=":
      return before?.text.endsWith("$") ? "ending with" : undefined;
    case ")":
      return after?.kind === "number" ? "," : undefined;
    case ",":
      return ",";
    case "(":
      return before && touchesBefore && after?.text !== ")" ? "of" : "";
    default:
      return undefined;
  }
}
