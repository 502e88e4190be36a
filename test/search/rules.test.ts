import assert from "node:assert/strict";
import { test } from "node:test";
import { indexText, Terms } from "../../src/search/words/corpus.ts";
import { applyRules, type Candidate, toQuestion } from "../../src/search/rank/rules.ts";

const text = "const value = 1;\n";

/** A file's first chunk as a candidate. */
function candidate(path: string, { score = 0.5, content = text } = {}): Candidate {
  const about = { folder: "/f", path, size: 1, mtimeMs: 1, hash: path };
  const file = indexText({ ...about, text: content }, new Terms());
  return { place: { file, index: 0 }, score };
}

const order = (query: string, ...candidates: Candidate[]): string[] =>
  applyRules(candidates, toQuestion(query)).map(({ place }) => place.file.path);

test("what defines the name comes before better matches that use it", () => {
  const use = candidate("a.ts", { score: 1 });
  const definition = candidate("b.ts", { content: "export function parseDate() {}\n" });
  assert.deepEqual(order("parseDate", use, definition), ["b.ts", "a.ts"]);
  assert.deepEqual(order("where is Cache.parseDate called", use, definition), ["b.ts", "a.ts"]);
  assert.deepEqual(order("unrelated", use, definition), ["a.ts", "b.ts"]);
});

test("a name in other letters counts less, unless the query has no capitals", () => {
  const method = candidate("a.ts", { score: 0.7, content: "export function serialize() {}\n" });
  const type = candidate("b.ts", { content: "export interface Serialize {}\n" });
  assert.deepEqual(order("Serialize", method, type), ["b.ts", "a.ts"]);
  assert.deepEqual(order("serialize", method, type), ["a.ts", "b.ts"]);
});

test("words of the query in the name of a function raise it", () => {
  const plain = candidate("a.ts", { score: 0.6 });
  const named = candidate("b.ts", { content: "export function retryFailedRequests() {}\n" });
  assert.deepEqual(order("retry requests", plain, named), ["b.ts", "a.ts"]);
});

test("a file that is called like the query is raised, an index file by its folder", () => {
  const plain = candidate("a.ts", { score: 0.55 });
  assert.deepEqual(order("user cache", plain, candidate("userCache.ts"))[0], "userCache.ts");
  assert.deepEqual(
    order("user cache", plain, candidate("src/userCache/main.ts"))[0],
    "src/userCache/main.ts",
  );
  assert.deepEqual(order("user cache", plain, candidate("userCacheTimeToLiveTable.ts"))[0], "a.ts");
});

for (const path of [
  "test/a.ts",
  "src/a.spec.ts",
  "pkg/test_a.py",
  "types/a.d.ts",
  "examples/a.ts",
  "vendor/a.ts",
  "CHANGELOG.md",
  "settings.json",
])
  test(`${path} stands behind an equal file of the product`, () => {
    assert.deepEqual(order("value", candidate(path), candidate("src/z.ts")), ["src/z.ts", path]);
  });

test("who asks for tests gets tests", () => {
  const both = [candidate("test/a.ts", { score: 0.55 }), candidate("src/z.ts")] as const;
  assert.deepEqual(order("value", ...both), ["src/z.ts", "test/a.ts"]);
  assert.deepEqual(order("tests of value", ...both), ["test/a.ts", "src/z.ts"]);
});

test("a file with several good chunks is raised, its further chunks stand back", () => {
  const part = (name: string): string =>
    `function ${name}() {\n${"  work(on, it);\n".repeat(70)}}\n\n`;
  const many = candidate("many.ts", { content: part("one") + part("two") + part("three") });
  const chunks = [0, 1, 2].map((index): Candidate => ({
    place: { ...many.place, index },
    score: 0.5,
  }));
  const paths = order("work", candidate("alone.ts", { score: 0.52 }), ...chunks);
  assert.deepEqual(paths, ["many.ts", "alone.ts", "many.ts", "many.ts"]);
});

test("names are told from words by how they are written", () => {
  assert.deepEqual(toQuestion("where is parseDate and MAX_SIZE and Cache.get").names, [
    "parseDate",
    "MAX_SIZE",
    "Cache.get",
  ]);
  assert.deepEqual(toQuestion("How does the HTTP server start?").names, []);
  assert.deepEqual(toQuestion("server").names, ["server"]);
});
