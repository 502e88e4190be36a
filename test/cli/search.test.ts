import assert from "node:assert/strict";
import { test } from "node:test";
import type { Found, Hit } from "../../src/search/protocol.ts";
import type { FindOptions, Search } from "../../src/search/search.ts";
import { hearth } from "./world.ts";

const hit: Hit = {
  folder: "/projects",
  path: "src/fines.ts",
  startLine: 11,
  endLine: 17,
  symbols: ["fineOf"],
  text: "function fineOf(days: number) {\n\n  // a cent a day\n  return days;\n}",
  score: 1,
};
const finding = (found: readonly Found[], asked: FindOptions[] = []): Partial<Search> => ({
  async *find(_query, options) {
    asked.push(options);
    yield* found;
  },
});
const search = (...args: string[]) => ["search", "a fine", ".", "-m", "@test/embedder", ...args];
const both: readonly Found[] = [
  { hits: [], by: "words" },
  { hits: [hit], by: "meaning" },
];

test("the last and best results are printed as path:line with the first lines of the place that no word of the question names", async () => {
  const { code, out, err } = await hearth(["search", "a penalty", ".", "-m", "@test/embedder"], {
    search: finding(both),
  });
  assert.deepEqual([code, err], [0, ""]);
  assert.equal(
    out,
    "src/fines.ts:12  fineOf\n     12  function fineOf(days: number) {\n     14    // a cent a day\n     15    return days;\n",
  );
});

test("the lines that have the words of the question are shown with their numbers", async () => {
  const text = `${"  step();\n".repeat(5)}  return days * cents;\n}`;
  const { out } = await hearth(["search", "cents a day", ".", "-m", "@test/embedder"], {
    search: finding([{ hits: [{ ...hit, text }], by: "meaning" }]),
  });
  assert.equal(out, "src/fines.ts:12  fineOf\n     17    return days * cents;\n");
});

test("a search without result says what to try", async () => {
  const state = (files: number) => () =>
    ({
      kind: "ready",
      files,
      words: files,
      meaning: files,
      share: 1,
      bytes: 0,
      revision: 0,
    }) as const;
  const none = finding([{ hits: [], by: "meaning" }]);
  const nothing = { search: { ...none, state: state(2) } };
  const plain = await hearth(search(), nothing);
  assert.deepEqual([plain.code, plain.out], [0, ""]);
  assert.match(plain.err, /other words/);
  const quoted = await hearth(["search", '"a fine"', ".", "-m", "@test/embedder"], nothing);
  assert.match(quoted.err, /quotation marks/);
  assert.match((await hearth(search("--under", "lib"), nothing)).err, /below lib.*--under/);
  const empty = await hearth(search(), { search: { ...none, state: state(0) } });
  assert.match(empty.err, /no file with text/);
});

test("what the team has shared stands under its repository; nothing, and meaning alone, are told", async () => {
  const shared = (found: Found) => ({ search: { findShared: async () => found } });
  const there = { ...hit, folder: "git.test/acme/shop" };
  const alone = await hearth(
    search("--shared"),
    shared({ hits: [there], by: "meaning", wordless: true }),
  );
  assert.match(alone.out, /^git\.test\/acme\/shop\/src\/fines\.ts:12/);
  assert.match(alone.err, /No file has any of these words/);
  const none = await hearth(search("--shared"), shared({ hits: [], by: "meaning" }));
  assert.match(none.err, /Nothing found/);
});

test("an empty question, and a file in place of a folder, are wrong usage", async () => {
  const wordless = await hearth(["search", " ", "."], {});
  assert.deepEqual([wordless.code, wordless.out], [2, ""]);
  assert.match(wordless.err, /Say what you look for/);
  const { code, err } = await hearth(["search", "x", "package.json"], {});
  assert.equal(code, 2);
  assert.match(err, /package\.json is a file\. Name a folder/);
});

test("--json prints the results as data; limit and path are handed on", async () => {
  const asked: FindOptions[] = [];
  const { out } = await hearth(search("--json", "-n", "3", "--under", "src"), {
    search: finding(both, asked),
  });
  assert.deepEqual(JSON.parse(out), { hits: [hit], by: "meaning" });
  assert.deepEqual(asked, [{ limit: 3, under: "src" }]);
});

test("without the model it searches by words, and says how to get meaning", async () => {
  let settled = false;
  const { code, out, err } = await hearth(search(), {
    states: { "@test/embedder": { kind: "absent", bytes: 1 } },
    search: {
      ...finding([{ hits: [hit], by: "words" }]),
      settled: async () => void (settled = true),
    },
  });
  assert.deepEqual([code, settled], [0, false]);
  assert.match(out, /^src\/fines\.ts:12/);
  assert.match(err, /By words only|by words only.*hearth models download @test\/embedder/i);
});

test("--words does not wait for meaning, and does not complain", async () => {
  let settled = false;
  const { err } = await hearth(search("--words"), {
    search: {
      ...finding([{ hits: [hit], by: "words" }]),
      settled: async () => void (settled = true),
    },
  });
  assert.deepEqual([settled, err], [false, ""]);
});

test("when meaning failed, the reason stands on stderr", async () => {
  const { err } = await hearth(search(), {
    search: {
      ...finding([{ hits: [hit], by: "words" }]),
      state: () => ({
        kind: "ready",
        files: 1,
        words: 1,
        meaning: 0,
        share: 0,
        bytes: 0,
        revision: 0,
        note: "The model broke.",
      }),
    },
  });
  assert.match(err, /The model broke\./);
});
