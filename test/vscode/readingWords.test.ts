import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import * as fake from "../fakes/vscode.ts";
import { begin } from "./readingEditor.ts";

beforeEach(fake.reset);

test("the word that sounds is marked inside its sentence, moves with edits, and a setting leaves it out", async () => {
  const { editor, run, tell } = begin();
  await run("hearth.readFile");
  tell({ sentence: 1, word: 0 });
  const placeOf = (range: unknown): unknown =>
    range instanceof fake.Range
      ? [range.start.line, range.start.character, range.end.character]
      : undefined;
  assert.deepEqual(placeOf(editor.words.at(-1)), [1, 0, 3]);
  fake.events.document.fire({
    document: editor.document,
    contentChanges: [{ rangeOffset: 0, rangeLength: 0, text: "x" }],
  });
  assert.deepEqual(placeOf(editor.words.at(-1)), [1, 1, 4]);
  fake.editor.settings.set("hearth.speech.markWords", false);
  tell({ sentence: 2, word: 0 });
  assert.equal(editor.words.at(-1), undefined);
});

test("reading goes on from the cursor, also where the text has moved", async () => {
  const { editor, run, tell, calls } = begin();
  await run("hearth.readFile");
  tell({ sentence: 0 });
  editor.selection = new fake.Range(1, 3, 1, 3);
  await run("hearth.jumpToCursor");
  assert.equal(calls.at(-1), "jump 1");
});

test("paragraphs, comments and loose texts have commands of their own", async () => {
  const { run, tell, calls, reads } = begin();
  await run("hearth.readFile");
  tell({});
  await run("hearth.nextParagraph");
  await run("hearth.previousParagraph");
  assert.deepEqual(calls.slice(-2), ["paragraph 1", "paragraph -1"]);
  fake.editor.clipboard = "Copied text.";
  await run("hearth.readClipboard");
  assert.equal(reads.at(-1)?.readable.text, "Copied text.");
  assert.equal(reads.at(-1)?.readable.languageId, "markdown");
  fake.editor.clipboard = "TypeError: no\n    at run (a.js:3:7)\n    at b.js:1:1\n";
  await run("hearth.readClipboard");
  assert.equal(reads.at(-1)?.readable.languageId, "log", "a stack trace goes line by line");
});

test("the terminal's selection is read, and the clipboard is as it was", async (t) => {
  const { run, reads } = begin();
  fake.editor.clipboard = "kept";
  let selected = "Build failed.";
  t.mock.method(fake.commands, "executeCommand", async (id: string) => {
    if (id === "workbench.action.terminal.copySelection" && selected)
      fake.editor.clipboard = selected;
  });
  await run("hearth.readTerminal");
  assert.deepEqual(
    [reads.at(-1)?.readable.text, reads.at(-1)?.title],
    ["Build failed.", "Terminal"],
  );
  assert.equal(fake.editor.clipboard, "kept");
  selected = "";
  await assert.rejects(async () => run("hearth.readTerminal"), /Select some text in the terminal/);
  assert.equal(fake.editor.clipboard, "kept");
});
