import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as fake from "../fakes/vscode.ts";
import { begin, linesOf, text, turn } from "./readingEditor.ts";

beforeEach(fake.reset);

test("the selection is read with its place, and without one everything from the cursor's line on", async () => {
  const { editor, reads, run } = begin();
  editor.selection = new fake.Range(1, 0, 2, 0);
  await run("hearth.readSelection");
  assert.deepEqual(reads[0]?.readable, {
    text: "Two is there.\n",
    languageId: "plaintext",
    offset: 13,
    uri: "file:///project/a.txt",
  });
  assert.equal(reads[0].title, "a.txt, line 2");
  editor.selection = new fake.Range(1, 5, 1, 5);
  await run("hearth.readSelection");
  assert.equal(reads[1]?.readable.text, "Two is there.\nThree is gone.");
  assert.equal(reads[1].title, "a.txt, lines 2 to 3");
  await run("hearth.readFile");
  assert.equal(reads[2]?.readable.text, text);
  assert.equal(reads[2].title, "a.txt");
});

test("the sentence that sounds is marked in its editor and unmarked at the end", async () => {
  const { editor, run, tell } = begin();
  await run("hearth.readFile");
  tell({});
  assert.deepEqual(linesOf(editor.marked.at(-1)), [0, 0]);
  tell({ sentence: 2 });
  assert.deepEqual(linesOf(editor.marked.at(-1)), [2, 2]);
  tell({ state: "finished" });
  assert.equal(editor.marked.at(-1), undefined);
});

test("the mark moves with text that is put in before it", async () => {
  const { editor, run, tell } = begin();
  await run("hearth.readFile");
  tell({ sentence: 0 });
  const first = text.indexOf("\n") + 1;
  fake.events.document.fire({
    document: editor.document,
    contentChanges: [{ rangeOffset: 0, rangeLength: 0, text: "x".repeat(first) }],
  });
  assert.deepEqual(linesOf(editor.marked.at(-1)), [1, 1]);
});

test("what was edited while sentences were still being made moves those that come later too", async () => {
  const { editor, run, tell, all } = begin();
  await run("hearth.readFile");
  tell({ utterances: all.slice(0, 1), open: true });
  const line = text.indexOf("\n") + 2;
  fake.events.document.fire({
    document: editor.document,
    contentChanges: [{ rangeOffset: 0, rangeLength: 0, text: "x".repeat(line) }],
  });
  tell({ utterances: all, open: false });
  tell({ sentence: 1 });
  assert.deepEqual(linesOf(editor.marked.at(-1)), [2, 2]);
  tell({ sentence: 0 });
  assert.deepEqual(linesOf(editor.marked.at(-1)), [1, 1]);
});

test("the editor follows the sentence until the person scrolls away, and again when it is back in view", async () => {
  const { editor, run, tell } = begin();
  const scrollTo = (from: number, to: number): void =>
    fake.events.visibleRanges.fire({
      textEditor: editor,
      visibleRanges: [new fake.Range(from, 0, to, 0)],
    });
  await run("hearth.readFile");
  tell({ sentence: 0 });
  assert.equal(editor.revealed.length, 1);
  scrollTo(2, 2);
  tell({ sentence: 1 });
  assert.equal(editor.revealed.length, 1, "it yields");
  scrollTo(1, 2);
  tell({ sentence: 2 });
  assert.equal(editor.revealed.length, 2, "it follows again");
});

test("a setting keeps the editor where it is", async () => {
  const { editor, run, tell } = begin();
  fake.editor.settings.set("hearth.speech.follow", false);
  await run("hearth.readFile");
  tell({ sentence: 1 });
  assert.equal(editor.revealed.length, 0);
});

test("status bar and context keys tell where the reading is", async () => {
  const { run, tell } = begin();
  await run("hearth.readFile");
  const [item] = fake.editor.statusItems;
  const seen = () => [item?.visible, item?.text, ...fake.editor.contexts.values()];
  tell({ sentence: 1 });
  assert.deepEqual(seen(), [true, "$(unmute) 2/3", true, false]);
  tell({ state: "paused" });
  assert.deepEqual(seen(), [true, "$(debug-pause) 2/3", true, true]);
  tell({ state: "finished" });
  assert.deepEqual(seen().toSpliced(1, 1), [false, false, false]);
});

test("a page that may not sound yet is brought up", async () => {
  const { run, tell, revealed } = begin();
  await run("hearth.readFile");
  tell({ state: "blocked" });
  assert.deepEqual(revealed, ["player"]);
});

test("one command pauses and goes on, the others skip and stop", async () => {
  const { run, tell, calls } = begin();
  await run("hearth.readFile");
  tell({ state: "playing" });
  await run("hearth.pauseReading");
  tell({ state: "paused" });
  await run("hearth.pauseReading");
  await run("hearth.nextSentence");
  await run("hearth.previousSentence");
  await run("hearth.stopReading");
  assert.deepEqual(calls, ["pause", "resume", "skip 1", "skip -1", "stop"]);
});

test("faster and slower step through speeds, from commands and page alike, and reach the voice", async () => {
  const { run, tell, calls, wishes } = begin();
  await run("hearth.readFile");
  tell({});
  await run("hearth.faster");
  assert.equal(fake.editor.settings.get("hearth.speech.speed"), 1.1);
  wishes.fire("slower");
  await turn();
  wishes.fire("slower");
  await turn();
  assert.equal(fake.editor.settings.get("hearth.speech.speed"), 0.9);
  assert.deepEqual(calls, ["changeVoice", "changeVoice", "changeVoice"]);
  fake.editor.settings.set("hearth.speech.speed", 3);
  await run("hearth.faster");
  assert.equal(fake.editor.settings.get("hearth.speech.speed"), 3);
});

test("a text without a document is read as Markdown and marks nothing", async () => {
  const { editor, reads, run, tell } = begin();
  await run("hearth.readText", "An **answer**.", "An answer");
  assert.equal(reads[0]?.readable.languageId, "markdown");
  assert.equal(reads[0].title, "An answer");
  tell({ sentence: 0 });
  assert.ok(editor.marked.every((range) => range === undefined));
});

test("what was read last is read again, also when it was spoken while it was being written", async () => {
  const { reads, run, tell } = begin();
  await assert.rejects(async () => run("hearth.readAgain"), /Nothing was read aloud yet/);
  await run("hearth.readFile");
  tell({});
  tell(undefined);
  await run("hearth.readAgain");
  assert.equal(reads[1]?.readable, reads[0]?.readable);
  tell({ readable: { text: "", languageId: "markdown", offset: 0 }, title: "Explanation" });
  await run("hearth.readAgain");
  assert.equal(reads[2]?.readable.text, text.replaceAll("\n", "\n\n"));
  assert.equal(reads[2]?.title, "Explanation");
});

test("without an editor it says what is needed", async () => {
  const { run } = begin();
  fake.window.activeTextEditor = undefined;
  await assert.rejects(async () => run("hearth.readSelection"), /Open a file/);
});
