import type { Traced } from "../../platform/traced.ts";
import type { Token } from "./lexer.ts";
import type { Speaking } from "./place.ts";
import { sayString } from "./strings.ts";

const entry =
  /^(\s*(?:-\s+)*)(?:("[^"]*"|'[^']*'|[\w@./$<-][\w@./$<>() -]*?)(\s*:)(?=\s|$))?(.*)$/s;
const value =
  /(?<string>"(?:\\.|[^"\\])*"|'[^']*')|(?<anchor>(?<=^|\s)[&*](?=\w))|(?<block>^\s*[|>][+-]?\d*\s*$)|(?<bracket>[[\]{}])|(?<text>[^"'&*[\]{}|>]+|.)/gsu;

/** Adds a line of YAML as "key: value". */
export function speakYaml(said: Traced, tokens: readonly Token[], how: Speaking): void {
  const [first] = tokens;
  if (!first) return;
  const line = tokens.map(({ text }) => text).join("");
  const [, dash = "", key = "", colon = "", rest = ""] = entry.exec(line) ?? [];
  let at = first.start + dash.length;
  if (key) {
    sayKey(said, { text: key, start: at }, how);
    at += key.length;
    said.say(": ", { start: at, end: at + colon.length });
    at += colon.length;
  }
  for (const match of rest.matchAll(value)) {
    const start = at + match.index;
    const range = { start, end: start + match[0].length };
    const { string, anchor, block, bracket, text } = match.groups ?? {};
    if (string) sayString(said, { text: string, start }, { how });
    else if (anchor) said.say(anchor === "&" ? " anchor " : " alias ", range);
    else if (block) said.say(" ", range);
    else if (bracket) said.say(", ", range);
    else said.copy(text ?? "", start);
  }
}

function sayKey(
  said: Traced,
  { text, start }: { text: string; start: number },
  how: Speaking,
): void {
  const range = { start, end: start + text.length };
  if (text === "<<") return void said.say("merge", range);
  if (/^["']/.test(text)) return sayString(said, { text, start }, { how });
  for (const [i, unit] of text.split("").entries())
    said.say(/[-_]/.test(unit) ? " " : unit, { start: start + i, end: start + i + 1 });
}
