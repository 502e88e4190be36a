import { codeBlocks } from "./code.ts";
import { markdownBlocks } from "./markdown.ts";
import { proseBlocks } from "./prose.ts";
import { type Span, splitClause, splitSentences } from "./sentences.ts";
import type { Block } from "./traced.ts";
import type { CodeStyle, ReadableText, Utterance } from "./utterance.ts";

/** Seconds. */
const betweenSentences = 0.2;
const betweenClauses = 0.05;
/** No utterance is longer, in UTF-16 units: a voice makes the whole of it before anything is heard. */
const longest = 320;
/** The first one is kept below this (about nine words), so that the first sound comes soon. */
const longestFirst = 70;
const shortest = 12;

const prose = new Set(["plaintext", "git-commit", "scminput", "log", "search-result"]);
const markdown = new Set(["markdown", "mdx", "quarto", "rmd", "prompt", "instructions", "skill"]);

/** What a voice says for a piece of text, in order. Empty when there is nothing to read aloud. */
export function toUtterances(readable: ReadableText, style: CodeStyle): Utterance[] {
  const utterances = blocksOf(readable, style).flatMap((block) => fromBlock(block, longest));
  const [first, ...rest] = utterances;
  if (!first) return [];
  return [...shortened(first), ...rest].map(({ utterance: { start, end, ...words } }) => ({
    ...words,
    start: start + readable.offset,
    end: end + readable.offset,
  }));
}

function blocksOf({ text, languageId }: ReadableText, style: CodeStyle): Block[] {
  if (markdown.has(languageId)) return markdownBlocks(text, style);
  if (prose.has(languageId)) return proseBlocks(text);
  return codeBlocks(text, { languageId, style });
}

/** An utterance and the part of its block that it says, so that it can be cut once more. */
interface Placed {
  readonly utterance: Utterance;
  readonly block: Block;
  readonly span: Span;
}

function fromBlock(block: Block, limit: number): Placed[] {
  const { text } = block.said;
  const spans = splitSentences(text).filter(({ from, to }) =>
    /[\p{L}\p{N}]/u.test(text.slice(from, to)),
  );
  return spans.flatMap((span, i) => {
    const pause = i === spans.length - 1 ? block.pause : betweenSentences;
    return toPlaced(block, cut(text, span, limit), pause);
  });
}

function cut(text: string, span: Span, limit: number): Span[] {
  if (span.to - span.from <= limit) return [span];
  const [head, tail] = splitClause(text, { span, shortest, longest: limit, must: true });
  if (!head || !tail) return [span];
  return [head, ...cut(text, tail, limit)];
}

function toPlaced(block: Block, spans: readonly Span[], pause: number): Placed[] {
  return spans.map((span, i) => ({
    block,
    span,
    utterance: {
      spoken: tidy(block.said.text.slice(span.from, span.to)),
      ...block.said.range(span.from, span.to),
      pause: i === spans.length - 1 ? pause : betweenClauses,
    },
  }));
}

/** Marks that are silent leave spaces and commas behind; a comma of the text itself follows its word at once. */
const tidy = (words: string): string =>
  words
    .replace(/\s+/g, " ")
    .replace(/^(?: ?,)+ ?|(?: ,)+ ?$/g, "")
    .replace(/,?(?: ,)+/g, ",")
    .replace(/ (?=[.;:!?](?: |$))/g, "")
    .trim();

function shortened({ utterance, block, span }: Placed): Placed[] {
  const { text } = block.said;
  const spans =
    span.to - span.from > longestFirst
      ? splitClause(text, { span, shortest, longest: longestFirst })
      : [span];
  return toPlaced(block, spans, utterance.pause);
}
