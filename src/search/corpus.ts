import { basename, dirname, extname } from "node:path/posix";
import { type Chunk, type ReadDefinitions, toChunks, toLines } from "./chunk.ts";
import { toTerms } from "./tokens.ts";
import type { Seen } from "./walk.ts";

/** A file as it is searched. Its text is not kept: the disk has it. */
export interface IndexedFile extends Seen {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Of the whole content. */
  readonly hash: string;
  readonly chunks: readonly Chunk[];
  /** Numbers of the distinct terms, chunk after chunk; `ends` says where each chunk's end. */
  readonly terms: Uint32Array;
  /** How often each of `terms` stands in its chunk; 255 for more. */
  readonly counts: Uint8Array;
  readonly ends: Uint32Array;
}

/** Gives every term a number. Terms are never forgotten: there are few new ones after the first reading. */
export class Terms {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];

  get size(): number {
    return this.#names.length;
  }

  numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.#names.push(term) - 1;
      this.#numbers.set(term, number);
    }
    return number;
  }

  find(term: string): number | undefined {
    return this.#numbers.get(term);
  }

  nameOf(number: number): string {
    return this.#names[number] ?? "";
  }
}

/** Splits and counts one file. */
export function indexText(
  file: Seen & { readonly folder: string; readonly hash: string; readonly text: string },
  terms: Terms,
  read?: ReadDefinitions,
): IndexedFile {
  const { folder, path, size, mtimeMs, hash, text } = file;
  const chunks = toChunks(text, path, read);
  const lines = toLines(text);
  const about = pathTerms(path);
  const numbers: number[] = [];
  const counts: number[] = [];
  const ends = chunks.map(({ startLine, endLine, symbols }) => {
    const inside = new Map<number, number>();
    const add = (term: string): void => {
      const number = terms.numberOf(term);
      inside.set(number, (inside.get(number) ?? 0) + 1);
    };
    toTerms(lines.slice(startLine, endLine).join("\n")).forEach(add);
    toTerms(symbols.join(" ")).forEach(add);
    about.forEach(add);
    for (const [number, count] of inside) {
      numbers.push(number);
      counts.push(Math.min(count, 255));
    }
    return numbers.length;
  });
  return {
    ...{ folder, path, size, mtimeMs, hash, chunks },
    terms: Uint32Array.from(numbers),
    counts: Uint8Array.from(counts),
    ends: Uint32Array.from(ends),
  };
}

/** A path says what a file is about: its name twice, the folders that it lies in once. */
function pathTerms(path: string): string[] {
  const stem = toTerms(basename(path, extname(path)));
  const folders = dirname(path).split("/").slice(-3).join(" ");
  return [...stem, ...stem, ...toTerms(folders)];
}
