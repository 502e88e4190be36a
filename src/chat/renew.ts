import type { Attachment } from "./protocol.ts";

/**
 * A piece of a file as it is now, from all that the file holds; undefined: there is no such file. A whole file is what it
 * holds now; other code stays the text that somebody chose, wherever in the file it has moved to.
 */
export function renewed(piece: Attachment, file: string | undefined): Attachment {
  const { state: _, ...bare } = piece;
  if (file === undefined) return { ...bare, state: "gone" };
  if (bare.kind === "problems") return bare;
  const { whole, firstLine, lastLine } = bare;
  const now = withoutReturns(file);
  const lines = now.split("\n");
  if (whole) return { ...bare, text: file, lastLine: lines.length };
  // too long to be kept over a reload
  if (!bare.text) return { ...bare, text: lines.slice(firstLine - 1, lastLine).join("\n") };
  const line = nearestLine(now, withoutReturns(bare.text), firstLine);
  if (line === undefined) return { ...bare, state: "changed" };
  return { ...bare, firstLine: line, lastLine: lastLine + line - firstLine };
}

const withoutReturns = (text: string): string => text.replaceAll("\r\n", "\n");

/** The line, from 1, in which `text` begins; of several the one nearest to `line`. Undefined when the file does not hold it. */
function nearestLine(file: string, text: string, line: number): number | undefined {
  let best: number | undefined;
  let now = 1;
  let from = 0;
  for (let at = file.indexOf(text); at >= 0; at = file.indexOf(text, at + 1)) {
    for (; from < at; from++) if (file[from] === "\n") now++;
    if (best === undefined || Math.abs(now - line) < Math.abs(best - line)) best = now;
  }
  return best;
}
