import assert from "node:assert/strict";
import { test } from "node:test";
import { contentsOf, toAccept } from "../../src/search/rank/filter.ts";
import { languageOf } from "../../src/search/files/language.ts";
import type { Filter } from "../../src/search/protocol.ts";

const files = [
  "src/http/rate.ts",
  "src/http/rate.test.ts",
  "src/httpish.ts",
  "tools/run.py",
  "Makefile",
].map((path) => ({ folder: "/a", path }));

const accepted = (filter: Filter): string[] =>
  files.filter(toAccept(filter)).map(({ path }) => path);

test("nothing chosen accepts every file", () => {
  assert.equal(accepted({}).length, files.length);
  assert.equal(accepted({ under: "", languages: [] }).length, files.length);
});

test("a folder is whole names, inside any workspace folder or by its absolute path", () => {
  const inside = ["src/http/rate.ts", "src/http/rate.test.ts"];
  assert.deepEqual(accepted({ under: "src/http" }), inside);
  assert.deepEqual(accepted({ under: "src/http/" }), inside);
  assert.deepEqual(accepted({ under: "/a/src/http" }), inside);
  assert.deepEqual(accepted({ under: "/b" }), []);
});

test("languages, tests and single files narrow together", () => {
  assert.deepEqual(accepted({ languages: ["Python", "Makefile"] }), ["tools/run.py", "Makefile"]);
  assert.deepEqual(accepted({ tests: "only" }), ["src/http/rate.test.ts"]);
  assert.deepEqual(accepted({ tests: "without", languages: ["TypeScript"] }), [
    "src/http/rate.ts",
    "src/httpish.ts",
  ]);
  assert.deepEqual(accepted({ files: ["/a/tools/run.py"], under: "tools" }), ["tools/run.py"]);
  assert.deepEqual(accepted({ files: [] }), []);
});

test("a language is told by ending or by name, and an unknown one is its ending", () => {
  assert.deepEqual(["a/B.TSX", "Dockerfile", "x.weird", "LICENSE"].map(languageOf), [
    "TypeScript",
    "Dockerfile",
    ".weird",
    "Other",
  ]);
});

test("what there is to filter by is counted: languages by size, folders by name down to the second level", () => {
  const { languages, folders } = contentsOf([...files, { folder: "/a", path: "src/a/b/c.ts" }]);
  assert.deepEqual(languages[0], { name: "TypeScript", files: 4 });
  assert.deepEqual(
    folders.map(({ path, files: count }) => [path, count]),
    [
      ["src", 4],
      ["src/a", 1],
      ["src/http", 2],
      ["tools", 1],
    ],
  );
});
