import type { Traced } from "../../platform/traced.ts";
import type { Token } from "./lexer.ts";
import type { Speaking } from "./place.ts";
import { sayString } from "./strings.ts";

/** What parts the words of a command line, and how it is said. */
const marks: Readonly<Record<string, string>> = {
  "|": "pipe to", "|&": "pipe all to", ">": "into", ">>": "append to", "<": "from", "<<": "from", "<<<": "from", "&&": "and then", "||": "or else",
  "&": "in the background", "&>": ", all into", ";": ",", ";;": ",", "(": "", ")": "", "{": "", "}": "", "[": "", "]": "", "[[": "", "]]": "", "!": "not",
}; // prettier-ignore

const streams: Readonly<Record<string, string>> = {
  "0": "standard in",
  "1": "standard out",
  "2": "standard error",
};

const piece =
  /(?<space>\s+)|(?<string>\$?"(?:\\.|[^"\\])*"|'[^']*')|(?<redirect>\d>&\d|\d>>?)|(?<output>\$\((?:shell\s)?)|(?<mark>\|\||\|&|&&|&>|>>|<<<?|;;|\[\[|\]\]|[|&;<>(){}]|[[\]!](?=\s|$))|(?<word>(?:\$[<^]|\$\{[^}]*\}|\\.|\$(?!\()|[^\s|&;<>()"'{}$])+)|(?<other>.)/gsu;

/** A word of a command line and its offset in the document. */
type ShellWord = Pick<Token, "text" | "start">;

/** Adds a command line as it is dictated: "git commit dash M fix it". */
export function speakShell(said: Traced, tokens: readonly Token[], how: Speaking): void {
  const [first] = tokens;
  if (!first) return;
  const line = tokens.map(({ text }) => text).join("");
  for (const match of line.matchAll(piece)) {
    const start = first.start + match.index;
    const range = { start, end: start + match[0].length };
    const { string, redirect, output, mark, word } = match.groups ?? {};
    if (string) sayQuoted(said, { text: string, start }, how);
    else if (redirect) said.say(` ${redirectWords(redirect)} `, range);
    else if (output) said.say(isVariable(output, how) ? " " : " output of ", range);
    else if (mark) said.say(marks[mark] === "," ? ", " : ` ${marks[mark] ?? ""} `, range);
    else if (word) sayWord(said, { text: word, start }, how);
    else said.say(" ", range);
  }
}

/** `$(NAME)` of a makefile; only what begins with "shell" is run there. */
const isVariable = (opening: string, { syntax }: Speaking): boolean =>
  syntax.family === "make" && opening === "$(";

function redirectWords(text: string): string {
  const [from = "", to = ""] = text.split(/>[>&]?/);
  const stream = streams[from] ?? from;
  return `, ${stream} ${text.includes(">>") ? "append to" : "into"} ${streams[to] ?? to}`;
}

function sayQuoted(said: Traced, { text, start }: ShellWord, how: Speaking): void {
  const bare = /^\$?"(\$\{?[\w@*#?]+\}?)"$/.exec(text)?.[1];
  if (bare) return sayWord(said, { text: bare, start: start + text.indexOf(bare) }, how);
  const body = text.replace(/^\$/, "");
  const plain = body.replace(/\$(?=\w)/g, " ");
  sayString(said, { text: plain, start: start + text.length - body.length }, { how });
}

/** Words that a shell has a name of its own for. */
const fixed: Readonly<Record<string, string>> = {
  fi: "end if", esac: "end case", elif: "else if", "..": "dot dot", ".": "dot", "~": "home", "*": "star", "--": "dash dash", "-": "dash",
  $: "dollar", "$?": "last status", "$@": "all arguments", "$*": "all arguments", "$#": "number of arguments", $$: "process ID", "$!": "last process ID", "/": "slash", "./...": "dot slash dot dot dot",
}; // prettier-ignore

/** What a makefile has names of its own for. */
const fixedInMake: Readonly<Record<string, string>> = {
  "$@": "target", "$<": "first prerequisite", "$^": "prerequisites", "$*": "stem", "?=": "defaults to", ":=": "equals", "::=": "equals", "+=": "plus equals",
}; // prettier-ignore

