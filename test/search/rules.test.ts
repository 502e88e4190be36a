import assert from "node:assert/strict";
import { test } from "node:test";
import { indexText, Terms } from "../../src/search/words/corpus.ts";
import { toQuestion } from "../../src/search/rank/question.ts";
import { applyRules, type Candidate } from "../../src/search/rank/rules.ts";

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

test("an index file comes behind, for it passes on what others define, but not what it defines itself", () => {
  const content = "export function parseDate() {}\n";
  const index = candidate("lib/index.ts", { score: 0.55, content });
  const other = candidate("lib/other.ts", { score: 0.53, content });
  assert.deepEqual(order("turn a text into a day", index, other), ["lib/other.ts", "lib/index.ts"]);
  assert.deepEqual(order("parseDate", index, other), ["lib/index.ts", "lib/other.ts"]);
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

test("a file that is called like the single word asked for counts as much as its definition", () => {
  const use = candidate("a.ts", { score: 1 });
  const called = candidate("lib/response.ts", { score: 0.6 });
  const defines = candidate("b.ts", { score: 0.5, content: "export class Response {}\n" });
  assert.deepEqual(order("response", use, defines, called), ["lib/response.ts", "b.ts", "a.ts"]);
  assert.deepEqual(order("where the response is", use, called), ["a.ts", "lib/response.ts"]);
});

test("who asks for a file alone gets its beginning, whoever asks for more the part that has it", () => {
  const content = Array.from({ length: 80 }, (_, i) => `# Part ${i}\n\nSome text of it.\n`).join(
    "\n",
  );
  const { place } = candidate("README.md", { content });
  const last = { place: { ...place, index: place.file.chunks.length - 1 }, score: 0.9 };
  const first = { place, score: 0.7 };
  const chunk = (query: string) => applyRules([last, first], toQuestion(query))[0]?.place.index;
  assert.equal(chunk("README"), 0);
  assert.equal(chunk("README.md"), 0);
  assert.notEqual(chunk("README part"), 0);
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

test("a file that the query names comes before what defines or mentions the words of its name", () => {
  const definition = candidate("src/a.ts", { score: 1, content: "export function rules() {}\n" });
  const file = candidate("src/rank/rules.ts", { score: 0 });
  for (const query of ["rules.ts", "rank/rules.ts", "src/rank/rules.ts:7", "./rank\\rules.ts"])
    assert.deepEqual(order(query, definition, file)[0], "src/rank/rules.ts", query);
  assert.deepEqual(order("rules", definition, file)[0], "src/a.ts");
  const manifest = candidate("package.json", { score: 0.3 });
  const reader = candidate("src/b.ts", { score: 1, content: "export function json() {}\n" });
  assert.deepEqual(order("package.json scripts", reader, manifest)[0], "package.json");
  const makefile = candidate("Makefile", { score: 0.2 });
  assert.deepEqual(order("makefile", definition, makefile)[0], "Makefile");
  assert.deepEqual(order("readme", definition, candidate("README.md"))[0], "README.md");
});

test("a line of a stack trace leads to the part of the file that has this line", () => {
  const part = (name: string): string =>
    `function ${name}() {\n${"  work(on, it);\n".repeat(70)}}\n\n`;
  const file = candidate("src/jobs.ts", { content: part("one") + part("two") });
  const chunks = file.place.file.chunks.map((_, index): Candidate => ({
    place: { ...file.place, index },
    score: 0.5,
  }));
  const trace = "at two (/home/somebody/project/src/jobs.ts:100:3)";
  const [first] = applyRules(chunks, toQuestion(trace));
  const { startLine, endLine } = file.place.file.chunks[first?.place.index ?? 0] ?? {};
  assert.ok((startLine ?? 0) <= 99 && 99 < (endLine ?? 0));
});

test("a folder that the query names raises what lies in it", () => {
  const other = candidate("src/a.ts", { score: 0.6 });
  assert.deepEqual(order("src/rank/ value", other, candidate("src/rank/b.ts"))[0], "src/rank/b.ts");
  assert.deepEqual(order("client/server value", other, candidate("src/b.ts"))[0], "src/a.ts");
});

test("a short end of a dotted name is not looked for inside longer names", () => {
  const widget = candidate("a.ts", { score: 0.5, content: "export function widget() {}\n" });
  assert.deepEqual(order("Cache.get", candidate("b.ts", { score: 0.6 }), widget)[0], "b.ts");
});
