import type { Manner } from "../utterance.ts";
import { isRecord } from "./records.ts";

/** A line of a text, without its end; offsets into the document. */
export interface Line {
  readonly text: string;
  readonly start: number;
  /** A time that is said before it. */
  readonly time?: { readonly text: string; readonly start: number };
}

export function* linesOf(text: string, start: number): Generator<Line, void, undefined> {
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+|\r?\n(?=\r?\n)/g))
    yield { text: line, start: start + index };
}

/** When something was written into a log: the day, the minute, and what is more exact or less telling. */
const stamp =
  /^\s*\[?(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d):\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d)?\]?[\s:-]*/;

/**
 * Lines of a log without the times that the ear has already: the day is said once, and the minute when it is another. What
 * is said of each line would otherwise begin with the same ten words. Literally, all is said.
 */
export function* changedTimes(
  lines: Iterable<Line>,
  { style }: Manner,
): Generator<Line, void, undefined> {
  let known: { day: string; minute: string } | undefined;
  for (const line of lines) {
    const found = style === "literal" || !isRecord(line.text) ? null : stamp.exec(line.text);
    const [whole = "", day = "", minute = ""] = found ?? [];
    const rest = { text: line.text.slice(whole.length), start: line.start + whole.length };
    const isSame = known?.day === day;
    if (!found || !isSame || !/[\p{L}\p{N}]/u.test(rest.text)) yield line;
    else if (known?.minute === minute) yield rest;
    else {
      const at = line.text.indexOf(minute, day ? line.text.indexOf(day) + day.length : 0);
      yield { ...rest, time: { text: minute, start: line.start + at } };
    }
    if (found) known = { day, minute };
  }
}