function sayWord(said: Traced, { text, start }: ShellWord, how: Speaking): void {
  const range = { start, end: start + text.length };
  const names = how.syntax.family === "make" ? { ...fixed, ...fixedInMake } : fixed;
  const own = Object.hasOwn(names, text) ? names[text] : undefined;
  said.say(" ", range);
  if (own !== undefined) said.say(own, range);
  else if (/^--?[A-Za-z\d]/.test(text)) sayFlag(said, { text, start }, how);
  else if (text.startsWith("$")) sayVariable(said, { text, start });
  else if (/^\w+=/.test(text)) sayAssignment(said, { text, start }, how);
  else if (/^\w+\.\.\w+$/.test(text)) said.say(text.replace("..", " to "), range);
  else if (/^![\w./*]/.test(text))
    sayPlain(said.say("not ", { start, end: start + 1 }), {
      text: text.slice(1),
      start: start + 1,
    });
  else if (/^\+\w+$/.test(text)) said.say("plus ", range).copy(text.slice(1), start + 1);
  else if (text.startsWith("~/")) sayHome(said, { text, start });
  else sayPlain(said, { text, start });
  said.say(" ", range);
}

/** Flags of one dash that are short and yet a word. */
const flagWords =
  /^(?:name|path|type|exec|size|user|mode|file|race|keep|list|port|host|help|std|run|mod|out|all|not|and|env)$/;

/** `-la` is two letters, `-name` and `-Recurse` a word, `--dry-run` two words. */
function sayFlag(said: Traced, { text, start }: ShellWord, how: Speaking): void {
  const [, dashes = "", name = "", value] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const at = start + dashes.length;
  said.say(dashes === "--" ? "dash dash " : "dash ", { start, end: at });
  const isLetters =
    dashes === "-" && name.length <= 4 && !/^\d+$/.test(name) && !flagWords.test(name);
  if (isLetters)
    [...name].forEach((letter, i) =>
      said.say(`${letter.toUpperCase()} `, { start: at + i, end: at + i + 1 }),
    );
  else sayPlain(said, { text: name, start: at });
  if (value === undefined) return;
  said.say(" equals ", { start: at + name.length, end: at + name.length + 1 });
  sayWord(said, { text: value, start: at + name.length + 1 }, how);
}

function sayVariable(said: Traced, { text, start }: ShellWord): void {
  const digits = /^\$\{?(\d+)\}?$/.exec(text)?.[1];
  if (digits) return void said.say(`argument ${digits}`, { start, end: start + text.length });
  for (const { index, 0: part } of text.matchAll(/[^${}]+/g))
    said.copy(part, start + index).say(" ", { start, end: start + text.length });
}

function sayAssignment(said: Traced, { text, start }: ShellWord, how: Speaking): void {
  const at = text.indexOf("=");
  sayPlain(said, { text: text.slice(0, at), start });
  said.say(" equals ", { start: start + at, end: start + at + 1 });
  if (text.length > at + 1) sayWord(said, { text: text.slice(at + 1), start: start + at + 1 }, how);
}

function sayHome(said: Traced, { text, start }: ShellWord): void {
  said.say("home slash ", { start, end: start + 2 });
  said.copy(text.slice(2), start + 2);
}

/** Shouted words are calm, dashes inside a name silent; addresses and paths are left to the voice. */
function sayPlain(said: Traced, { text, start }: ShellWord): void {
  const isPlace = /[/\\:@.]/.test(text);
  const isShouted = /^[A-Z]{4,}$/.test(text);
  const isName = /\p{Ll}\p{Lu}/u.test(text) || /^\p{Lu}\p{Ll}+-\p{Lu}/u.test(text);
  const words = isShouted || isName ? text.toLowerCase() : text;
  if (isName) {
    for (const { index, 0: part } of text.matchAll(/\p{Lu}?[^\p{Lu}-]+|\p{Lu}+|-/gu))
      said.say(part === "-" ? " " : `${part.toLowerCase()} `, {
        start: start + index,
        end: start + index + part.length,
      });
    return;
  }
  for (const [i, unit] of words.split("").entries())
    said.say(unit === "-" && !isPlace ? " " : unit, { start: start + i, end: start + i + 1 });
}
