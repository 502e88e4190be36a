import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Found, IndexState } from "../../src/search/protocol.ts";
import type { FindOptions, Search } from "../../src/search/search.ts";
import { placesToText } from "../../src/search/tools/text.ts";
import { toTools } from "../../src/search/tools/tools.ts";
import { hitAt } from "./hits.ts";

const ready: IndexState = {
  kind: "ready",
  files: 10,
  words: 10,
  meaning: 10,
  share: 1,
  bytes: 2_500_000,
  revision: 0,
};

interface World {
  readonly found?: readonly Found[];
  readonly state?: IndexState;
  readonly folders?: readonly string[];
}
function open({ found = [], state = ready, folders = ["/projects"] }: World = {}) {
  const asked: { query: string; options: FindOptions }[] = [];
  const search = {
    async *find(query: string, options: FindOptions) {
      asked.push({ query, options });
      yield* found;
    },
    findShared: async (query: string, options: FindOptions) => {
      asked.push({ query, options });
      return found.at(-1);
    },
    open: async () => {},
    state: () => state,
  } as unknown as Search;
  const tools = toTools({ search, folders: () => folders, model: () => "@test/embedder" });
  const call = (name: string, input?: unknown, budget?: number): Promise<string> =>
    tools.call(name, input, { ...(budget && { budget }) }, new AbortController().signal);
  return { call, asked };
}
const meaning = (...hits: readonly Found["hits"][number][]): Found => ({ hits, by: "meaning" });

const folder = mkdtempSync(join(tmpdir(), "hearth-tools-"));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "a.ts"), "// one\nfunction two() {}\n\nfunction four() {}\n");

test("a search answers with path, lines from 1, symbol and code", async () => {
  const { call } = open({ found: [meaning(hitAt("src/fines.ts"))] });
  assert.equal(
    await call("hearth_semanticSearch", { query: "late  fee" }),
    "1 place for “late fee”, best first. Searched by words and meaning.\n\nsrc/fines.ts:12-14  fineOf\nfunction fineOf(days) {\n  return days * 20;\n}\n",
  );
});

test("an answer to words that stand nowhere says that it may be far off", async () => {
  const found = { ...meaning(hitAt("src/fines.ts")), wordless: true } as const;
  const text = await open({ found: [found] }).call("hearth_semanticSearch", { query: "zxqwv" });
  assert.match(text, /No file has any of these words: the nearest by meaning may be far off\./);
});

test("the last and best answer counts, and the limit is handed on", async () => {
  const found = [{ hits: [], by: "words" } as const, meaning(hitAt("a.ts"), hitAt("b.ts"))];
  const { call, asked } = open({ found });
  const text = await call("hearth_semanticSearch", { query: "fee", limit: 2 });
  assert.match(text, /^2 places[\s\S]*a\.ts[\s\S]*b\.ts/);
  assert.deepEqual(asked[0]?.options, { limit: 2 });
});

test("how it was found is told: by words only and why, or how much meaning there is so far", async () => {
  const hits = [hitAt("a.ts")];
  const half = { ...ready, meaning: 5 };
  const say = (found: Found, state: IndexState): Promise<string> =>
    open({ found: [found], state }).call("hearth_semanticSearch", { query: "fee" });
  assert.match(await say({ hits, by: "words" }, half), /words only\. So far 5 of 10 files/);
  assert.match(
    await say({ hits, by: "words" }, { ...ready, note: "No model." }),
    /only\. No model/,
  );
  assert.match(await say(meaning(...hits), half), /words and meaning\. So far 5 of 10/);
});

test("a path limits the search; with several folders its first part may name the folder", async () => {
  const one = open({ found: [meaning()] });
  await one.call("hearth_semanticSearch", { query: "fee", under: "./src/loans/" });
  await one.call("hearth_semanticSearch", { query: "fee", under: "." });
  const two = open({ folders: ["/projects/shop", "/projects/web"], found: [meaning()] });
  await two.call("hearth_semanticSearch", { query: "fee", under: "web/src" });
  await two.call("hearth_semanticSearch", { query: "fee", under: "src" });
  assert.deepEqual(
    [...one.asked, ...two.asked].map(({ options }) => options.under),
    ["src/loans", "", "/projects/web/src", "src"],
  );
});

test("what finds nothing says what to try next", async () => {
  const { call } = open({ found: [meaning()], state: { ...ready, kind: "indexing" } });
  const text = await call("hearth_semanticSearch", { query: "fee", under: "src" });
  assert.match(text, /^Nothing was found for “fee” in src\..*still being built.*Leave out "under"/);
});

