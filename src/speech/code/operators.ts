/** How a programmer says a mark between two values. "" is a silent mark, "," a short pause. */
export const idiomatic: Readonly<Record<string, string>> = {
  "===": "strictly equals", "!==": "does not strictly equal", "==": "is equal to", "!=": "is not equal to",
  "<=": "is at most", ">=": "is at least", "<": "is less than", ">": "is greater than",
  "=": "equals", ":=": "becomes", "+=": "plus equals", "-=": "minus equals", "*=": "times equals",
  "/=": "divided by equals", "%=": "modulo equals", "??=": "or else equals", "||=": "or equals", "&&=": "and equals",
  "|=": "or equals", "&=": "and equals", "^=": "x or equals", "<<=": "shift left equals", ">>=": "shift right equals",
  "**=": "to the power of equals",
  "=>": "arrow", "->": "arrow", "->>": "arrow", "::": "", "?.": "optional dot", ".": "dot", "??": "or else",
  "&&": "and", "||": "or", "!": "not", "++": "plus plus", "--": "minus minus",
  "+": "plus", "-": "minus", "*": "times", "/": "divided by", "%": "modulo", "**": "to the power of",
  "&": "and", "|": "or", "^": "x or", "~": "bitwise not", "<<": "shift left", ">>": "shift right", ">>>": "unsigned shift right",
  "|>": "pipe to", "=~": "matches", "!~": "does not match", "~=": "is not equal to", "//": "floor divided by", "//=": "floor divided by equals", "<-": "is less than minus", "...": "dot dot dot", "..": "to", "..=": "through", "?": "then", ":": ",", ",": ",", ";": ",",
  "(": "", ")": "", "[": "", "]": "", "{": ",", "}": ",", "@": "at", "#": "hash", $: "dollar", "\\": "backslash",
}; // prettier-ignore

/** The name of every mark, one after the other. */
const names: Readonly<Record<string, string>> = {
  "(": "open paren", ")": "close paren", "[": "open bracket", "]": "close bracket", "{": "open brace", "}": "close brace",
  "<": "less than", ">": "greater than", "=": "equals", "+": "plus", "-": "minus", "*": "star", "/": "slash",
  "\\": "backslash", "%": "percent", "&": "ampersand", "|": "bar", "^": "caret", "~": "tilde", "!": "bang",
  "?": "question mark", ":": "colon", ";": "semicolon", ",": "comma", ".": "dot", "@": "at", "#": "hash", $: "dollar",
  '"': "quote", "'": "single quote", "`": "backtick", _: "underscore",
}; // prettier-ignore

/** Multi-mark operators that have a name of their own when every mark is read. */
const literalOperators: Readonly<Record<string, string>> = {
  "===": "triple equals", "!==": "not double equals", "==": "double equals", "!=": "not equals", "=>": "arrow", "->": "arrow",
  "<=": "less than or equals", ">=": "greater than or equals", "&&": "and and", "||": "or or", "??": "double question mark",
  "...": "dot dot dot", "::": "double colon", "++": "plus plus", "--": "minus minus",
}; // prettier-ignore

/** Every mark by its name, also inside strings. Letters and unknown marks stay. */
export function nameMarks(marks: string): string {
  if (Object.hasOwn(literalOperators, marks)) return literalOperators[marks] ?? "";
  return [...marks].map((mark) => (Object.hasOwn(names, mark) ? names[mark] : mark)).join(" ");
}

/** Words of programming languages that are not said as they are written. */
export const keywords: Readonly<Record<string, string>> = {
  fn: "function", func: "function", fun: "function", def: "define", elif: "else if", elsif: "else if",
  enum: "enum", impl: "implement", pub: "public", mut: "mutable", nil: "nil", int: "int", str: "string",
  bool: "boolean", char: "char", const: "const", struct: "struct", typeof: "type of", instanceof: "instance of",
  keyof: "key of", sizeof: "size of", nullptr: "null pointer", constexpr: "const expression",
  readonly: "read only", typename: "type name", foreach: "for each", endif: "end if", ifdef: "if defined", ifndef: "if not defined",
  stdin: "standard in", stdout: "standard out", stderr: "standard error",
}; // prettier-ignore

/** After these a parenthesis belongs to the statement and is no call. */
export const statements = new Set(
  "if for while switch catch return match elif else and or not in is await yield typeof throw case when unless until print with function fn func def sizeof pub".split(
    " ",
  ),
);
