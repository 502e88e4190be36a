import { type Comment, commentBlocks } from "./comments.ts";
import { isMarkup, syntaxOf, usualSyntax } from "./languages.ts";
import { type Token, tokenize } from "./lexer.ts";
import { markupBlocks } from "./markup.ts";
import { speakLine } from "./speakCode.ts";
import { Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";
import type { Manner } from "../utterance.ts";
import type { Speaking } from "./place.ts";

const afterLine = 0.25;

/**
 * Source code as blocks: comments as sentences and, unless the style is "prose", each line of code as words.
 * `start` is the offset of `text` in the document.
 */
export function codeBlocks(
  text: string,
  {
    languageId,
    manner,
    start = 0,
  }: {
    readonly languageId: string;
    readonly manner: Manner;
    readonly start?: number;
  },
): Block[] {
  if (isMarkup(languageId) && manner.style !== "literal")
    return markupBlocks(text, { manner, start });
  const syntax = syntaxOf(languageId) ?? usualSyntax;
  const tokens = tokenize(text, syntax).map((token) => ({ ...token, start: token.start + start }));
  let seenCode = false;
  return sections(tokens).flatMap((section) => {
    if (section.kind === "comments")
      return commentBlocks(section.comments, { atHead: !seenCode, manner });
    seenCode = true;
    return manner.style === "prose" ? [] : lineBlock(section.tokens, { manner, syntax });
  });
}

type Section =
  | { readonly kind: "comments"; readonly comments: Comment[] }
  | { readonly kind: "line"; readonly tokens: Token[] };

/** Lines of code, and comments with nothing but white space between them, in reading order. */
function sections(tokens: readonly Token[]): Section[] {
  const found: Section[] = [];
  let line: Token[] = [];
  let newlines = 0;
  const endLine = (): void => {
    if (line.some(({ kind }) => kind !== "space")) found.push({ kind: "line", tokens: line });
    line = [];
  };
  for (const token of tokens) {
    if (token.kind === "newline") {
      endLine();
      newlines++;
    } else if (token.kind === "comment") {
      const trailing = line.some(({ kind }) => kind !== "space");
      endLine();
      const last = found.at(-1);
      // a blank line between two comments parts them
      if (last?.kind === "comments" && newlines <= 1 && !trailing) last.comments.push(token);
      else found.push({ kind: "comments", comments: [token] });
      newlines = 0;
    } else {
      line.push(token);
      if (token.kind !== "space") newlines = 0;
    }
  }
  endLine();
  return found;
}

function lineBlock(tokens: readonly Token[], how: Speaking): Block[] {
  // a line of mere marks, such as "});", is only said when every mark is
  const hasWords = tokens.some(({ kind }) => /^(word|number|string)$/.test(kind));
  if (!hasWords && how.manner.style !== "literal") return [];
  const said = new Traced();
  speakLine(said, tokens, how);
  return /[\p{L}\p{N}]/u.test(said.text) ? [{ said, pause: afterLine }] : [];
}