test("similar code is looked for by a file's lines, by a whole file, or by the code itself", async () => {
  const { call, asked } = open({ folders: [folder], found: [meaning(hitAt("b.ts"))] });
  const path = join(folder, "a.ts");
  const text = await call("hearth_findSimilar", { path: "a.ts", startLine: 2, endLine: 2 });
  assert.match(text, /^1 place for code like a\.ts:2-2, best first/);
  assert.match(await call("hearth_findSimilar", { path }), /^1 place for code like \/.*\/a\.ts,/);
  await call("hearth_findSimilar", { code: "function two() {}", limit: 3 });
  assert.deepEqual(asked, [
    {
      query: "function two() {}",
      options: { limit: 8, like: { path, lines: { startLine: 1, endLine: 2 } } },
    },
    {
      query: "// one\nfunction two() {}\n\nfunction four() {}",
      options: { limit: 8, like: { path } },
    },
    { query: "function two() {}", options: { limit: 3 } },
  ]);
});

test("similar code without code, from no file or from empty lines says what to pass", async () => {
  const { call } = open({ folders: [folder] });
  await assert.rejects(call("hearth_findSimilar", {}), { message: /pass "code", or "path"/ });
  await assert.rejects(call("hearth_findSimilar", { path: "no.ts" }), {
    message: /no\.ts is not a file.*path as a search gives it/,
  });
  for (const lines of [
    { startLine: 3, endLine: 3 },
    { startLine: 90 },
    { startLine: 3, endLine: 1 },
  ])
    await assert.rejects(call("hearth_findSimilar", { path: "a.ts", ...lines }), {
      message: /has 5 lines.*Pass other lines/,
    });
});

test("shared: the other repositories are searched, and stand before the paths", async () => {
  const hit = hitAt("src/fines.ts", { folder: "git.test/acme/web" });
  const { call, asked } = open({ found: [meaning(hit)], state: { ...ready, meaning: 1 } });
  const text = await call("hearth_semanticSearch", { query: "fee", shared: "true", under: "src" });
  assert.match(
    text,
    /^1 place for “fee” in what the team has shared, best first\. Searched by words and meaning\.\n\ngit\.test\/acme\/web\/src\/fines\.ts:12-14/,
  );
  assert.deepEqual(asked[0]?.options, { limit: 8, under: "src" });
  const none = open({ found: [meaning()] });
  assert.match(
    await none.call("hearth_semanticSearch", { query: "fee", shared: true }),
    /^Nothing was found for “fee” in what the team has shared\./,
  );
});

test("the status tells of the team's index where one is used", async () => {
  const shared = { vectors: 7, note: "It cannot be reached." };
  const text = await open({ state: { ...ready, shared } }).call("hearth_indexStatus");
  assert.match(text, /\nTeam's index: 7 vectors taken from it\nNote: It cannot be reached\.$/);
});

test("the status tells folders, files, model, size and what is wrong", async () => {
  const state = { ...ready, kind: "failed", meaning: 5, note: "The disk is full." } as const;
  assert.equal(
    await open({ state }).call("hearth_indexStatus"),
    "Folders: /projects\nState: failed; searches answer with what is known so far\nFiles: 10, of which 10 can be found by words and 5 (50 %) by meaning\nModel: @test/embedder\nSize on disk: 2.5 MB\nNote: The disk is full.",
  );
});

test("an unknown tool, and a window without a folder, are told to the model", async () => {
  await assert.rejects(open().call("hearth_grep", {}), {
    message: /There are hearth_semanticSearch, /,
  });
  const none = open({ folders: [] }).call("hearth_semanticSearch", { query: "fee" });
  await assert.rejects(none, { message: /Ask the user to open a folder/ });
});

test("an answer keeps to its budget: the code of later places goes first, then their lines", () => {
  const hits = Array.from({ length: 30 }, (_, i) =>
    hitAt(`src/file${i}.ts`, { text: "x".repeat(300) }),
  );
  const say = (budget: number): string =>
    placesToText(
      meaning(...hits),
      { asked: "“x”", state: ready },
      { folders: ["/projects"], budget },
    );
  const all = say(10_000);
  assert.equal(all.match(/x{300}/g)?.length, 30);
  assert.doesNotMatch(all, /Cut to fit/);
  const some = say(1000);
  assert.ok(some.length < 3300, `${some.length} characters`);
  assert.match(some, /file29\.ts/);
  assert.match(some, /Cut to fit\. Read a file/);
  assert.match(say(100), /file0\.ts[\s\S]*more places are not listed/);
  assert.ok(say(100).length < 500);
});

test("of a very long place the first lines are shown, and how many more there are", () => {
  const text = Array.from({ length: 100 }, (_, i) => `line ${i}  `).join("\n");
  const shown = placesToText(
    meaning(hitAt("a.ts", { text })),
    { asked: "“x”", state: ready },
    { folders: ["/projects"], budget: 5000 },
  );
  assert.match(shown, /line 59\n… 40 more lines/);
});
