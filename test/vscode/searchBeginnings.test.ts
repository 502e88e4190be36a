import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { beginnings } from "../../src/vscode/search/beginnings.ts";
import * as fake from "../fakes/vscode.ts";
import { begin, hit } from "./searching.ts";

beforeEach(() => {
  fake.reset();
  fake.workspace.workspaceFolders = [{ uri: fake.Uri.file("/project") }];
});

test("before the first search the list shows what can be asked, and Enter tries it", async () => {
  const { list, asked, pick, labels } = begin();
  const done = list.pick();
  assert.equal(labels().length, 3);
  assert.equal(asked.length, 0);
  pick().accept();
  assert.equal(asked[0]?.query, "where is the configuration read");
  pick().hide();
  await done;
});

test("what led to a place is offered again, newest first and each once; what led nowhere is not", async () => {
  const { list, pick, type, answer, labels } = begin();
  for (const query of ["one", "two", "one", "three"]) {
    fake.editor.picks.length = 0;
    const done = list.pick();
    type(query);
    await answer("words", hit("a.ts"));
    if (query === "three") pick().hide();
    else pick().accept();
    await done;
  }
  fake.editor.picks.length = 0;
  const done = list.pick();
  assert.deepEqual(labels(), ["one", "two"]);
  pick().hide();
  await done;
});

test("what is selected in the editor comes first", () => {
  const items = beginnings(["old", "chosen"], "chosen");
  assert.deepEqual(
    items.map(({ label, description }) => [label, description]),
    [
      ["chosen", "selected"],
      ["old", undefined],
    ],
  );
});
