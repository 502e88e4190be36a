import assert from "node:assert/strict";
import { test } from "node:test";
import { best, bm25 } from "../../src/search/words/bm25.ts";
import { toPostings, withChanges } from "../../src/search/words/postings.ts";
import { type IndexedFile, indexText, Terms } from "../../src/search/words/corpus.ts";
import { fuse, typicalShare } from "../../src/search/rank/fuse.ts";
import { toInquiry } from "../../src/search/rank/inquiry.ts";
import { rank, toNumbered } from "../../src/search/rank/rank.ts";
import { toTerms } from "../../src/search/words/tokens.ts";

function corpus(files: Readonly<Record<string, string>>) {
  const terms = new Terms();
  const indexed = Object.entries(files).map(([path, text]): IndexedFile =>
    indexText({ folder: "/f", path, size: 1, mtimeMs: 1, hash: path, text }, terms),
  );
  const postings = toPostings(indexed, terms.size);
  return { terms, indexed, postings };
}

/** What is asked where only these terms are there; a word that is not stands for what `nearest` says. */
const inquire = (
  query: string,
  terms: Terms,
  nearest: (term: string) => readonly string[] = () => [],
) => toInquiry(query, { placesOf: (term) => (terms.find(term) === undefined ? 0 : 1), nearest });

const numbered = (query: string, terms: Terms) => toNumbered(inquire(query, terms), terms);

function order(
  files: Readonly<Record<string, string>>,
  query: string,
  accept: (file: IndexedFile) => boolean = () => true,
): string[] {
  const { terms, postings } = corpus(files);
  const inquiry = numbered(query, terms);
  return rank({ inquiry, postings, accept: ({ file }) => accept(file) }).map(
    ({ place }) => place.file.path,
  );
}

test("postings name every chunk of a term with its count", () => {
  const { terms, postings } = corpus({ "a.ts": "cat dog cat", "b.ts": "dog" });
  const { starts, docs, counts } = postings.layers[0]!;
  const of = (term: string): number[][] => {
    const number = terms.find(term)!;
    const range = [starts[number]!, starts[number + 1]!] as const;
    return [[...docs.slice(...range)], [...counts.slice(...range)]];
  };
  assert.deepEqual(of("cat"), [[0], [2]]);
  assert.deepEqual(of("dog"), [
    [0, 1],
    [1, 1],
  ]);
});

test("BM25 is the formula of the book", () => {
  const { terms, postings } = corpus({ "a.ts": "cat dog cat", "b.ts": "dog dog dog dog" });
  const [score] = bm25(postings, [terms.find("cat")!]);
  const { lengths } = postings.layers[0]!;
  const mean = (lengths[0]! + lengths[1]!) / 2;
  const idf = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5));
  const expected = (idf * 2 * 2.5) / (2 + 1.5 * (0.25 + (0.75 * lengths[0]!) / mean));
  assert.ok(Math.abs(score! - expected) < 1e-6);
});

test("what changed since the postings were made counts as if they had been made anew", () => {
  const terms = new Terms();
  const file = (path: string, text: string): IndexedFile =>
    indexText({ folder: "/f", path, size: 1, mtimeMs: 1, hash: path + text, text }, terms);
  const old = [file("a.ts", "cat dog"), file("b.ts", "dog cow"), file("c.ts", "cat cat hen")];
  const base = toPostings(old, terms.size);
  const changed = [file("b.ts", "cat goose"), file("d.ts", "hen hen dog")];
  const changes = { added: new Set(changed), removed: new Set([old[1]!]) };
  const patched = withChanges(base, changes, terms.size)!;
  const anew = toPostings([old[0]!, old[2]!, ...changed], terms.size);
  const scores = (postings: typeof base, word: string): unknown => {
    const found = bm25(postings, [terms.find(word)!]);
    return best(found, { limit: 9, accept: () => true }).map((i) => [
      postings.chunks[i]?.file.hash,
      found[i],
    ]);
  };
  for (const word of ["cat", "dog", "cow", "hen", "goose"])
    assert.deepEqual(scores(patched, word), scores(anew, word), word);
  const many = Array.from({ length: 600 }, (_, i) => file(`${i}.ts`, "sheep"));
  assert.equal(
    withChanges(base, { added: new Set(many), removed: new Set() }, terms.size),
    undefined,
  );
});

