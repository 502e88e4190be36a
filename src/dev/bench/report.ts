/** One measured figure or word. */
export type Cell = string | number;

export interface Report {
  readonly name: string;
  /** All with the same keys, which become the columns. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** What one must know to read the figures. */
  readonly notes?: readonly string[];
}

/** Prints a table for people, then the same as one line of JSON for programs. */
export function report({ name, rows, notes = [] }: Report): void {
  console.log(`\n${name}\n`);
  for (const line of toTable(rows)) console.log(line);
  if (notes.length) console.log("");
  for (const note of notes) console.log(`- ${note}`);
  console.log(`\n${JSON.stringify({ name, rows, notes })}`);
}

/** Lines of a table: numbers to the right, words to the left. No rows: no lines. */
export function toTable(rows: Report["rows"]): string[] {
  const [first] = rows;
  if (!first) return [];
  const columns = Object.keys(first);
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ""));
  const widths = columns.map((column, i) =>
    Math.max(column.length, ...cells.map((row) => inWords(row[i] ?? "").length)),
  );
  const line = (row: readonly Cell[]): string =>
    row
      .map((cell, i) => {
        const right = typeof first[columns[i] as string] === "number";
        const width = widths[i] ?? 0;
        return right ? inWords(cell).padStart(width) : inWords(cell).padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [line(columns), widths.map((width) => "─".repeat(width)).join("  "), ...cells.map(line)];
}

/** The middle value; of an even number, the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const low = sorted[Math.ceil(half) - 1] ?? NaN;
  const high = sorted[Math.floor(half)] ?? NaN;
  return (low + high) / 2;
}

/** The value that this share of all does not exceed; 0 of none. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)] ?? 0;

/** Three digits that count: 0.973, 54.8, 3692. */
const inWords = (cell: Cell): string => {
  if (typeof cell === "string") return cell;
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return cell.toFixed(0);
  return cell.toFixed(Math.abs(cell) >= 10 ? 1 : 2);
};
