import { best, bm25 } from "../words/bm25.ts";
import type { Place, Postings } from "../words/postings.ts";
import type { Terms } from "../words/corpus.ts";
import { fuse } from "./fuse.ts";
import { applyRules, type Candidate, type Question, toQuestion } from "./rules.ts";
import { tellingTerms } from "../words/tokens.ts";

/** Chunks that each way of searching brings to the rules. */
const considered = 200;

/** A query as it is ranked by. */
export interface Inquiry {
  /** Numbers of the terms that are looked for; repeats count. */
  readonly terms: readonly number[];
  readonly question: Question;
}

/** What a person asks. */
export function toInquiry(query: string, terms: Terms): Inquiry {
  const wanted = tellingTerms(query);
  return { terms: wanted.flatMap((term) => terms.find(term) ?? []), question: toQuestion(query) };
}

export interface RankInput {
  readonly inquiry: Inquiry;
  readonly postings: Postings;
  /** Cosine of every chunk with the query; −1 where its vector is not there yet. Left out: words alone. */
  readonly cosines?: Float32Array;
  readonly accept: (place: Place) => boolean;
}

/** The best chunks for a query, best first. Nothing when no word is known and no vector is near. */
export function rank({ inquiry, postings, cosines, accept }: RankInput): Candidate[] {
  const accepted = (i: number): boolean => accept(postings.chunks[i] as Place);
  const scores = bm25(postings, inquiry.terms);
  const words = best(scores, { limit: considered, accept: accepted });
  const meaning = cosines ? best(cosines, { limit: considered, accept: accepted }) : [];
  const bestWords = scores[words[0] ?? -1] ?? 0;
  const bestCosine = cosines?.[meaning[0] ?? -1] ?? 0;
  const candidates = [...new Set([...words, ...meaning])].map((i): Candidate => {
    const byMeaning = cosines && { cosine: cosines[i] as number, best: bestCosine };
    const score = fuse({ score: scores[i] as number, best: bestWords }, byMeaning);
    return { place: postings.chunks[i] as Place, score };
  });
  return applyRules(candidates, inquiry.question);
}
