import type { Range, Traced } from "../platform/traced.ts";
import type { Block } from "./block.ts";
import { codeBlocks } from "./code/code.ts";
import { markdownBlocks } from "./prose/markdown.ts";
import { pronounced } from "./pronounce.ts";
import { csvBlocks } from "./prose/csv.ts";
import { lineBlocks, proseBlocks } from "./prose/prose.ts";
import { type Span, splitClause, splitSentences } from "./prose/sentences.ts";
import {
  type Manner,
  type Piece,
  type ReadableText,
  type Utterance,
  usualManner,
} from "./utterance.ts";

/** Seconds. */
const betweenSentences = 0.2;
const betweenClauses = 0.05;
/** No utterance is longer, in UTF-16 units: a voice makes the whole of it before anything is heard. */
export const longest = 320;
/** The first one is kept below this (about nine words), so that the first sound comes soon. */
const longestFirst = 70;
const shortest = 12;

const prose = new Set(["plaintext", "git-commit", "scminput"]);
const lines = new Set(["log", "search-result"]);
const markdown = new Set(["markdown", "mdx", "quarto", "rmd", "prompt", "instructions", "skill"]);

/** What a voice says for a piece of text, in order. Empty when there is nothing to read aloud. */
export const toUtterances = (readable: ReadableText, manner: Manner = usualManner): Utterance[] => [
  ...utterancesOf(readable, manner),
];

/** The same, each made when it is asked for: a long text takes seconds as a whole. */
export function* utterancesOf(
  readable: ReadableText,
  manner: Manner = usualManner,
): Generator<Utterance, void, undefined> {
  const { text } = readable;
  const offset = readable.pieces ? 0 : readable.offset;
  let [isFirst, end] = [true, 0];
  for (const block of blocksOf(readable, manner))
    for (const placed of fromBlock(block, manner)) {
      const { start } = placed.range;
      const parted = /\n[ \t]*\r?\n/.test(text.slice(end, start));
      const opens = isFirst || placed.isHeading || parted;
      const [now, ...rest] = isFirst ? shortened(placed, manner.opening) : [placed];
      if (now) yield toUtterance(now, { offset, opens });
      for (const more of rest) yield toUtterance(more, { offset, opens: false });
      end = Math.max(end, placed.range.end);
      isFirst = false;
    }
}

function blocksOf({ text, languageId, pieces }: ReadableText, manner: Manner): Iterable<Block> {
  if (pieces) return pieceBlocks(pieces, manner);
  if (markdown.has(languageId)) return markdownBlocks(text, manner);
  if (prose.has(languageId)) return proseBlocks(text, manner);
  if (lines.has(languageId)) return lineBlocks(text, manner);
  if (/^[ct]sv\b/.test(languageId)) return csvBlocks(text);
  return codeBlocks(text, { languageId, manner });
}

function* pieceBlocks(pieces: readonly Piece[], manner: Manner): Generator<Block, void, undefined> {
  for (const piece of pieces)
    for (const block of proseBlocks(piece.text, manner))
      yield { ...block, said: block.said.pinned(piece) };
}

/** One sentence, or a part of one, and the place of its block that it says. */
interface Placed {
  readonly said: Traced;
  readonly span: Span;
  readonly range: Range;
  readonly pause: number;
  readonly isHeading: boolean;
}

function fromBlock({ said: raw, pause, heading }: Block, manner: Manner): Placed[] {
  const said = pronounced(raw.replace(/\s{2,}/g, " "), manner.pronunciations);
  const { text } = said;
  const spans = splitSentences(text).filter(({ from, to }) =>
    /[\p{L}\p{N}]/u.test(text.slice(from, to)),
  );
  return spans.flatMap((span, i) => {
    const after = i === spans.length - 1 ? pause : betweenSentences;
    const isHeading = heading !== undefined && i === 0;
    return toPlaced(said, cut(text, span), { pause: after, isHeading });
  });
}

function cut(text: string, span: Span): Span[] {
  if (span.to - span.from <= longest) return [span];
  const [head, tail] = splitClause(text, { span, shortest, longest, must: true });
  if (!head || !tail) return [span];
  return [head, ...cut(text, tail)];
}

function toPlaced(
  said: Traced,
  spans: readonly Span[],
  { pause, isHeading }: Pick<Placed, "pause" | "isHeading">,
): Placed[] {
  return spans.map((span, i) => ({
    said,
    span,
    range: said.range(span.from, span.to),
    pause: i === spans.length - 1 ? pause : betweenClauses,
    isHeading: isHeading && i === 0,
  }));
}

function shortened(placed: Placed, opening: number | undefined): Placed[] {
  const { said, span } = placed;
  const most = opening ?? longestFirst;
  if (span.to - span.from <= most) return [placed];
  const wanted = { span, shortest, longest: most, must: opening !== undefined };
  return toPlaced(said, splitClause(said.text, wanted), placed);
}

function toUtterance(
  { said, span, range, pause, isHeading }: Placed,
  { offset, opens }: { readonly offset: number; readonly opens: boolean },
): Utterance {
  const tidied = tidy(said.slice(span.from, span.to), { isCut: pause === betweenClauses });
  const words = [...tidied.text.matchAll(/\S+/g)].map(({ index, 0: word }) => {
    const { start, end } = tidied.range(index, index + word.length);
    return { from: index, to: index + word.length, start: start + offset, end: end + offset };
  });
  return {
    spoken: tidied.text,
    words,
    start: range.start + offset,
    end: range.end + offset,
    pause,
    opens,
    ...(isHeading && { heading: tidied.text.replace(/[.:,;]+$/, "") }),
  };
}

/** Marks that are silent leave spaces and commas behind; a comma of the text itself follows its word at once. */
const tidy = (words: Traced, { isCut }: { readonly isCut: boolean }): Traced =>
  words
    .replace(/\s+/g, " ")
    .replace(/^(?: ?,)+ ?|(?: ?,)+ ?$/g, ([found]) => (isCut && found.length < 3 ? "," : ""))
    .replace(/,?(?: ,)+|,{2,}/g, ",")
    .replace(/([:.;!?]) ?,/g, ([, mark]) => mark)
    .replace(/ (?=[.;:!?,](?: |$))/g, "")
    .replace(/^[ ,;:]+|\s+$/g, "");
