import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as fake from "../fakes/vscode.ts";
import { begin, turn } from "./searching.ts";

beforeEach(() => {
  fake.reset();
  fake.workspace.workspaceFolders = [{ uri: fake.Uri.file("/project") }];
});

test("filters stand in the title, narrow the search, and hold in the next one until they are cleared", async () => {
  const { list, parts, asked, pick, type } = begin();
  const done = list.pick();
  parts.filters.set({ folder: "/project/src/http", languages: ["Go"] });
  pick().pressTitle(/^With tests/);
  type("limit");
  assert.match(pick().title ?? "", /src\/http\/ · Go · no tests/);
  assert.deepEqual(
    { ...asked.at(-1)?.options },
    {
      under: "/project/src/http",
      languages: ["Go"],
      tests: "without",
      limit: 30,
      again: true,
      rest: 150,
    },
  );
  type("tools/ limit");
  assert.equal(asked.at(-1)?.options.under, "tools", "a typed folder stands in for the chosen one");
  pick().hide();
  await done;
  const next = list.pick();
  const reopened = fake.editor.picks.at(-1);
  assert.match(reopened?.title ?? "", /no tests/);
  reopened?.pressTitle(/^Clear/);
  assert.equal(reopened?.title, "Semantic Search (words)");
  reopened?.hide();
  await next;
});

test("the button for tests goes from all to none to only, and asks again each time", async () => {
  const { list, asked, pick, type } = begin();
  const done = list.pick();
  type("a");
  const seen = [asked.at(-1)?.options.tests];
  for (let presses = 0; presses < 3; presses++) {
    pick().pressTitle(/Tests|tests/);
    seen.push(asked.at(-1)?.options.tests);
  }
  assert.deepEqual(seen, [undefined, "without", "only", undefined]);
  pick().hide();
  await done;
});

test("changed files can be asked for where git knows them, and only there", async () => {
  const { list, asked, pick, type, change } = begin();
  const without = list.pick();
  await turn();
  assert.throws(() => pick().pressTitle(/changed/), /no button/);
  pick().hide();
  await without;
  change(["/project/new.ts"]);
  const done = list.pick();
  await turn();
  const second = fake.editor.picks.at(-1);
  assert.ok(second);
  second.pressTitle(/changed/);
  fake.editor.picks.unshift(second);
  type("a");
  await turn();
  assert.deepEqual(asked.at(-1)?.options.files, ["/project/new.ts"]);
  second.hide();
  await done;
});

test("choosing a folder or languages brings the list back as it was", async () => {
  const { list, parts, pick, type } = begin();
  fake.editor.choices.push(
    (items) => items.find((item) => (item as { label: string }).label === "src"),
    (items) => items,
  );
  const done = list.pick();
  type("limit");
  pick().pressTitle(/^Only in a folder/);
  await turn();
  assert.equal(parts.filters.current().folder, "/project/src");
  pick().pressTitle(/^Only in a language/);
  await turn();
  assert.deepEqual(parts.filters.current().languages, ["TypeScript"]);
  assert.deepEqual([pick().shown, pick().value], [true, "limit"]);
  pick().hide();
  await done;
});

test("where filters leave nothing, Enter clears them", async () => {
  const { list, parts, pick, type, answer, labels } = begin();
  parts.filters.set({ tests: "only" });
  const done = list.pick();
  type("limit");
  await answer("words");
  assert.deepEqual(labels(), ["Nothing found with these filters"]);
  pick().accept();
  assert.equal(parts.filters.current().tests, undefined);
  pick().hide();
  await done;
});
