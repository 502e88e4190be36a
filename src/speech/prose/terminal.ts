import { syntaxOf, usualSyntax } from "../code/languages.ts";
import { speakLine } from "../code/speakCode.ts";
import type { Manner } from "../utterance.ts";
import { Traced } from "../../platform/traced.ts";
import type { Line } from "./lines.ts";

/** What a program tells the terminal, not its reader: colours, where the cursor goes, titles. */
const control =
  /\u001b(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[()][A-Z\d]|[=>78])/g; // oxlint-disable-line no-control-regex

/** As long as it was: marks that nobody sees take the place of what the terminal would have taken out. */
export const withoutControls = (text: string): string =>
  text.replace(control, (sequence) => "\u200b".repeat(sequence.length));

/** Lines that were not written over by what follows them, as a bar of progress is. */
export function* lastStates(lines: Iterable<Line>, text: string): Generator<Line, void, undefined> {
  // the line ends of an old Macintosh
  const isOld = !text.includes("\n");
  for (const line of lines) {
    const end = line.start + line.text.length;
    const isOver = text[end] === "\r" && /[^\r\n]/.test(text[end + 1] ?? "");
    if (isOld || !isOver) yield line;
  }
}

/** "(venv) ada@box:~/app$ ", "PS C:\Users\Ada> ", "$ ", "➜  app git:(main) ✗ " */
const prompt =
  /^\s*(?:(?:\([\w.-]+\) )?(?:\[?[\w.-]+@[\w.-]+[: ][^\s$#%]*\]?[$#%] |PS [A-Z]:\\[^>]*> |[A-Z]:\\[^>]*>|➜ {1,2}\S+ (?:git:\(\S+\) (?:✗ )?)?|\$ )(?=\S))/u;

/** What was typed behind a prompt, as it is dictated; undefined for any other line. */
export function commandOf({ text, start }: Line, manner: Manner): Traced | undefined {
  const [typed] = prompt.exec(text) ?? [];
  if (!typed) return undefined;
  const said = new Traced();
  const command = {
    kind: "word",
    text: text.slice(typed.length),
    start: start + typed.length,
  } as const;
  speakLine(said, [command], { manner, syntax: syntaxOf("shellscript") ?? usualSyntax });
  return said;
}

/** What programs draw, and how it is said. In this order. */
const drawn: readonly (readonly [RegExp, string | ((match: RegExpMatchArray) => string)])[] = [
  // bars of progress, frames, and the dots of tests that pass
  [/\[[=#>. -]{3,}\]|[\u2500-\u259f]+/g, " "],
  [/^\s*[.FEsxX]{4,}\s*(?=$|\[)/g, " "],
  // a line of a source that a compiler shows
  [/^\s*-->\s+/g, "at "],
  [/^\s*(\d+)\s+\|\s/g, ([, line = ""]) => `line ${line}, `],
  [/^\s*[|=]\s+/g, " "],
  // whether it went well
  [/^\s*[✓✔√]\ufe0f?\s+/g, "passed: "],
  [/^\s*[✗✘✖×]\ufe0f?\s+/g, "failed: "],
  [/^\s*[❯›▶»•●○]\s+/g, " "],
  [/(?<=[\p{L}\p{N}]) [>›] (?=\p{L})/gu, ", "],
  // rights of a file
  [/^\s*([dlbcps-])(?:[r-][w-][xsStT-]){3}[.+@]?(?=\s)/g, ([, kind]) =>
    kind === "d" ? "folder," : kind === "l" ? "link," : "file,"],
]; // prettier-ignore

/** A line of what a program has printed. */
export const withoutDrawing = (said: Traced): Traced =>
  drawn.reduce((line, [pattern, words]) => line.replace(pattern, words), said);
