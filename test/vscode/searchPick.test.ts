import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as fake from "../fakes/vscode.ts";
import { begin, hit, ready, turn } from "./searching.ts";

beforeEach(() => {
  fake.reset();
  fake.workspace.workspaceFolders = [{ uri: fake.Uri.file("/project") }];
});

test("results come while typing, in the order of the search, whatever their names", async () => {
  const { list, asked, pick, type, answer, labels } = begin();
  const done = list.pick();
  type("greet somebody");
  assert.equal(asked[0]?.query, "greet somebody");
  await answer("words", hit("z.ts"), hit("src/greet.ts"));
  assert.deepEqual(labels(), ["z.ts:5", "src/greet.ts:5"]);
  assert.ok(pick().items.every(({ alwaysShow }) => alwaysShow));
  assert.equal(pick().sortByLabel, false);
  pick().hide();
  await done;
});

test("the title says which results one sees", async () => {
  const { list, asked, pick, type, answer } = begin();
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"));
  assert.equal(pick().title, "Semantic Search (words)");
  await answer("meaning", hit("a.ts"));
  assert.equal(pick().title, "Semantic Search (words, meaning: 38 % of files)");
  asked.at(-1)?.feed.push({ by: "meaning", hits: [hit("a.ts")], wordless: true });
  await turn();
  assert.equal(pick().title, "Semantic Search (by meaning alone: no file has these words)");
  pick().hide();
  await done;
});

test("the place that was chosen stays active when meaning replaces words", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  pick().moveTo(1);
  await answer("meaning", hit("c.ts"), hit("a.ts"), hit("b.ts"));
  assert.equal(pick().activeItems[0]?.label, "b.ts:5");
  pick().hide();
  await done;
});

test("an open list is asked again when the index is whole, and its chosen place stays", async () => {
  const { list, asked, pick, type, answer, states } = begin({ ...ready, kind: "indexing" });
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  pick().moveTo(1);
  states.fire({ ...ready, kind: "indexing", meaning: 80 });
  states.fire({ ...ready, meaning: 200 });
  await turn();
  assert.equal(asked.length, 2);
  await answer("meaning", hit("c.ts"), hit("b.ts"));
  assert.equal(pick().activeItems[0]?.label, "b.ts:5");
  pick().hide();
  await done;
});

test("an open list follows the files: asked again once they are quiet, nobody's place moves, nothing typed is lost", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { list, asked, pick, type, answer, labels, states } = begin();
  const done = list.pick();
  type("a");
  await answer("meaning", hit("a.ts", "1"), hit("b.ts", "2"), hit("c.ts", "3"));
  pick().moveTo(1);
  states.fire({ ...ready, revision: 1, words: 150 });
  states.fire({ ...ready, revision: 2 });
  context.mock.timers.tick(300);
  states.fire({ ...ready, revision: 3 });
  context.mock.timers.tick(399);
  assert.equal(asked.length, 1, "files still change");
  context.mock.timers.tick(1);
  assert.equal(asked.length, 2);
  await answer("words", hit("c.ts", "3"));
  assert.deepEqual(labels(), ["a.ts:5", "b.ts:5", "c.ts:5"], "the order by meaning is not lost");
  const moved = { ...hit("b.ts", "2"), startLine: 9, endLine: 11 };
  await answer("meaning", hit("new.ts"), moved, hit("c.ts", "3"));
  assert.deepEqual(labels(), ["new.ts:5", "b.ts:10", "c.ts:5"]);
  assert.equal(pick().activeItems[0]?.label, "b.ts:10");
  states.fire({ ...ready, revision: 4 });
  context.mock.timers.tick(400);
  await answer("meaning", hit("new.ts"), hit("c.ts", "3"));
  assert.equal(pick().activeItems[0]?.label, "c.ts:5", "the one that has come into its place");
  assert.equal(pick().value, "a");
  pick().hide();
  await done;
});

test("where words are all there is, a list that is asked again shows them when nothing better comes", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { list, asked, pick, type, answer, labels, states } = begin();
  const done = list.pick();
  type("a");
  await answer("meaning", hit("a.ts"));
  states.fire({ ...ready, revision: 1 });
  context.mock.timers.tick(400);
  await answer("words", hit("b.ts"));
  asked.at(-1)?.feed.end();
  await turn();
  assert.deepEqual(labels(), ["b.ts:5"]);
  pick().hide();
  await done;
});

test("results in a file with unsaved edits are where the editor has them", async () => {
  const { list, pick, type, answer, labels } = begin();
  const edited = (path: string, text: string) => ({
    ...{ uri: fake.Uri.file(`/project/${path}`), isDirty: true, getText: () => text },
  });
  fake.workspace.textDocuments = [edited("a.ts", "1\nlet fine;\n"), edited("b.ts", "nothing\n")];
  const done = list.pick();
  type("fine");
  await answer(
    "words",
    hit("a.ts", "let fine;"),
    hit("b.ts", "let fine;"),
    hit("c.ts", "let fine;"),
  );
  assert.deepEqual(labels(), ["a.ts:2", "c.ts:5"]);
  pick().hide();
  await done;
  fake.workspace.textDocuments = [];
});

