import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, mock, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { fromJson, titleOf, toJson } from "../../src/chat/conversation.ts";
import { openHistory } from "../../src/chat/history.ts";
import type { AnswerState, Conversation } from "../../src/chat/protocol.ts";
import { silent } from "../../src/platform/log.ts";
import { attachment } from "../fakes/history.ts";

const root = await mkdtemp(join(tmpdir(), "hearth-history-"));
after(() => rm(root, { recursive: true, force: true }));
let folders = 0;
const open = () => {
  const folder = join(root, `chats${++folders}`);
  return { folder, history: openHistory({ folder, log: silent }) };
};

const talk = (
  id: string,
  {
    text = "Hello",
    changed = 1,
    state = { kind: "finished", reason: "stop" },
  }: { readonly text?: string; readonly changed?: number; readonly state?: AnswerState } = {},
): Conversation => ({
  ...{ id, title: `About ${id}`, created: 1, changed },
  turns: [
    {
      id: "t1",
      question: { text: "Why?", attachments: [attachment()] },
      answer: { text, reasoning: "", model: "@test/model", leftOut: 0, state },
    },
  ],
});

test("a folder that does not exist holds no conversations", async () => {
  const { history } = open();
  assert.deepEqual(await history.list(), { conversations: [], damaged: [] });
  assert.equal(await history.read("nothing"), undefined);
});

test("what is saved is read again, also by another window", async () => {
  const { folder, history } = open();
  await history.save(talk("a"));
  const other = openHistory({ folder, log: silent });
  assert.deepEqual(await other.read("a"), talk("a"));
});

test(
  "what was shown is on the disk within a second, in its newest version",
  {
    timeout: 10_000,
  },
  async () => {
    const { folder, history } = open();
    mock.timers.enable({ apis: ["setTimeout"] });
    try {
      history.keep(talk("a", { text: "one" }));
      history.keep(talk("a", { text: "one two" }));
      assert.equal((await history.read("a"))?.turns[0]?.answer.text, "one two");
      assert.deepEqual(await readdir(folder), ["a.journal"]);
      mock.timers.tick(1000);
    } finally {
      mock.timers.reset();
    }
    while (!(await readdir(folder).catch((): string[] => [])).includes("a.json"))
      await setImmediate();
    const text = await readFile(join(folder, "a.json"), "utf8");
    assert.equal(fromJson(JSON.parse(text))?.turns[0]?.answer.text, "one two");
    assert.deepEqual((await readdir(folder)).sort(), ["a.journal", "a.json"]);
  },
);

test("many saves at once leave the newest, whole", async () => {
  const { folder, history } = open();
  const versions = Array.from({ length: 20 }, (_, i) => talk("a", { text: `version ${i}` }));
  await Promise.all(versions.map((version) => history.save(version)));
  const raw: unknown = JSON.parse(await readFile(join(folder, "a.json"), "utf8"));
  assert.equal(fromJson(raw)?.turns[0]?.answer.text, "version 19");
});

test("an answer that streamed when the editor went away counts as stopped and keeps its text", () => {
  const found = fromJson(JSON.parse(toJson(talk("a", { state: { kind: "streaming" } }))));
  assert.deepEqual(found?.turns[0]?.answer.state, { kind: "stopped" });
  assert.equal(found?.turns[0]?.answer.text, "Hello");
});

test("a damaged file is named and left alone; the others are listed", async () => {
  const { folder, history } = open();
  await history.save(talk("good"));
  const damaged: Record<string, string> = {
    "half.json": toJson(talk("half")).slice(0, 50),
    "later.json": JSON.stringify({ ...talk("later"), version: 99 }),
    "liar.json": toJson(talk("somebody")),
    "turns.json": JSON.stringify({ version: 1, ...talk("turns"), turns: [{ id: "t" }] }),
  };
  for (const [name, text] of Object.entries(damaged)) await writeFile(join(folder, name), text);
  const listing = await history.list();
  assert.deepEqual(
    listing.conversations.map(({ id }) => id),
    ["good"],
  );
  assert.deepEqual([...listing.damaged].sort(), Object.keys(damaged).sort());
  for (const [name, text] of Object.entries(damaged))
    assert.equal(await readFile(join(folder, name), "utf8"), text);
  await assert.rejects(history.read("half"));
});