test("the best of many are the best of all, sorted, the earlier first among equals", () => {
  const scores = Array.from({ length: 500 }, (_, i) => ((i * 7919) % 101) - 20);
  const all = scores.map((score, i) => ({ score, i })).filter(({ score, i }) => score > 0 && i % 3);
  const expected = all.sort((a, b) => b.score - a.score || a.i - b.i).map(({ i }) => i);
  for (const limit of [1, 10, 200, 499])
    assert.deepEqual(best(scores, { limit, accept: (i) => i % 3 > 0 }), expected.slice(0, limit));
  assert.deepEqual(best([], { limit: 3, accept: () => true }), []);
});

test("words and meaning each count as a share of their best", () => {
  assert.equal(fuse({ score: 3, best: 3 }), 1);
  assert.equal(fuse({ score: 1, best: 4 }), 0.5);
  assert.equal(fuse({ score: 0, best: 0 }), 0);
  const both = fuse({ score: 1, best: 4 }, { cosine: 0.3, best: 0.6 });
  assert.ok(Math.abs(both - (0.7 * 0.5 + 0.3 * 0.25)) < 1e-12);
  assert.equal(fuse({ score: 0, best: 4 }, { cosine: -1, best: 0.6 }), 0);
});

test("a place without a vector is taken for what its words and its like make likely", () => {
  const words = { score: 1, best: 4 };
  assert.equal(typicalShare([0.6, -1, 0.3], 0.6), 0.625);
  assert.equal(typicalShare([-1], 0.6), 0);
  const [unknown, known] = [-1, 0.6].map((cosine) =>
    fuse(words, { cosine, best: 0.6, typical: 0.625 }),
  ) as [number, number];
  assert.ok(Math.abs(unknown - (0.7 * 0.5 + 0.3 * 0.5625)) < 1e-12);
  assert.ok(unknown < known);
  // what answers by its words does not fall behind what merely was embedded first
  const { terms, postings } = corpus({ "a.ts": "open the lock", "b.ts": "lock", "c.ts": "x" });
  const cosines = Float32Array.of(-1, 0.3, 0.3);
  const inquiry = numbered("open the lock", terms);
  const [first] = rank({ inquiry, postings, cosines, accept: () => true });
  assert.equal(first?.place.file.path, "a.ts");
});

test("a definition comes before its uses", () => {
  const files = {
    "use.ts": "parseDate(a);\nparseDate(b);\nparseDate(c);\n",
    "dates.ts": "export function parseDate(text: string) {\n  return new Date(text);\n}\n",
  };
  assert.equal(order(files, "parseDate")[0], "dates.ts");
  assert.equal(order(files, "where is parseDate")[0], "dates.ts");
});

test("tests, examples and declarations come after the thing itself, unless they are asked for", () => {
  const text = "export function retryRequest() {\n  return wait();\n}\n";
  const files = {
    "test/retry.test.ts": text,
    "examples/retry.ts": text,
    "lib/retry.d.ts": text,
    "src/retry.ts": text,
  };
  assert.equal(order(files, "retry a request")[0], "src/retry.ts");
  assert.equal(order(files, "test of retry a request")[0], "test/retry.test.ts");
});

test("prose about a thing comes after the thing itself, unless it is asked for", () => {
  const files = {
    "docs/limits.md": "Requests are limited: how many requests, which limits, for whom.\n",
    "src/throttle.go": "// which requests are limited\nfunc throttle() {}\n",
  };
  assert.equal(order(files, "how are requests limited")[0], "src/throttle.go");
  assert.equal(order(files, "documentation of how requests are limited")[0], "docs/limits.md");
});

test("a file whose name says it comes before one that mentions it", () => {
  const files = {
    "src/other.ts": "export const a = 1; // session expiry\n",
    "src/sessionExpiry.ts": "export const b = 1; // session expiry\n",
  };
  assert.equal(order(files, "how does session expiry work")[0], "src/sessionExpiry.ts");
});

test("one file does not fill the list", () => {
  const long = `${"export function step() {\n".concat("  queue.push(job);\n".repeat(60))}}\n\n`;
  const files = {
    "src/many.ts": long.repeat(6),
    "src/one.ts": "export function run() {\n  queue.push(job);\n}\n",
  };
  assert.ok(order(files, "queue push job").indexOf("src/one.ts") < 3);
});

test("words that everybody uses do not decide", () => {
  const files = {
    "a.ts": "how is the what of this and that with the",
    "b.ts": "the lock of a file",
  };
  assert.equal(order(files, "how is the lock taken")[0], "b.ts");
  assert.equal(order(files, "the")[0], "a.ts");
});

