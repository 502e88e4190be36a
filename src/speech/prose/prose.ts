import { sayInlineCode } from "../code/inlineCode.ts";
import { sayMarks } from "./marks.ts";
import { changedTimes, type Line, linesOf } from "./lines.ts";
import { isRecord } from "./records.ts";
import { commandOf, lastStates, withoutControls, withoutDrawing } from "./terminal.ts";
import type { Manner } from "../utterance.ts";
import { Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";

const afterParagraph = 0.45;
const afterItem = 0.3;

/** Bullets and numbers at the start of a line; the number is said. */
const bullet = /^[ \t]*(?:([-*+•‣–])|(\d{1,3})[.)])[ \t]+/;

/**
 * Plain text as blocks: paragraphs end at a blank line, items at the next bullet, lines that stand for themselves (of a
 * log, a stack trace) at their end; rulers are skipped.
 */
export function* proseBlocks(
  text: string,
  manner: Manner,
  start = 0,
): Generator<Block, void, undefined> {
  let lines: Line[] = [];
  function* finish(pause: number): Generator<Block, void, undefined> {
    if (lines.length) yield { said: joined(lines, manner), pause };
    lines = [];
  }
  for (const line of changedTimes(linesOf(text, start), manner)) {
    const isItem = bullet.test(line.text);
    const alone = isRecord(line.text);
    if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(line.text)) yield* finish(afterParagraph);
    else {
      if (isItem || alone) yield* finish(afterItem);
      lines.push(line);
      if (alone) yield* finish(afterItem);
    }
  }
  yield* finish(afterParagraph);
}

/** Text of which every line stands for itself: a log, or what a terminal shows. Literally, what is drawn there is said too. */
export function* lineBlocks(source: string, manner: Manner): Generator<Block, void, undefined> {
  const text = withoutControls(source);
  for (const line of changedTimes(lastStates(linesOf(text, 0), text), manner)) {
    if (!/[\p{L}\p{N}]/u.test(line.text)) continue;
    const isPlain = manner.style === "literal";
    const command = isPlain ? undefined : commandOf(line, manner);
    const said = command ?? joined([line], manner);
    yield { said: isPlain || command ? said : withoutDrawing(said), pause: afterItem };
  }
}

function joined(lines: readonly Line[], manner: Manner): Traced {
  const said = new Traced();
  for (const [i, { text, start, time }] of lines.entries()) {
    const [marker = "", , number] = bullet.exec(text) ?? [];
    const range = { start, end: start + Math.max(marker.length, 1) };
    if (i > 0) said.say(" ", { start: start - 1, end: start });
    if (time) said.copy(time.text, time.start).say(", ", { start: start - 1, end: start });
    if (number !== undefined) said.say(`${number}, `, range);
    said.append(
      withCode({ text: text.slice(marker.length), start: start + marker.length }, manner),
    );
  }
  return said;
}

/** Words between backticks are code, also in plain text and comments. */
function withCode({ text, start }: Pick<Line, "text" | "start">, manner: Manner): Traced {
  const said = new Traced();
  const copy = (from: number, to?: number): void =>
    void said.append(sayMarks(new Traced().copy(text.slice(from, to), start + from), manner));
  let at = 0;
  for (const { index, 0: match, 1: code = "" } of text.matchAll(/`([^`]+)`/g)) {
    copy(at, index);
    sayInlineCode(said, { code, start: start + index + 1, manner });
    at = index + match.length;
  }
  copy(at);
  return said;
}
