import { tellingTerms, toTerms } from "../words/tokens.ts";
import { type Question, toQuestion } from "./question.ts";
import { toWording } from "./wording.ts";

/** The terms that there are to look for, in whatever store. */
export interface Vocabulary {
  /** In how many places a term stands; 0 for one that is not there. */
  placesOf(term: string): number;
  /** What to look for in place of a term that stands nowhere; see `nearest`. */
  nearest(term: string): readonly string[];
}

/** A query as it is ranked by. */
export interface Inquiry {
  /** That are looked for, and are there; repeats count. */
  readonly terms: readonly string[];
  readonly question: Question;
  /** Terms that a place must have all of; empty for none. */
  readonly demanded: readonly string[];
  /** Terms that are looked for in place of words that stand nowhere; left out for none. */
  readonly instead?: readonly string[];
}

/** Who asks with more terms has pasted them: what is unknown among them is no slip of the hand. */
const mostTyped = 24;

/** What a person asks. */
export function toInquiry(query: string, vocabulary: Vocabulary): Inquiry {
  const wanted = tellingTerms(query);
  const question = toQuestion(query);
  const isThere = (term: string): boolean => vocabulary.placesOf(term) > 0;
  const doubtful = new Set(doubtfulTerms(query, isThere));
  const others = wanted.map((term) => (doubtful.has(term) ? vocabulary.nearest(term) : []));
  const instead = others.flat();
  const typed = new Set(question.names.map((name) => name.toLowerCase()));
  // a name that is written wrongly is defined by another
  const meant = wanted.flatMap((term, i) => (typed.has(term) ? (others[i] ?? []) : []));
  return {
    terms: wanted.flatMap((term, i) => (others[i]?.length ? others[i] : isThere(term) ? term : [])),
    question: {
      ...question,
      stems: new Set([...question.stems, ...instead]),
      names: [...question.names, ...meant],
    },
    // the first and the last of a phrase may be a piece of a word, which the text alone can tell
    demanded: demandedTerms(query).filter(isThere),
    ...(instead.length && { instead }),
  };
}

/** The terms of a query that stand nowhere and may be unfinished, or slips of the hand. */
export function doubtfulTerms(query: string, isThere: (term: string) => boolean): string[] {
  const wanted = tellingTerms(query);
  return wanted.length > mostTyped ? [] : wanted.filter((term) => !isThere(term));
}

/** The terms of what a query has in quotation marks. */
export const demandedTerms = (query: string): readonly string[] =>
  (toWording(query)?.demanded ?? []).flatMap(toTerms);
