import { basename, dirname, extname } from "node:path/posix";
import { placesOf, type Postings } from "../words/postings.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Numbered } from "./rank.ts";
import { nothingAsked } from "./question.ts";
import { isTestPath, type Candidate } from "./rules.ts";
import { splitIdentifier, toStem } from "../words/tokens.ts";
import type { Quantised } from "../meaning/vectors.ts";

/** Terms of a file that are asked for: more only add what every file has. */
const telling = 40;

/** What a file would ask for to find its relatives: the terms that set it apart, and files of its own name. */
export function toInquiry({ path, terms, counts }: IndexedFile, postings: Postings): Numbered {
  const often = new Map<number, number>();
  terms.forEach((term, i) => often.set(term, (often.get(term) ?? 0) + (counts[i] ?? 0)));
  const total = postings.count;
  const weighed = [...often].map(([term, count]) => {
    const places = placesOf(postings, term);
    // what stands in this file alone leads nowhere, and its rarity would push out what does
    return { term, weight: Math.log1p(count) * Math.log(1 + total / (1 + places)) };
  });
  weighed.sort((a, b) => b.weight - a.weight);
  const words = [stemOf(path), basename(dirname(path))].flatMap(splitIdentifier);
  return {
    terms: weighed.slice(0, telling).map(({ term }) => term),
    demanded: [],
    definable: [],
    question: { ...nothingAsked, stems: new Set(words.map(toStem)) },
  };
}

/** What a file is called without its ending and without what makes it a test: "fines.test.ts" → fines. */
const stemOf = (path: string): string =>
  basename(path, extname(path))
    .replace(/[._-](?:tests?|spec)$|^test_/i, "")
    .replace(/(?<=\p{Ll})Tests?$/u, "");

/** The other half of a file: its test, what it tests, or its neighbour of another kind, such as a header or a style sheet. */
export function isCounterpart(a: string, b: string): boolean {
  if (stemOf(a).toLowerCase() !== stemOf(b).toLowerCase()) return false;
  if (dirname(a) === dirname(b)) return true;
  // every folder has an "index"
  return (
    isTestPath(a) !== isTestPath(b) && !/^(?:index|main|mod|__init__|readme)$/i.test(stemOf(a))
  );
}

/** The best of each other file, those first that are its other half. */
export function toRelated(candidates: readonly Candidate[], { path }: IndexedFile): Candidate[] {
  const seen = new Set<IndexedFile>();
  const first = candidates.filter(({ place: { file } }) => !seen.has(file) && seen.add(file));
  const half = ({ place }: Candidate): boolean => isCounterpart(place.file.path, path);
  return [...first.filter(half), ...first.filter((candidate) => !half(candidate))];
}

/** The mean of unit vectors, of unit length again; undefined without any. */
export function meanOf(vectors: readonly Quantised[]): Float32Array | undefined {
  const [first] = vectors;
  if (!first) return undefined;
  const sum = new Float32Array(first.values.length);
  for (const { values, scale } of vectors)
    values.forEach((value, i) => (sum[i] = (sum[i] as number) + value * scale));
  const length = Math.hypot(...sum);
  return length ? sum.map((value) => value / length) : undefined;
}
