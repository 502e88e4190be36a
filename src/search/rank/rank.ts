import { best, bm25 } from "../words/bm25.ts";
import { havingAll, type Place, type Postings } from "../words/postings.ts";
import type { Terms } from "../words/corpus.ts";
import { fuse, typicalShare, unknown } from "./fuse.ts";
import { namedAs, type Question, toQuestion } from "./question.ts";
import { applyRules, type Candidate } from "./rules.ts";
import { tellingTerms, toTerms } from "../words/tokens.ts";
import { toWording } from "./wording.ts";

/** Chunks that each way of searching brings to the rules. */
const considered = 200;
/** Those with all words of a phrase: their text is still to be compared with it. */
const demandedConsidered = 1000;

/** A query as it is ranked by. */
export interface Inquiry {
  /** Numbers of the terms that are looked for; repeats count. */
  readonly terms: readonly number[];
  readonly question: Question;
  /** Numbers of terms that a place must have all of; left out: none. */
  readonly demanded?: readonly number[];
  /** Terms that are looked for in place of words that stand nowhere. */
  readonly instead?: readonly string[];
}

/** Who asks with more terms has pasted them: what is unknown among them is no slip of the hand. */
const mostTyped = 24;

/** What a person asks. @param nearest what to look for in place of a term that stands nowhere; left out: nothing */
export function toInquiry(
  query: string,
  terms: Terms,
  nearest: (term: string) => readonly number[] = () => [],
): Inquiry {
  const wanted = tellingTerms(query);
  const question = toQuestion(query);
  const known = (term: string): readonly number[] => numbersOf(term, terms);
  // the first and the last of a phrase may be a piece of a word, which the text alone can tell
  const demanded = (toWording(query)?.demanded ?? []).flatMap(toTerms).flatMap(known);
  const others = wanted.map((term) => (wanted.length > mostTyped ? [] : nearest(term)));
  const instead = others.flat().map((other) => terms.nameOf(other));
  // a name that is written wrongly is defined by another
  const wrong = new Set(wanted.filter((_, i) => others[i]?.length));
  const isWrong = question.names.some((name) => wrong.has(name.toLowerCase()));
  return {
    terms: wanted.flatMap((term, i) => (others[i]?.length ? others[i] : known(term))),
    question: {
      ...question,
      stems: new Set([...question.stems, ...instead]),
      names: [...question.names, ...(isWrong ? instead : [])],
    },
    ...(demanded.length && { demanded }),
    ...(instead.length && { instead }),
  };
}

const numbersOf = (term: string, terms: Terms): readonly number[] => {
  const number = terms.find(term);
  return number === undefined ? [] : [number];
};

export interface RankInput {
  readonly inquiry: Inquiry;
  readonly postings: Postings;
  /** Cosine of every chunk with the query; −1 where its vector is not there yet. Left out: words alone. */
  readonly cosines?: Float32Array;
  readonly accept: (place: Place) => boolean;
}

/** The best chunks for a query, best first. Nothing when no word is known and no vector is near. */
export function rank({ inquiry, postings, cosines, accept }: RankInput): Candidate[] {
  const { demanded } = inquiry;
  const has = demanded && havingAll(postings, demanded);
  const accepted = (i: number): boolean => (!has || has(i)) && accept(postings.chunks[i] as Place);
  const scores = bm25(postings, inquiry.terms);
  const limit = demanded ? demandedConsidered : considered;
  const words = best(scores, { limit, accept: accepted });
  const named = namedPlaces(inquiry.question, postings, accepted);
  const meaning = cosines ? best(cosines, { limit: considered, accept: accepted }) : [];
  const bestWords = scores[words[0] ?? -1] ?? 0;
  const bestCosine = cosines?.[meaning[0] ?? -1] ?? 0;
  const cosineOf = (i: number): number => cosines?.[i] ?? unknown;
  const typical = typicalShare(words.map(cosineOf), bestCosine);
  const candidates = [...new Set([...words, ...meaning, ...named])].map((i): Candidate => {
    const byMeaning = cosines && { cosine: cosineOf(i), best: bestCosine, typical };
    const score = fuse({ score: scores[i] as number, best: bestWords }, byMeaning);
    return { place: postings.chunks[i] as Place, score };
  });
  return applyRules(candidates, inquiry.question);
}

/** Chunks of the files that a query names: their words alone may bring too little. */
function namedPlaces(
  question: Question,
  { chunks, gone }: Postings,
  accepted: (i: number) => boolean,
): number[] {
  if (!question.paths.length) return [];
  const named = new Map<unknown, boolean>();
  const found: number[] = [];
  for (let i = 0; i < chunks.length && found.length < considered; i++) {
    const { file } = chunks[i] as Place;
    let is = named.get(file);
    if (is === undefined) named.set(file, (is = namedAs(file.path, question) === "file"));
    if (is && !gone.has(i) && accepted(i)) found.push(i);
  }
  return found;
}