test("what is not accepted is not found", () => {
  const files = { "a/x.ts": "needle", "b/x.ts": "needle" };
  assert.deepEqual(
    order(files, "needle", ({ path }) => path.startsWith("b/")),
    ["b/x.ts"],
  );
  assert.deepEqual(order(files, "unheard"), []);
});

test("meaning finds what no word names, and stands behind what words and meaning both name", () => {
  const { terms, postings } = corpus({ "a.ts": "bicycle", "b.ts": "pedal", "c.ts": "tax" });
  const cosines = Float32Array.of(0.9, 0.8, -1);
  const inquiry = numbered("bicycle", terms);
  const paths = rank({ inquiry, postings, cosines, accept: () => true }).map(
    ({ place }) => place.file.path,
  );
  assert.deepEqual(paths, ["a.ts", "b.ts"]);
});

test("a path says what a file is about", () => {
  const { terms, postings } = corpus({ "billing/invoice.ts": "export const x = 1;" });
  const scores = bm25(
    postings,
    toTerms("billing").map((term) => terms.find(term)!),
  );
  assert.ok(scores[0]! > 0);
});

test("a file that is named is found although no other word of the query stands in it", () => {
  const files = { "src/a.ts": "let x;", "src/b.ts": "let y;", "lib/b.ts": "let z;" };
  assert.deepEqual(order(files, "src/b.ts"), ["src/b.ts", "lib/b.ts", "src/a.ts"]);
});

test("a file that has come since is found by its name, and one that is gone is not", () => {
  const terms = new Terms();
  const file = (path: string): IndexedFile =>
    indexText({ folder: "/f", path, size: 1, mtimeMs: 1, hash: path, text: "let x;" }, terms);
  const [old, other, late] = [file("old/Guide.md"), file("src/a.ts"), file("new/Guide.md")];
  const base = toPostings([old, other], terms.size);
  const inquiry = numbered("guide", terms);
  const named = (postings: typeof base): string[] =>
    rank({ inquiry: { ...inquiry, terms: [] }, postings, accept: () => true }).map(
      ({ place }) => place.file.path,
    );
  assert.deepEqual(named(base), ["old/Guide.md"]);
  const changes = { added: new Set([late]), removed: new Set([old]) };
  assert.deepEqual(named(withChanges(base, changes, terms.size)!), ["new/Guide.md"]);
});

test("what defines a name is found among hundreds of places that use it more", () => {
  const uses = Object.fromEntries(
    Array.from({ length: 300 }, (_, i) => [
      `use${i}.ts`,
      "serialize(a); serialize(b); serialize(c);",
    ]),
  );
  const long = "  const other = something + else;\n".repeat(25);
  const own = `export class Serialize {\n${long}}\n`;
  assert.equal(order({ ...uses, "own.ts": own }, "Serialize")[0], "own.ts");
  assert.equal(order({ ...uses, "own.ts": own }, "where is Format.Serialize used")[0], "own.ts");
});

test("of a name that is written wrongly only the whole is looked for as a definition", () => {
  const terms = new Terms();
  const { question } = inquire("kepActiv", terms, (term) =>
    term === "kepactiv" ? ["keepactive"] : term === "kep" ? ["kept"] : [],
  );
  assert.deepEqual(question.names, ["kepActiv", "keepactive"]);
});

test("a phrase in quotation marks leaves only places with all its words", () => {
  const files = { "a.ts": "port in use", "b.ts": "port free", "c.ts": "in use, port" };
  assert.deepEqual(order(files, '"port in use"').toSorted(), ["a.ts", "c.ts"]);
});

test("what is looked for in place of an unknown word counts as if it had been typed", () => {
  const { terms, postings } = corpus({ "a.ts": "bicycle", "use.ts": "userError()" });
  const typed = inquire("bycicle", terms, (term) => (term === "bycicl" ? ["bicycl"] : []));
  assert.deepEqual(typed.terms, ["bicycl"]);
  assert.deepEqual(typed.instead, ["bicycl"]);
  assert.ok(typed.question.stems.has("bicycl"));
  const named = inquire("userEror", terms, (term) => (term === "usereror" ? ["usererror"] : []));
  assert.ok(named.question.names.includes("usererror"));
  const inquiry = toNumbered(typed, terms);
  assert.equal(rank({ inquiry, postings, accept: () => true })[0]?.place.file.path, "a.ts");
  const pasted = "word ".repeat(30);
  assert.equal(inquire(pasted, terms, () => assert.fail("asked")).instead, undefined);
});
