import type { Library } from "./library.ts";
import { meanOf, toInquiry as toFileInquiry, toRelated } from "./rank/alike.ts";
import { type Inquiry, toInquiry } from "./rank/inquiry.ts";
import { nothingAsked } from "./rank/question.ts";
import { type Numbered, rank, toNumbered } from "./rank/rank.ts";
import type { Candidate } from "./rank/rules.ts";
import type { IndexedFile } from "./words/corpus.ts";
import { nearest } from "./words/nearest.ts";
import { type Place, placesOf, type Postings } from "./words/postings.ts";
import { tellingTerms } from "./words/tokens.ts";

export interface RankOptions {
  readonly accept: (file: IndexedFile) => boolean;
  /** Of the query; left out: words alone. */
  readonly vector?: Float32Array;
}

/** Puts what the library holds in order: by a question, by code, or by a file. */
export class Ranking {
  readonly #library: Library;
  #asked: { readonly query: string; readonly of: Postings; readonly inquiry: Inquiry } | undefined;
  #rows: { readonly of: Postings; readonly count: number; readonly rows: Int32Array } | undefined;

  constructor(library: Library) {
    this.#library = library;
  }

  /** Best first. */
  rank(query: string, options: RankOptions): Candidate[] {
    return this.#rank(toNumbered(this.inquire(query), this.#library.terms), options);
  }

  /** What is asked for, by the words that there are. A word that stands nowhere may be unfinished, or a slip of the hand. */
  inquire(query: string): Inquiry {
    const { terms } = this.#library;
    const postings = this.#library.prepare();
    // each answer to a question asks again
    if (this.#asked?.query === query && this.#asked.of === postings) return this.#asked.inquiry;
    const placesOf = (term: string): number => placesOfTerm(postings, terms.find(term));
    const near = (term: string): string[] => nearest(term, terms.names, placesOf);
    const inquiry = toInquiry(query, { placesOf, nearest: near });
    this.#asked = { query, of: postings, inquiry };
    return inquiry;
  }

  /** What is like this code, in whatever file; best first. */
  rankLikeCode(code: string, options: RankOptions): Candidate[] {
    const inquiry = { terms: tellingTerms(code), question: nothingAsked, demanded: [] };
    return this.#rank(toNumbered(inquiry, this.#library.terms), options);
  }

  /** The best chunk of each file that is like this one, which is not among them; best first. */
  rankLikeFile(file: IndexedFile, { accept, vector }: RankOptions): Candidate[] {
    const inquiry = toFileInquiry(file, this.#library.prepare());
    const others = (other: IndexedFile): boolean => other !== file && accept(other);
    const candidates = this.#rank(inquiry, { accept: others, ...(vector && { vector }) });
    return toRelated(candidates, file);
  }

  /** The mean of what is known of a file's meaning; undefined when that is nothing. */
  vectorOfFile({ chunks }: IndexedFile): Float32Array | undefined {
    return meanOf(chunks.flatMap(({ hash }) => this.#library.vectors?.get(hash) ?? []));
  }

  #rank(inquiry: Numbered, { accept, vector }: RankOptions): Candidate[] {
    const postings = this.#library.prepare();
    const cosines = vector && this.cosines(vector, postings);
    return rank({
      ...{ inquiry, postings },
      accept: ({ file }: Place) => this.#library.isOwn(file) && accept(file),
      ...(cosines && { cosines }),
    });
  }

  /** The cosine of each chunk; −1 where there is no vector yet. */
  cosines(query: Float32Array, postings: Postings): Float32Array | undefined {
    const vectors = this.#library.vectors;
    if (!vectors || vectors.size !== query.length) return undefined;
    // looking the rows up costs more than the scan itself: it is done once for many queries
    if (this.#rows?.of !== postings || this.#rows.count !== vectors.count)
      this.#rows = {
        of: postings,
        count: vectors.count,
        rows: Int32Array.from(postings.chunks, ({ file, index }) =>
          vectors.rowOf(file.chunks[index]?.hash ?? ""),
        ),
      };
    const byRow = vectors.scan(query);
    const cosines = new Float32Array(postings.chunks.length);
    this.#rows.rows.forEach((row, i) => (cosines[i] = row < 0 ? -1 : (byRow[row] as number)));
    for (const i of postings.gone) cosines[i] = -1;
    return cosines;
  }
}

const placesOfTerm = (postings: Postings, term: number | undefined): number =>
  term === undefined ? 0 : placesOf(postings, term);
