import type { Pushed } from "../../search/shared/push.ts";
import type { SharedChunk } from "../../search/shared/store.ts";

/** Repositories that nobody has written, the same on every run. */
export interface Team {
  readonly chunks: number;
  /** Numbers a vector. */
  readonly size: number;
  readonly repositories: readonly Pick<Pushed, "repository" | "files" | "chunks">[];
  nameAt(i: number): string;
  hashesOf(repository: string): readonly string[];
  /** The vector and the words of a question. */
  query(i: number): Float32Array;
  terms(i: number): readonly string[];
  /** What people type who know a file, a phrase or a name of it, or who mistype a word. */
  typed(i: number): Readonly<Record<Typed, string>>;
  /** Digests of the 10 nearest chunks, by an exact comparison. */
  nearest(
    query: Float32Array,
    where: { readonly repository: string; readonly under: string },
  ): readonly string[];
  /** Milliseconds spent so far on making chunks up. */
  madeMs(): number;
}

export type Typed =
  | "a phrase"
  | "a file"
  | "a name"
  | "a word of many places"
  | "a slip of the hand";

const size = 384;
const latent = 48;
const clusters = 1500;
const chunksAFile = 12;
const parts = 40;
const vocabulary = 30_000;
const termsAChunk = 60;

export function makeTeam(chunks: number, count: number): Team {
  const each = Math.floor(chunks / count);
  const vectors = makeVectors(each * count);
  let spent = 0;
  const fileAt = (i: number): number => Math.floor((i % each) / chunksAFile);
  const partAt = (i: number): string => `lib/part${fileAt(i) % parts}`;
  const pathAt = (i: number): string => `${partAt(i)}/file${fileAt(i)}.ts`;

  function chunkAt(i: number): SharedChunk {
    const terms = termsOf(i);
    const startLine = (i % each) * 30;
    return {
      ...{
        path: pathAt(i),
        startLine,
        endLine: startLine + 30,
        symbols: [nameOf(i)],
        hash: `hash-${i}`,
      },
      text: [...terms, ...terms].join(" ").padEnd(1000, "."),
      terms: [...terms, nameOf(i)],
      counts: [...terms, nameOf(i)].map((_, t) => 1 + (t % 3)),
      vector: vectors.subarray(i * size, (i + 1) * size),
    };
  }

  function repositoryAt(r: number): Team["repositories"][number] {
    const first = r * each;
    const files = new Map<string, string>();
    for (let i = first; i < first + each; i += chunksAFile) files.set(pathAt(i), "");
    return {
      repository: `repository-${r}`,
      files,
      chunks: async (path) => {
        const began = performance.now();
        const file = Number(/file(\d+)/.exec(path)?.[1]);
        const from = first + file * chunksAFile;
        const all = [];
        for (let i = from; i < Math.min(from + chunksAFile, first + each); i++)
          all.push(chunkAt(i));
        spent += performance.now() - began;
        return all;
      },
    };
  }

  return {
    chunks: each * count,
    size,
    repositories: Array.from({ length: count }, (_, r) => repositoryAt(r)),
    nameAt: (i) => `repository-${i % count}`,
    hashesOf: (name) => {
      const first = Number(name.split("-")[1]) * each;
      return Array.from({ length: each }, (_, i) => `hash-${first + i}`);
    },
    query: (i) => vectorOf(clusterOf(7_000_003 + i), 9_000_011 + i),
    terms: (i) => [
      termAt(100 + ((i * 37) % 900)),
      termAt(1000 + ((i * 7919) % 9000)),
      termAt((i * 31) % 90),
    ],
    typed(i) {
      const known = (i * 7919) % (each * count);
      const [one = "", two = ""] = termsOf(known).slice(20);
      const rare = termAt(1000 + ((i * 7919) % 9000));
      return {
        "a phrase": `"${one} ${two}"`,
        "a file": `${pathAt(known)}:12`,
        "a name": nameOf(known),
        "a word of many places": termAt(10 + (i % 90)),
        // two letters have changed places
        "a slip of the hand": `${rare.slice(0, 2)}${rare[3]}${rare[2]}${rare.slice(4)} ${termAt(i)}`,
      };
    },
    nearest(query, { repository, under }) {
      const scored: { i: number; cosine: number }[] = [];
      let floor = -Infinity;
      const r = repository ? Number(repository.split("-")[1]) : undefined;
      const [from, to] = r === undefined ? [0, each * count] : [r * each, (r + 1) * each];
      for (let i = from; i < to; i++) {
        if (under && partAt(i) !== under) continue;
        let cosine = 0;
        for (let k = 0; k < size; k++)
          cosine += (query[k] as number) * (vectors[i * size + k] as number);
        if (cosine <= floor) continue;
        scored.push({ i, cosine });
        if (scored.length < 200) continue;
        scored.sort((a, b) => b.cosine - a.cosine).length = 10;
        floor = scored[9]?.cosine ?? floor;
      }
      return scored
        .sort((a, b) => b.cosine - a.cosine)
        .slice(0, 10)
        .map(({ i }) => `hash-${i}`);
    },
    madeMs: () => spent,
  };
}

function makeVectors(count: number): Float32Array {
  const all = new Float32Array(count * size);
  for (let i = 0; i < count; i++) all.set(vectorOf(clusterOf(i), i), i * size);
  return all;
}

const clusterOf = (seed: number): number => Math.floor(randomFrom(seed * 3 + 1)() * clusters);

/** A point of a cluster in few dimensions, seen in many, with a little noise; unit length. */
function vectorOf(cluster: number, seed: number): Float32Array {
  const [centre, own] = [randomFrom(cluster + 1_000_000), randomFrom(seed + 2_000_000)];
  const point = Array.from({ length: latent }, () => bell(centre) + 0.5 * bell(own));
  const vector = new Float32Array(size);
  for (let k = 0; k < size; k++) {
    let sum = 0.4 * bell(own);
    for (let d = 0; d < latent; d++)
      sum += (point[d] as number) * (projection[k * latent + d] as number);
    vector[k] = sum;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Distinct terms, the lower their number the more common, as words are. */
function termsOf(seed: number): string[] {
  const next = randomFrom(seed + 3_000_000);
  const terms = new Set<string>();
  while (terms.size < termsAChunk) terms.add(termAt(Math.floor(vocabulary ** next())));
  return [...terms];
}

const letters = "bcdfghjklmnpqrtv";

/** Words that are no others' parts and have no endings. They begin alike, which makes slips of the hand costly to tell. */
const termAt = (number: number): string => `t${inLetters(number).padStart(4, "b")}`;

/** As many functions have the same name as in a large company: that of every hundredth is this one's. */
const nameOf = (chunk: number): string => `m${inLetters(chunk % 10_000).padStart(5, "b")}`;

const inLetters = (number: number): string =>
  [...number.toString(letters.length)]
    .map((digit) => letters[Number.parseInt(digit, letters.length)])
    .join("");

/** Nearly a normal distribution: quick, and the same everywhere. */
const bell = (next: () => number): number => next() + next() + next() - 1.5;

/** mulberry32: numbers in 0 … 1 that the seed decides. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const projection = ((): Float32Array => {
  const next = randomFrom(42);
  return Float32Array.from({ length: size * latent }, () => bell(next));
})();