test("the list is newest first and finds words in titles and texts", async () => {
  const { history } = open();
  await history.save(talk("a", { changed: 1, text: "the walrus sings" }));
  await history.save(talk("b", { changed: 3 }));
  await history.save(talk("c", { changed: 2 }));
  const ids = async (query?: string): Promise<string[]> =>
    (await history.list(query)).conversations.map(({ id }) => id);
  assert.deepEqual(await ids(), ["b", "c", "a"]);
  assert.deepEqual(await ids("SINGS walrus"), ["a"]);
  assert.deepEqual(await ids("about why"), ["b", "c", "a"]);
  assert.deepEqual(await ids("walrus nowhere"), []);
});

test("a new title survives an answer that still streams under the old one", async () => {
  const { history } = open();
  await history.save(talk("a"));
  await history.rename("a", "Walruses");
  await history.save(talk("a", { text: "more" }));
  const found = await history.read("a");
  assert.equal(found?.title, "Walruses");
  assert.equal(found?.turns[0]?.answer.text, "more");
});

test("a removed conversation is gone, also when a write was due", async () => {
  const { folder, history } = open();
  await history.save(talk("a"));
  history.keep(talk("a", { text: "more" }));
  await history.remove("a");
  await history.remove("a");
  assert.deepEqual(await readdir(folder), []);
  assert.equal(await history.read("a"), undefined);
});

test("an id cannot name a file elsewhere", async () => {
  const { history } = open();
  await assert.rejects(history.read("../secrets"), /not the id/);
  await assert.rejects(history.remove("a/b"), /not the id/);
});

test("a save that fails says so, and the version stays readable", async () => {
  const { folder, history } = open();
  await writeFile(folder, "a file where the folder should be");
  await assert.rejects(history.save(talk("a")));
  assert.equal((await history.read("a"))?.title, "About a");
});

test("what was found in a text is listed with the words around it", async () => {
  const { history } = open();
  const text = `${"Nothing here. ".repeat(9)}The walrus\nsleeps.`;
  await history.save(talk("a", { text }));
  await history.save({ ...talk("b", { text }), title: "A walrus" });
  const { conversations } = await history.list("walrus");
  const excerptOf = (wanted: string): string | undefined =>
    conversations.find(({ id }) => id === wanted)?.excerpt;
  assert.equal(excerptOf("a"), "… here. Nothing here. The walrus sleeps.");
  assert.equal(excerptOf("b"), undefined);
});

test("the title is the first line of the question, cut between words", () => {
  assert.equal(titleOf("\n  What is this?\nAnd that?"), "What is this?");
  assert.equal(titleOf("word ".repeat(20)), `${"word ".repeat(12).trim()}…`);
  assert.equal(titleOf("x".repeat(100)), `${"x".repeat(60)}…`);
  assert.equal(titleOf("  "), "");
});

test("what was kept is there after a kill in the same moment, although it was not written as a whole yet", async () => {
  const { folder, history } = open();
  const streaming = { kind: "streaming" } as const;
  await history.save(talk("a", { text: "", state: streaming }));
  for (const text of ["One", "One two", "One two three"])
    history.keep(talk("a", { text, state: streaming }));
  // another process, while nothing has given way since
  const other = openHistory({ folder, log: silent });
  const found = await other.read("a");
  assert.equal(found?.turns[0]?.answer.text, "One two three");
  assert.deepEqual(found?.turns[0]?.answer.state, { kind: "stopped" });
  await other.save(talk("a", { text: "One two three, and on" }));
  assert.deepEqual(await readdir(folder), ["a.json"]);
});

test("a journal that ends in the middle of a line, or belongs to another turn, costs nothing that is there", async () => {
  const { folder, history } = open();
  await history.save(talk("a", { text: "Hello" }));
  const line = (turn: string, at: number, text: string): string =>
    JSON.stringify({ turn, at, text, thoughtAt: 0, thought: "" });
  const journal = [line("t0", 5, "!"), line("t1", 5, " you"), line("t1", 20, "gap"), '{"turn":"t1'];
  await writeFile(join(folder, "a.journal"), journal.join("\n"));
  const found = await openHistory({ folder, log: silent }).read("a");
  assert.equal(found?.turns[0]?.answer.text, "Hello you");
});

test("a finished answer leaves no journal behind, and a removed conversation neither", async () => {
  const { folder, history } = open();
  const streaming = { kind: "streaming" } as const;
  await history.save(talk("a", { text: "", state: streaming }));
  history.keep(talk("a", { text: "One", state: streaming }));
  assert.deepEqual((await readdir(folder)).sort(), ["a.journal", "a.json"]);
  await history.save(talk("a", { text: "One" }));
  assert.deepEqual(await readdir(folder), ["a.json"]);
  history.keep(talk("a", { text: "One two", state: streaming }));
  await history.remove("a");
  assert.deepEqual(await readdir(folder), []);
});
