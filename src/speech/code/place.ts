import type { Syntax } from "./languages.ts";
import type { Token } from "./lexer.ts";
import { statements } from "./operators.ts";
import type { Manner } from "../utterance.ts";

/** What a bracket is there for. */
export type Role = "call" | "index" | "statement" | "type" | "capture" | "group";

/** An open bracket, or the line itself. */
export interface Bracket {
  readonly mark: string;
  readonly role: Role;
  /** What stands before it. */
  readonly lead: Token | undefined;
  /** Questions ("then") that still wait for their "otherwise". */
  questions: number;
}

/** A token of a line of code, and what stands around it. */
export interface Place {
  readonly token: Token;
  /** Neighbours that are no space. */
  readonly before: Token | undefined;
  readonly after: Token | undefined;
  /** The one after the next. */
  readonly later: Token | undefined;
  /** No space stands between it and its neighbour. */
  readonly touchesBefore: boolean;
  readonly touchesAfter: boolean;
  /** The innermost bracket around it; of a bracket, what it is itself. */
  readonly inside: Bracket;
  /** Every token of the line that is no space. */
  readonly line: readonly Token[];
  readonly how: Speaking;
}

export interface Speaking {
  readonly manner: Manner;
  readonly syntax: Syntax;
}

/** The tokens of one line, without the spaces, each with what stands around it. */
export function placesOf(tokens: readonly Token[], how: Speaking): Place[] {
  const line = tokens.filter(({ kind }) => kind !== "space");
  const types = typeBrackets(line);
  const open: Bracket[] = [{ mark: "", role: "group", lead: undefined, questions: 0 }];
  let named = false;
  return line.map((token, i) => {
    const [before, after, later] = [line[i - 1], line[i + 1], line[i + 2]];
    const touchesBefore = before !== undefined && endOf(before) === token.start;
    const place = { token, before, after, later, touchesBefore, line, how };
    const isOpen = /^[([{]$/.test(token.text) || types.opening.has(i);
    const isClosed = /^[)\]}]$/.test(token.text) || types.closing.has(i);
    if (token.kind === "mark" && isOpen) {
      const role = types.opening.has(i) ? "type" : roleOf({ ...place, i, named });
      open.push({ mark: token.text, role, lead: before, questions: 0 });
    }
    const inside = open.at(-1) ?? { mark: "", role: "group", lead: undefined, questions: 0 };
    if (!isClosed) named = false;
    else if (token.kind === "mark") {
      // ">>" ends two
      let last: Bracket | undefined;
      for (let n = token.text.length; n > 0 && open.length > 1; n--) last = open.pop();
      named = last?.role === "type" && isValue(last.lead);
    }
    return { ...place, touchesAfter: after?.start === endOf(token), inside };
  });
}

export const endOf = ({ start, text }: Token): number => start + text.length;

/** True of what an operator may stand behind. */
export const isValue = (token: Token | undefined): boolean =>
  token !== undefined &&
  (token.kind === "number" ||
    token.kind === "string" ||
    (token.kind === "word" && !statements.has(token.text)) ||
    /^[)\]}]$/.test(token.text));

/** True of the mark that ends a list of types. */
export const closesType = ({ inside }: Pick<Place, "inside">): boolean =>
  inside.role === "type" && inside.mark === "<";

function roleOf({
  token,
  before,
  touchesBefore,
  line,
  i,
  how,
  named,
}: Pick<Place, "token" | "before" | "touchesBefore" | "line" | "how"> & {
  readonly i: number;
  /** A list of types that has a name ended just before. */
  readonly named: boolean;
}): Role {
  const isName =
    before?.text === "!" ||
    before?.text === "<>" ||
    (before?.text === "?" && how.syntax.family === "ruby");
  const follows = touchesBefore && (isValue(before) || isName || named);
  if (token.text === "(")
    return before && statements.has(before.text) ? "statement" : follows ? "call" : "group";
  if (token.text !== "[") return "group";
  if (follows && before?.kind !== "number") return "index";
  const close = line.findIndex((one, j) => j > i && one.text === "]");
  const isLambda = how.syntax.family === "cpp" && /^[({]$/.test(line[close + 1]?.text ?? "");
  return isLambda ? "capture" : "group";
}

/** Indices of the marks < and > that enclose types: something after < is closed on the same line and holds only what types are made of. */
function typeBrackets(line: readonly Token[]) {
  const opening = new Set<number>();
  const closing = new Set<number>();
  for (const [i, token] of line.entries()) {
    if (token.kind !== "mark" || token.text !== "<" || opening.has(i)) continue;
    const { open, close } = closedAt(line, i);
    if (!close.length || !mayHaveTypes(line, i)) continue;
    for (const at of open) opening.add(at);
    for (const at of close) closing.add(at);
  }
  return { opening, closing };
}

const typeMark = /^(?:[,.[\]|&?:'*<>=]|::|>>|=>|->|\(|\)|\.\.\.)$/;
/** What `Promise<{ ok: boolean; count: number }>` has besides. */
const shapeMark = /^[{};]$/;

function closedAt(line: readonly Token[], from: number) {
  const open: number[] = [];
  const close: number[] = [];
  let depth = 0;
  const isShape = line[from + 1]?.text === "{";
  for (let i = from; i < line.length; i++) {
    const { kind, text } = line[i] ?? { kind: "newline", text: "" };
    if (kind === "mark" && !typeMark.test(text) && !(isShape && shapeMark.test(text))) break;
    if (kind === "number" && i === from + 1) break;
    if (text === "<") {
      depth++;
      open.push(i);
    } else if (text === ">" || text === ">>") {
      depth -= text.length;
      close.push(i);
      if (depth <= 0) return { open, close };
    }
  }
  return { open: [], close: [] };
}

/** What stands before the types of a method: `public static <T> List<T> of(T one)`. */
const modifiers = /^(?:public|private|protected|static|final|abstract|default|synchronized|fun)$/;

/** "a < b" has a space on both sides; a type's bracket touches its name, or stands first. */
function mayHaveTypes(line: readonly Token[], i: number): boolean {
  const [before, token, after] = [line[i - 1], line[i], line[i + 1]];
  if (!token || !after) return false;
  // some put spaces around all that a template takes
  if (before?.text === "template") return true;
  if (after.start !== endOf(token)) return false;
  if (!before || !isValue(before)) return true;
  return before.kind === "word" && (endOf(before) === token.start || modifiers.test(before.text));
}
