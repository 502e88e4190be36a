import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import { Feed } from "../../src/platform/stream.ts";
import type { Found, Hit, IndexState } from "../../src/search/protocol.ts";
import type { FindOptions, Search } from "../../src/search/search.ts";
import { pickResult, pickSimilar } from "../../src/vscode/searchPick.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(() => {
  fake.reset();
  fake.workspace.workspaceFolders = [{ uri: fake.Uri.file("/project") }];
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const hit = (path: string, text = "x"): Hit => ({
  folder: "/project",
  path,
  startLine: 4,
  endLine: 6,
  text,
  score: 1,
});

const ready: IndexState = { kind: "ready", files: 200, words: 200, meaning: 76, bytes: 0 };

/** A search that is answered by the test. */
function begin(state = ready) {
  const states = new Emitter<IndexState>();
  const asked: { query: string; options: FindOptions; feed: Feed<Found>; signal?: AbortSignal }[] =
    [];
  const failures: unknown[] = [];
  let offered = 0;
  const search = {
    find: (query: string, options: FindOptions, signal?: AbortSignal) => {
      const feed = new Feed<Found>();
      asked.push({ query, options, feed, ...(signal && { signal }) });
      return feed;
    },
    open: async () => {},
    state: () => state,
    onState: states.event,
  } as unknown as Search;
  const parts = {
    search,
    report: (_: string, error: unknown) => void failures.push(error),
    offerModel: async () => void offered++,
  };
  const pick = () => {
    const found = fake.editor.picks[0];
    assert.ok(found, "a list is open");
    return found;
  };
  const type = (query: string): void => {
    pick().type(query);
    mock.timers.tick(120);
  };
  const answer = async (by: Found["by"], ...hits: Hit[]): Promise<void> => {
    asked.at(-1)?.feed.push({ by, hits });
    await turn();
  };
  const labels = () => pick().items.map(({ label }) => label);
  return { parts, asked, failures, offered: () => offered, pick, type, answer, labels, states };
}

test("results come while typing, in the order of the search, whatever their names", async () => {
  const { parts, asked, pick, type, answer, labels } = begin();
  const done = pickResult(parts);
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
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
  type("a");
  await answer("words", hit("a.ts"));
  assert.equal(pick().title, "Semantic Search (words)");
  await answer("meaning", hit("a.ts"));
  assert.equal(pick().title, "Semantic Search (words, meaning: 38 % of files)");
  pick().hide();
  await done;
});

test("the place that was chosen stays active when meaning replaces words", async () => {
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  pick().moveTo(1);
  await answer("meaning", hit("c.ts"), hit("a.ts"), hit("b.ts"));
  assert.equal(pick().activeItems[0]?.label, "b.ts:5");
  pick().hide();
  await done;
});

test("an open list is asked again when the index is whole, and its chosen place stays", async () => {
  const { parts, asked, pick, type, answer, states } = begin({ ...ready, kind: "indexing" });
  const done = pickResult(parts);
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  pick().moveTo(1);
  states.fire({ ...ready, kind: "indexing", meaning: 80 });
  states.fire({ ...ready, meaning: 200 });
  mock.timers.tick(120);
  assert.equal(asked.length, 2);
  await answer("meaning", hit("c.ts"), hit("b.ts"));
  assert.equal(pick().activeItems[0]?.label, "b.ts:5");
  pick().hide();
  await done;
});

test("the first place follows the best result until one is chosen", async () => {
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
  type("a");
  await answer("words", hit("a.ts"), hit("b.ts"));
  await answer("meaning", hit("c.ts"), hit("a.ts"));
  assert.equal(pick().activeItems[0]?.label, "c.ts:5");
  pick().hide();
  await done;
});

test("another query begins at its best result again", async () => {
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
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
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
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
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
  type("a");
  await answer("words", hit("a.ts"));
  pick().press(0, "Open to the Side");
  await done;
  assert.equal(fake.editor.shown.at(-1)?.options["viewColumn"], fake.ViewColumn.Beside);
});

test("leaving the list stops the search and gives the old editor, cursor and scroll back", async () => {
  const { parts, asked, pick, type, answer } = begin();
  const document = { uri: fake.Uri.file("/project/old.ts") };
  const scroll = new fake.Range(30, 0, 60, 0);
  fake.window.activeTextEditor = {
    document,
    viewColumn: 1,
    selections: ["cursor"],
    visibleRanges: [scroll],
  };
  const done = pickResult(parts);
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
  const { parts, pick, type, answer } = begin();
  const done = pickResult(parts);
  type("src/ nothing like it");
  await answer("words");
  assert.deepEqual(
    pick().items.map(({ label, detail }) => [label, detail]),
    [["Nothing found", "Leave out the folder to look everywhere."]],
  );
  pick().accept();
  pick().hide();
  assert.equal(await done, undefined);
});

test("what the index lacks is told, and a button offers it", async () => {
  const note = "The model for meaning is not on this machine.";
  const { parts, pick, offered } = begin({ ...ready, note });
  const done = pickResult(parts);
  assert.equal(pick().prompt, note);
  pick().pressTitle();
  await done;
  assert.equal(offered(), 1);
});

test("similar code is found at once, without the selection itself", async () => {
  const { parts, asked, pick, answer, labels, type } = begin();
  fake.window.activeTextEditor = {
    document: { uri: fake.Uri.file("/project/a.ts"), getText: () => "let a = 1;" },
    selection: new fake.Range(3, 0, 5, 0),
    visibleRanges: [],
    selections: [],
  };
  const done = pickSimilar(parts);
  await turn();
  assert.equal(asked[0]?.query, "let a = 1;");
  await answer("words", hit("a.ts"), hit("b.ts"));
  assert.deepEqual(labels(), ["b.ts:5"]);
  type("something else");
  await answer("words", hit("a.ts"), hit("b.ts"));
  assert.deepEqual(labels(), ["a.ts:5", "b.ts:5"]);
  pick().hide();
  await done;
});

test("without a folder or a selection it says what is needed", async () => {
  const { parts } = begin();
  await assert.rejects(pickSimilar(parts), /Select the code/);
  fake.workspace.workspaceFolders = undefined;
  await assert.rejects(pickResult(parts), /Open a folder/);
});