test("the first place follows the best result until one is chosen", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  await answer("meaning", hit("c.ts"), hit("a.ts"));
  assert.equal(pick().activeItems[0]?.label, "c.ts:5");
  pick().hide();
  await done;
});

test("another query begins at its best result again", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  pick().moveTo(1);
  type("other");
  await answer("words", hit("a.ts"), hit("b.ts"));
  assert.equal(pick().activeItems[0]?.label, "a.ts:5");
  pick().hide();
  await done;
});

test("arrowing previews without taking the keyboard; Enter opens the line that fits best", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("fine");
  await answer("words", hit("a.ts"), hit("b.ts", "let x;\nlet fine = 2;"));
  pick().moveTo(1);
  await turn();
  const preview = fake.editor.shown.at(-1);
  assert.equal(preview?.uri, "file:///project/b.ts");
  assert.deepEqual([preview?.options["preserveFocus"], preview?.options["preview"]], [true, true]);
  pick().accept();
  const place = await done;
  assert.equal(place?.line, 5);
  const opened = fake.editor.shown.at(-1);
  assert.equal(opened?.underList, false, "the list is gone before the place opens");
  assert.equal(opened?.options["preserveFocus"], undefined);
  assert.equal(
    (opened?.options["selection"] as { start: { line: number } } | undefined)?.start.line,
    5,
  );
});

test("the button opens to the side", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"));
  pick().press(0, "Open to the Side");
  await done;
  assert.equal(fake.editor.shown.at(-1)?.options["viewColumn"], fake.ViewColumn.Beside);
});

test("leaving the list stops the search and gives the old editor, cursor and scroll back", async () => {
  const { list, asked, pick, type, answer } = begin();
  const document = { uri: fake.Uri.file("/project/old.ts") };
  const scroll = new fake.Range(30, 0, 60, 0);
  fake.window.activeTextEditor = {
    document,
    viewColumn: 1,
    selection: { isEmpty: true },
    selections: ["cursor"],
    visibleRanges: [scroll],
  };
  const done = list.pick();
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  pick().moveTo(1);
  await turn();
  pick().hide();
  assert.equal(await done, undefined);
  assert.ok(asked[0]?.signal?.aborted);
  assert.equal(fake.editor.shown.at(-1)?.uri, "file:///project/old.ts");
  assert.deepEqual(fake.editor.restored, { selections: ["cursor"], revealed: scroll });
});

test("an empty answer says what to try", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("src/ nothing like it");
  await answer("words");
  assert.deepEqual(
    pick().items.map(({ label, detail }) => [label, detail]),
    [["Nothing found", "Press Enter to leave out the folder and look everywhere."]],
  );
  pick().accept();
  assert.equal(pick().value, "nothing like it");
  type('"not there"');
  await answer("words");
  pick().accept();
  assert.equal(pick().value, "not there");
  type("=>");
  await answer("words");
  assert.match(pick().items[0]?.detail ?? "", /signs alone are not looked for/);
  pick().hide();
  assert.equal(await done, undefined);
});

test("a folder without text says so", async () => {
  const { list, pick, type, answer } = begin({ ...ready, kind: "empty", files: 0, words: 0 });
  const done = list.pick();
  type("anything");
  await answer("words");
  assert.match(pick().items[0]?.detail ?? "", /^There is no file with text here/);
  pick().hide();
  await done;
});

test("what the index lacks is told, and a button offers it", async () => {
  const note = "The model for meaning is not on this machine.";
  const { list, pick, offered } = begin({ ...ready, note });
  const done = list.pick();
  assert.equal(pick().prompt, note);
  pick().pressTitle(/Download/);
  await done;
  assert.equal(offered(), 1);
});

test("results are kept from the open list, and the last ones when it is closed", async () => {
  const { list, kept, pick, type, answer } = begin();
  await assert.rejects(list.keep(), /Search for something first/);
  const done = list.pick();
  type("limit");
  await answer("words", hit("a.ts"));
  pick().pressTitle(/^Keep/);
  await done;
  assert.deepEqual(
    kept.map(({ asked, hits }) => [asked.title, hits.length]),
    [["limit", 1]],
  );
  await list.keep();
  assert.equal(kept.length, 2);
});

test("shell code is shown as it is: no icon takes its place", async () => {
  const { list, pick, type, answer } = begin();
  const done = list.pick();
  type("nothing of it");
  await answer("words", hit("a.sh", "echo $(date)"));
  assert.doesNotMatch(pick().items[0]?.detail ?? "", /\$\(/);
  pick().hide();
  await done;
});

test("without a folder it says what is needed", async () => {
  const { list } = begin();
  fake.workspace.workspaceFolders = undefined;
  await assert.rejects(list.pick(), /Open a folder/);
});
