import { best, bm25 } from "../words/bm25.ts";
import { havingAll, type Place, type Postings } from "../words/postings.ts";
import type { Terms } from "../words/corpus.ts";
import { fuseAll, unknown } from "./fuse.ts";
import type { Inquiry } from "./inquiry.ts";
import { type Definable, namedPlaces, toDefinable } from "./namedPlaces.ts";
import type { Question } from "./question.ts";
import { applyRules, type Candidate } from "./rules.ts";

/** Chunks that each way of searching brings to the rules. */
export const considered = 200;

/** Chunks that words bring: more with all terms of a phrase, for their text is still to be compared with it. */
export const consideredOf = (demanded: readonly unknown[]): number =>
  demanded.length ? 1000 : considered;

/** An inquiry by the numbers that its terms have in the postings. */
export interface Numbered {
  readonly terms: readonly number[];
  readonly question: Question;
  readonly demanded: readonly number[];
  readonly definable: readonly Definable[];
}

/** Terms that have no number are left out. */
export function toNumbered({ terms, question, demanded }: Inquiry, known: Terms): Numbered {
  const numbers = (names: readonly string[]): number[] =>
    names.flatMap((name) => known.find(name) ?? []);
  const definable = toDefinable(question, known);
  return { terms: numbers(terms), question, demanded: numbers(demanded), definable };
}

export interface RankInput {
  readonly inquiry: Numbered;
  readonly postings: Postings;
  /** Cosine of every chunk with the query; −1 where its vector is not there yet. Left out: words alone. */
  readonly cosines?: Float32Array;
  readonly accept: (place: Place) => boolean;
}

/** The best chunks for a query, best first. Nothing when no word is known and no vector is near. */
export function rank({ inquiry, postings, cosines, accept }: RankInput): Candidate[] {
  const { demanded } = inquiry;
  const has = demanded.length ? havingAll(postings, demanded) : () => true;
  const accepted = (i: number): boolean => has(i) && accept(postings.chunks[i] as Place);
  const scores = bm25(postings, inquiry.terms);
  const words = best(scores, { limit: consideredOf(demanded), accept: accepted });
  const named = namedPlaces(inquiry, postings, accepted);
  const meaning = cosines ? best(cosines, { limit: considered, accept: accepted }) : [];
  const places = [...new Set([...words, ...meaning, ...named])].map((i) => ({
    place: postings.chunks[i] as Place,
    score: scores[i] as number,
    cosine: cosines?.[i] ?? unknown,
  }));
  const candidates = fuseAll(places, { byWords: words.length, meaning: cosines !== undefined });
  return applyRules(candidates, inquiry.question);
}
