import { resolve } from "node:path";
import { silent } from "../../platform/log.ts";
import { best, bm25 } from "../../search/words/bm25.ts";
import { openGrammars } from "../../search/chunks/grammars.ts";
import { Library } from "../../search/library.ts";
import { Ranking } from "../../search/ranking.ts";
import { tellingTerms } from "../../search/words/tokens.ts";

/** The paths that each way of searching gives by itself, best first, without rules. */
export interface Alone {
  words(query: string): readonly string[];
  /** @param vector of the query */
  meaning(vector: Float32Array): readonly string[];
  close(): Promise<void>;
}

/** Reads an index that a search has written. */
export async function openAlone(
  folder: string,
  about: { readonly dataFolder: string; readonly model: string },
): Promise<Alone> {
  const grammars = openGrammars(resolve("dist/grammars"), silent);
  const library = await Library.open([folder], { ...about, grammars, log: silent });
  await library.useModel(about.model);
  const postings = library.prepare();
  const ranking = new Ranking(library);
  const numberOf = (term: string): number | readonly [] => library.terms.find(term) ?? [];
  const pathsOf = (scores: ArrayLike<number>): readonly string[] => {
    const numbers = best(scores, { limit: 200, accept: () => true });
    return [...new Set(numbers.flatMap((i) => postings.chunks[i]?.file.path ?? []))];
  };
  return {
    words: (query) => pathsOf(bm25(postings, tellingTerms(query).flatMap(numberOf))),
    meaning: (vector) => pathsOf(ranking.cosines(vector, postings) ?? []),
    async close() {
      for (const each of library.folders) await each.close();
    },
  };
}
