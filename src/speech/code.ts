import { type Comment, commentBlocks } from "./comments.ts";
import { isMarkup, syntaxOf, type Syntax, usualSyntax } from "./languages.ts";
import { type Token, tokenize } from "./lexer.ts";
import { proseBlocks } from "./prose.ts";
import { speakLine } from "./speakCode.ts";
import { type Block, Traced } from "./traced.ts";
import type { CodeStyle } from "./utterance.ts";

const afterLine = 0.25;

/**
 * Source code as blocks: comments as sentences and, unless the style is "prose", each line of code as words.
 * `start` is the offset of `text` in the document.
 */
export function codeBlocks(
  text: string,
  {
    languageId,
    style,
    start = 0,
  }: {
    readonly languageId: string;
    readonly style: CodeStyle;
    readonly start?: number;
  },
): Block[] {
  if (isMarkup(languageId) && style !== "literal") return markupBlocks(text, start);
  const syntax = syntaxOf(languageId) ?? usualSyntax;
  const tokens = tokenize(text, syntax).map((token) => ({ ...token, start: token.start + start }));
  let seenCode = false;
  return sections(tokens).flatMap((section) => {
    if (section.kind === "comments") return commentBlocks(section.comments, { atHead: !seenCode });
    seenCode = true;
    return style === "prose" ? [] : lineBlock(section.tokens, { style, syntax });
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

function lineBlock(
  tokens: readonly Token[],
  how: { readonly style: CodeStyle; readonly syntax: Syntax },
): Block[] {
  // a line of mere marks, such as "});", is only said when every mark is
  const hasWords = tokens.some(({ kind }) => /^(word|number|string)$/.test(kind));
  if (!hasWords && how.style !== "literal") return [];
  const said = new Traced();
  speakLine(said, tokens, how);
  return /[\p{L}\p{N}]/u.test(said.text) ? [{ said, pause: afterLine }] : [];
}

/** Markup is read as the page it makes: the text between the tags. */
function markupBlocks(text: string, start: number): Block[] {
  const hidden =
    /<!--[\s\S]*?-->|<(script|style|svg|template)\b[\s\S]*?<\/\1\s*>|<![^>]*>|<\?[\s\S]*?\?>|<\/?[a-zA-Z][^>]*>/g;
  const inline = /^<\/?(?:a|b|i|em|strong|span|code|small|sub|sup|mark|u|kbd|abbr|q|cite)\b/i;
  // every tag is blanked in place, so that offsets stay; a block tag parts paragraphs
  const blank = text.replace(hidden, (tag) =>
    inline.test(tag) || tag.length < 2
      ? " ".repeat(tag.length)
      : `\n\n${" ".repeat(tag.length - 2)}`,
  );
  return proseBlocks(blank, start);
}
