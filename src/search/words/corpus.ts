import { basename, dirname, extname } from "node:path/posix";
import { type Chunk, type ReadDefinitions, toChunks, toLines } from "../chunks/chunk.ts";
import { detached, termsOfWord, toTerms, wordsOf } from "./tokens.ts";
import type { Seen } from "../files/walk.ts";

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

/** Counts terms, chunk after chunk. */
class Tally {
  readonly #terms: Terms;
  #counts = new Uint32Array(1024);
  #found: number[] = [];

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  add(text: string): void {
    for (const word of wordsOf(text))
      for (const term of this.#terms.numbersOf(word)) this.#count(term);
  }

  #count(term: number): void {
    if (term >= this.#counts.length) {
      const larger = new Uint32Array(term * 2);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    const count = this.#counts[term] ?? 0;
    if (!count) this.#found.push(term);
    this.#counts[term] = count + 1;
  }

  /** Appends what was counted, and begins anew. */
  moveTo(numbers: number[], counts: number[]): void {
    for (const term of this.#found) {
      numbers.push(term);
      counts.push(Math.min(this.#counts[term] ?? 0, 255));
      this.#counts[term] = 0;
    }
    this.#found = [];
  }
}

/** Gives every term a number. Terms are never forgotten: there are few new ones after the first reading. */
export class Terms {
  readonly #numbers = new Map<string, number>();
  readonly #names: string[] = [];
  readonly #ofWord = new Map<string, readonly number[]>();
  /** For counting them: one for all files, because it grows as large as the terms are many. */
  readonly tally = new Tally(this);

  get size(): number {
    return this.#names.length;
  }

  /** All of them, by their numbers. */
  get names(): readonly string[] {
    return this.#names;
  }

  numberOf(term: string): number {
    let number = this.#numbers.get(term);
    if (number === undefined) {
      number = this.#names.push(term) - 1;
      this.#numbers.set(term, number);
    }
    return number;
  }

  /** The terms of one word or identifier. */
  numbersOf(word: string): readonly number[] {
    const known = this.#ofWord.get(word);
    if (known) return known;
    // code repeats its words: nearly all look-ups hit, and the map must not grow for ever
    if (this.#ofWord.size > 200_000) this.#ofWord.clear();
    const own = detached(word);
    const numbers = termsOfWord(own).map((term) => this.numberOf(term));
    this.#ofWord.set(own, numbers);
    return numbers;
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
  const about = pathWords(path);
  const { tally } = terms;
  const numbers: number[] = [];
  const counts: number[] = [];
  const ends = chunks.map(({ startLine, endLine, symbols }) => {
    for (let i = startLine; i < endLine; i++) tally.add(lines[i] ?? "");
    for (const symbol of symbols) tally.add(symbol);
    for (const words of about) tally.add(words);
    tally.moveTo(numbers, counts);
    return numbers.length;
  });
  return {
    ...{ folder, path, size, mtimeMs, hash, chunks },
    terms: Uint32Array.from(numbers),
    counts: Uint8Array.from(counts),
    ends: Uint32Array.from(ends),
  };
}

/** Where the numbers of a chunk's terms begin and end among those of its file. */
export const rangeOf = ({ ends }: IndexedFile, index: number): [start: number, end: number] => [
  ends[index - 1] ?? 0,
  ends[index] ?? 0,
];

/** So many terms, repeats included, does every chunk have by its file's path. */
export const pathTermCount = (path: string): number =>
  pathWords(path).reduce((sum, words) => sum + toTerms(words).length, 0);

/** A path says what a file is about: its name twice, the folders that it lies in once. */
function pathWords(path: string): string[] {
  const stem = basename(path, extname(path));
  return [stem, stem, dirname(path).split("/").slice(-3).join(" ")];
}
