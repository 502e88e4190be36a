import { sayInlineCode } from "./inlineCode.ts";
import { type Block, Traced } from "./traced.ts";

const afterParagraph = 0.45;
const afterItem = 0.3;

/** Bullets and numbers at the start of a line; the number is said. */
const bullet = /^[ \t]*(?:([-*+•‣–])|(\d{1,3})[.)])[ \t]+/;

/** Plain text as blocks: paragraphs end at a blank line, items at the next bullet; rulers are skipped. */
export function proseBlocks(text: string, start = 0): Block[] {
  const blocks: Block[] = [];
  let lines: Line[] = [];
  const finish = (pause: number): void => {
    if (lines.length) blocks.push({ said: joined(lines), pause });
    lines = [];
  };
  for (const line of linesOf(text, start)) {
    const isItem = bullet.test(line.text);
    if (!/[\p{L}\p{N}]/u.test(line.text)) finish(afterParagraph);
    else {
      if (isItem) finish(afterItem);
      lines.push(line);
    }
  }
  finish(afterParagraph);
  return blocks;
}

interface Line {
  readonly text: string;
  readonly start: number;
}

function linesOf(text: string, start: number): Line[] {
  return [...text.matchAll(/[^\r\n]+|\r?\n(?=\r?\n)/g)].map(({ 0: line, index }) => ({
    text: line,
    start: start + index,
  }));
}

function joined(lines: readonly Line[]): Traced {
  const said = new Traced();
  for (const [i, { text, start }] of lines.entries()) {
    const [marker = "", , number] = bullet.exec(text) ?? [];
    const range = { start, end: start + Math.max(marker.length, 1) };
    if (i > 0) said.say(" ", { start: start - 1, end: start });
    if (number !== undefined) said.say(`${number}, `, range);
    copyWithCode(said, { text: text.slice(marker.length), start: start + marker.length });
  }
  return said;
}

/** Words between backticks are code, also in plain text and comments. */
function copyWithCode(said: Traced, { text, start }: Line): void {
  let at = 0;
  for (const { index, 0: match, 1: code = "" } of text.matchAll(/`([^`]+)`/g)) {
    said.copy(text.slice(at, index), start + at);
    sayInlineCode(said, { code, start: start + index + 1 });
    at = index + match.length;
  }
  said.copy(text.slice(at), start + at);
}
