import { Traced } from "../../platform/traced.ts";
import type { Block } from "../block.ts";

const afterRow = 0.3;

/** A value and where it stands, without its quotation marks. */
interface Cell {
  readonly text: string;
  readonly start: number;
}

/** Each row as "column: value", where the first row names the columns; else its values alone. Empty ones are left out. */
export function* csvBlocks(text: string): Generator<Block, void, undefined> {
  const delimiter = delimiterOf(text);
  let columns: readonly string[] | undefined;
  const only = !/\n[\s\S]*\S/.test(text);
  for (const cells of rowsOf(text, delimiter)) {
    if (!columns) {
      // numbers name no column
      const named = cells.length > 1 && cells.every(({ text: name }) => !/^[\d.,\s-]*$/.test(name));
      columns = named && !only ? cells.map(({ text: name }) => name.trim()) : [];
      if (columns.length) continue;
    }
    const said = new Traced();
    for (const [i, { text: value, start }] of cells.entries()) {
      if (!value.trim()) continue;
      const range = { start, end: start + value.length };
      if (said.text) said.say(", ", range);
      if (columns[i]) said.say(`${columns[i]}: `, range);
      said.copy(value, start);
    }
    if (said.text) yield { said, pause: afterRow };
  }
}

/** The mark that parts most values of the first line. */
function delimiterOf(text: string): string {
  const [first = ""] = /[^\r\n]*/.exec(text) ?? [];
  const counts = ["\t", ";", "|", ","].map((mark) => [mark, first.split(mark).length] as const);
  return counts.reduce((most, one) => (one[1] >= most[1] ? one : most))[0];
}

/** Rows as they stand; a line end between quotation marks belongs to the value. */
function* rowsOf(text: string, delimiter: string): Generator<Cell[], void, undefined> {
  let cells: Cell[] = [];
  const part = delimiter.replace(/[|]/, "\\|");
  const cell = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${part}\\r\\n]*))(${part}|\\r\\n|\\n|\\r|$)`,
    "gy",
  );
  while (cell.lastIndex < text.length) {
    const from = cell.lastIndex;
    const found = cell.exec(text);
    if (!found) {
      // a lone quotation mark: on to the next value
      const next = text.slice(from).search(new RegExp(`[${part}\\r\\n]`));
      cell.lastIndex = next < 0 ? text.length : from + next + 1;
      continue;
    }
    const [, quoted, plain = "", end] = found;
    cells.push({ text: quoted ?? plain, start: from + (quoted === undefined ? 0 : 1) });
    if (end === delimiter && cell.lastIndex < text.length) continue;
    yield cells;
    cells = [];
  }
}
