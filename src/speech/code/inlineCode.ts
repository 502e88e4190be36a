import { usualSyntax } from "./languages.ts";
import { tokenize } from "./lexer.ts";
import { speakLine } from "./speakCode.ts";
import type { Manner } from "../utterance.ts";
import type { Traced } from "../../platform/traced.ts";

/** One word with slashes, dots or a scheme: a path, file name, package or address. The voice knows how to say these. */
const address = /^(?:[a-z]+:\/\/|@|\.{0,2}\/|~\/|[A-Z]:\\)?[\w.@+-]+(?:[/\\:@][\w.@+-]+)*\/?$/i;
const hasAddressMark = /[/\\@]|\.(?:[a-z]{1,5}|\d+)$/i;
/** "Ctrl+Shift+P" */
const keys = /^(?:Ctrl|Control|Cmd|Command|Alt|Option|Shift|Meta|Win|Super)(?:\+[\w.,/-]+)+$/i;
const command =
  /^\$?\s*(?:npm|npx|yarn|pnpm|git|cd|node|pip|python3?|docker|curl|cargo|go|make|sudo|apt|brew)\s|(?:^|\s)--?\w/;

/** Adds code that stands inside prose: identifiers in words, paths and versions as they are, commands as on a command line. */
export function sayInlineCode(
  said: Traced,
  {
    code,
    start,
    manner,
  }: { readonly code: string; readonly start: number; readonly manner: Manner },
): void {
  if (address.test(code) && hasAddressMark.test(code) && !/^\w+\.\w+\.?\w*$/.test(code))
    return void said.copy(code, start);
  if (
    /^v?\d[\w.+-]*$/.test(code) ||
    /^[\w.-]+\.(?:[jt]sx?|mjs|cjs|json|md|py|rs|go|txt|ya?ml|toml|html|css|sh|lock|env)(?::\d+){0,2}$/.test(
      code,
    )
  )
    return void said.copy(code, start);
  if (keys.test(code)) {
    for (const { 0: key, index } of code.matchAll(/\+|[^+]+/g)) {
      // the voice knows keys by their capitals
      const at = start + index;
      said.say(key.charAt(0).toUpperCase(), { start: at, end: at + 1 }).copy(key.slice(1), at + 1);
    }
    return;
  }
  const family = command.test(code) ? "shell" : usualSyntax.family;
  const syntax = { ...usualSyntax, line: [], block: [], family };
  const tokens = [...tokenize(code, syntax)].map((token) => ({
    ...token,
    start: token.start + start,
  }));
  const style = manner.style === "literal" ? "literal" : "idiomatic";
  speakLine(said, tokens, { manner: { ...manner, style }, syntax });
}
