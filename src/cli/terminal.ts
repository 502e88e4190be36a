import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { createInterface } from "node:readline";
import { abortError } from "../platform/errors.ts";
import { UsageError } from "./failure.ts";
import { toText } from "./files.ts";

/** Where a command reads and writes: the process's own streams, or a test's. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
}

/** Writes to stdout and waits while its reader is slow. @throws {AbortError} when aborted meanwhile */
export async function print(
  { stdout }: Terminal,
  output: string | Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) throw abortError();
  if (!stdout.write(output)) await once(stdout, "drain", { signal });
}

/** One line of JSON. */
export const printJson = (terminal: Terminal, value: unknown, signal: AbortSignal): Promise<void> =>
  print(terminal, `${JSON.stringify(value)}\n`, signal);

/** A line for the person, apart from the output. */
export function note({ stderr }: Terminal, line: string): void {
  stderr.write(`${line}\n`);
}

/** Bytes of text: more than any model reads, and little enough to hold. */
const mostPiped = 16e6;

/**
 * All that is piped in, without the last line break; "" when a person sits at stdin.
 * @throws {UsageError} when it is no text, or too much
 */
export async function readPiped({ stdin }: Terminal, signal: AbortSignal): Promise<string> {
  if (stdin.isTTY) return "";
  const stop = (): void => void stdin.destroy(abortError());
  signal.addEventListener("abort", stop, { once: true });
  try {
    const pieces: Buffer[] = [];
    let size = 0;
    for await (const piece of stdin as AsyncIterable<Buffer>) {
      pieces.push(piece);
      if ((size += piece.length) > mostPiped)
        throw new UsageError(
          "More than 16 MB are piped in, more than any model reads. Pipe in less.",
        );
    }
    return toText(Buffer.concat(pieces), "What is piped in").replace(/\r?\n$/, "");
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** What is piped in, line by line; nothing when a person sits at stdin. */
export async function* readLines(
  { stdin }: Terminal,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  if (stdin.isTTY) return;
  const lines = createInterface({ input: stdin, crlfDelay: Infinity, signal });
  for await (const line of lines) {
    if (signal.aborted) throw abortError();
    yield line;
  }
  if (signal.aborted) throw abortError();
}

/** Rows as a table, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return `${rows.map(line).join("\n")}\n`;
}
