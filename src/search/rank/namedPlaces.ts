import type { Terms } from "../words/corpus.ts";
import type { Place, Postings } from "../words/postings.ts";
import { lastPart, termsOfWord } from "../words/tokens.ts";
import { namedAs, type Question } from "./question.ts";

/** So many places of each kind at most. */
const most = 200;

/** A name, in small letters, and the number of the term that every chunk with it has. */
export interface Definable {
  readonly name: string;
  readonly term: number;
}

/** What a query may name a definition by; names that stand nowhere are left out. */
export function toDefinable({ names }: Question, terms: Terms): Definable[] {
  return definableNames(names).flatMap(({ name, term }) => {
    const number = terms.find(term);
    return number === undefined ? [] : { name, term: number };
  });
}

/** The same by the terms themselves: "Cache.getAll" → getall. */
export const definableNames = (names: readonly string[]): { name: string; term: string }[] =>
  names.map(lastPart).flatMap((name) => {
    const [term] = termsOfWord(name);
    return term === undefined ? [] : { name: name.toLowerCase(), term };
  });

/** Chunks of the files that a query names, and those that define what it names: their words alone may bring too little. */
export function namedPlaces(
  { question, definable }: { question: Question; definable: readonly Definable[] },
  postings: Postings,
  accepted: (chunk: number) => boolean,
): number[] {
  const isThere = (chunk: number): boolean => !postings.gone.has(chunk) && accepted(chunk);
  return [
    ...inNamedFiles(question, postings, isThere),
    ...definable.flatMap((one) => definitionsOf(one, postings, isThere)),
  ];
}

function inNamedFiles(
  question: Question,
  { chunks }: Postings,
  isThere: (chunk: number) => boolean,
): number[] {
  if (!question.paths.length) return [];
  const named = new Map<unknown, boolean>();
  const found: number[] = [];
  for (let i = 0; i < chunks.length && found.length < most; i++) {
    const { file } = chunks[i] as Place;
    let is = named.get(file);
    if (is === undefined) named.set(file, (is = namedAs(file.path, question) === "file"));
    if (is && isThere(i)) found.push(i);
  }
  return found;
}

function definitionsOf(
  { name, term }: Definable,
  { chunks, layers }: Postings,
  isThere: (chunk: number) => boolean,
): number[] {
  const found: number[] = [];
  for (const { first, starts, docs } of layers)
    for (let i = starts[term] ?? 0; i < (starts[term + 1] ?? 0) && found.length < most; i++) {
      const chunk = first + (docs[i] as number);
      const { file, index } = chunks[chunk] as Place;
      const symbols = file.chunks[index]?.symbols ?? [];
      if (symbols.some((symbol) => lastPart(symbol).toLowerCase() === name) && isThere(chunk))
        found.push(chunk);
    }
  return found;
}
