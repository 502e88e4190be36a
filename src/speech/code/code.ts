import { type Comment, commentBlocks } from "./comments.ts";
import { diffBlocks } from "./diff.ts";
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
export function* codeBlocks(
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
): Generator<Block, void, undefined> {
  if (languageId === "diff" || languageId === "patch") {
    yield* diffBlocks(text, { manner, start, codeBlocks });
    return;
  }
  if (isMarkup(languageId) && manner.style !== "literal") {
    yield* markupBlocks(text, { manner, start });
    return;
  }
  const syntax = syntaxOf(languageId) ?? usualSyntax;
  let seenCode = false;
  for (const section of sections(tokenize(text, syntax), start)) {
    if (section.kind === "comments") {
      yield* commentBlocks(section.comments, { atHead: !seenCode, manner });
      continue;
    }
    seenCode = true;
    if (manner.style !== "prose") yield* lineBlock(section.tokens, { manner, syntax });
  }
}

type Section =
  | { readonly kind: "comments"; readonly comments: Comment[] }
  | { readonly kind: "line"; readonly tokens: Token[] };

/** Lines of code, and comments with nothing but white space between them, in reading order. `start` is the place of the first token. */
function* sections(tokens: Iterable<Token>, start: number): Generator<Section, void, undefined> {
  let comments: Token[] = [];
  let line: Token[] = [];
  let newlines = 0;
  function* end(): Generator<Section, void, undefined> {
    const isLine = line.some(({ kind }) => kind !== "space");
    if (comments.length && isLine) {
      yield { kind: "comments", comments };
      comments = [];
    }
    if (isLine) yield { kind: "line", tokens: line };
    line = [];
  }
  for (const found of tokens) {
    const token = { ...found, start: found.start + start };
    if (token.kind === "newline") {
      yield* end();
      newlines++;
    } else if (token.kind === "comment") {
      yield* end();
      // a blank line between two comments parts them
      if (comments.length && newlines > 1) {
        yield { kind: "comments", comments };
        comments = [];
      }
      comments.push(token);
      newlines = 0;
    } else {
      line.push(token);
      if (token.kind !== "space") newlines = 0;
    }
  }
  yield* end();
  if (comments.length) yield { kind: "comments", comments };
}

function lineBlock(tokens: readonly Token[], how: Speaking): Block[] {
  // a line of mere marks, such as "});", is only said when every mark is
  const hasWords = tokens.some(({ kind }) => /^(word|number|string)$/.test(kind));
  if (!hasWords && how.manner.style !== "literal") return [];
  const said = new Traced();
  speakLine(said, tokens, how);
  return /[\p{L}\p{N}]/u.test(said.text) ? [{ said, pause: afterLine }] : [];
}
