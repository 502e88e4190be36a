import { blocksOf } from "./blocks.ts";
import { literal } from "../platform/literal.ts";

/** What the head of a function says. */
export interface FunctionHead {
  readonly name: string;
  /** In order; those that are taken apart where they stand have no name and are left out. */
  readonly parameters: readonly string[];
  readonly returns: boolean;
  /** Index of the line where it begins, and of the one after its head. */
  readonly line: number;
  readonly end: number;
}

/** The function that some code is, by its look; undefined when it is something else, or more than one. */
export function functionHead(code: readonly string[], language: string): FunctionHead | undefined {
  const [block, ...more] = blocksOf(code).filter((one) => one.name !== undefined);
  if (!block?.name || more.length) return undefined;
  const { name, head: line } = block;
  const text = code.slice(line).join("\n");
  const at = text.search(new RegExp(`(?<![\\w$])${literal(name)}(?![\\w$])`));
  const open = text.indexOf("(", at);
  // "class A {" and "const limit = 3" have none before their body or value
  if (open < 0 || /[{;\n]/.test(text.slice(at, open)) || isOther(code[line] ?? ""))
    return undefined;
  const close = closing(text, open);
  if (close < 0) return undefined;
  const rest = text.slice(close + 1);
  const head = /^[^\n{]*(?:\{|=>|:\s*$|:\s*\n|$)/.exec(rest)?.[0] ?? "";
  if (/^\s*const\b|^\s*export const\b/.test(code[line] ?? "") && !head.includes("=>"))
    return undefined;
  const end = line + text.slice(0, close + 1 + head.trimEnd().length).split("\n").length;
  return {
    ...{ name, line, end },
    parameters: namesIn(text.slice(open + 1, close), language),
    returns: givesSomething(text.slice(0, open), rest, language),
  };
}

const isOther = (line: string): boolean =>
  /^\s*(?:export\s+|public\s+|abstract\s+|default\s+)*(?:class|interface|enum|struct|trait|impl|type|module|namespace)\b/.test(line); // prettier-ignore

/** Index of the bracket that closes the one at `open`; -1 when there is none. Texts with brackets in them are rare in heads. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if ("([{<".includes(text[i] ?? "")) depth++;
    else if (isClosing(text, i)) depth--;
    if (depth === 0) return i;
  }
  return -1;
}

/** The ">" of an arrow closes nothing. */
const isClosing = (text: string, at: number): boolean =>
  text[at] === ">" ? !/[=-]/.test(text[at - 1] ?? "") : ")]}".includes(text[at] ?? " ");

function namesIn(list: string, language: string): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  for (let i = 0; i <= list.length; i++) {
    const sign = list[i] ?? ",";
    if ("([{<".includes(sign)) depth++;
    else if (isClosing(list, i)) depth--;
    else if (sign === "," && depth === 0) {
      parts.push(list.slice(start, i));
      start = i + 1;
    }
  }
  return parts.flatMap((part) => {
    const name = typeFirst.has(language) ? lastName(part) : firstName(part);
    return name === undefined || /^(?:self|cls|this|void)$/.test(name) ? [] : [name];
  });
}

/** "int a" and not "a: int". */
const typeFirst = new Set(["java", "c", "cpp", "csharp", "php"]);
const firstName = (part: string): string | undefined =>
  /^\s*(?:(?:readonly|private|public|protected|mut|val|var)\s+)*(?:\.{3}|\*{1,2}|&)?([\p{L}_$][\p{L}\p{N}_$]*)/u.exec(part)?.[1]; // prettier-ignore
const lastName = (part: string): string | undefined =>
  /([\p{L}_][\p{L}\p{N}_]*)\s*(?:\[\])?\s*(?:=[^]*)?$/u.exec(part)?.[1];

/** Whether a call gives a value: by its type where one is written, else by what its body returns. */
function givesSomething(before: string, after: string, language: string): boolean {
  if (typeFirst.has(language) && language !== "php") return !/\bvoid\b/.test(before);
  if (/^\s*(?::\s*(?:Promise<)?(?:void|never|undefined)\b|->\s*(?:None\b|\(\)))/.test(after))
    return false;
  // an arrow function that is nothing but its value
  if (/^[^\n{;]*=>\s*[^\s{]/.test(after)) return true;
  return /^\s*->\s*\S/.test(after) || /\breturn\s+[^;\s]/.test(after);
}
