import { basename } from "node:path/posix";
import type { Terms } from "../words/corpus.ts";
import type { Layer, Place, Postings } from "../words/postings.ts";
import { lastPart, termsOfWord } from "../words/tokens.ts";
import { namedAs, prose, type Question } from "./question.ts";

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
  { chunks, layers }: Postings,
  isThere: (chunk: number) => boolean,
): number[] {
  const found = new Set<number>();
  for (const { path } of question.paths)
    for (const layer of layers)
      for (const i of namesOf(layer).get(basename(path)) ?? []) {
        const chunk = layer.first + i;
        const { file } = chunks[chunk] as Place;
        if (found.size < most && namedAs(file.path, question) === "file" && isThere(chunk))
          found.add(chunk);
      }
  return [...found];
}

/** Which chunks of a layer are of files of a name, in small letters; of prose without its ending too: "README". */
type Names = ReadonlyMap<string, readonly number[]>;

const known = new WeakMap<Layer, Names>();

/** Made for the first question that may name a file: one of a single word may, with each key anew. */
function namesOf(layer: Layer): Names {
  let names = known.get(layer);
  if (!names) known.set(layer, (names = toNames(layer)));
  return names;
}

function toNames({ chunks }: Layer): Names {
  const names = new Map<string, number[]>();
  for (const [i, { file }] of chunks.entries()) {
    const name = basename(file.path).toLowerCase();
    for (const one of new Set([name, name.replace(prose, "")])) {
      const own = names.get(one);
      if (own) own.push(i);
      else names.set(one, [i]);
    }
  }
  return names;
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
      if (symbols.some((symbol) => endsIn(symbol, name)) && isThere(chunk)) found.push(chunk);
    }
  return found;
}

/** The name, in small letters, is the whole symbol or what follows its last dot. Many are asked, and few need a copy. */
function endsIn(symbol: string, name: string): boolean {
  const at = symbol.length - name.length;
  if (at < 0 || (at > 0 && symbol[at - 1] !== ".")) return false;
  return symbol.slice(at).toLowerCase() === name;
}
