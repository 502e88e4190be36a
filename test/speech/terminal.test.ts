import assert from "node:assert/strict";
import { test } from "node:test";
import { toUtterances } from "../../src/speech/utterances.ts";

const read = (text: string) => toUtterances({ text, languageId: "log", offset: 0 });
const said = (text: string): readonly string[] => read(text).map(({ spoken }) => spoken);

test("colours, cursors and titles are not heard, and words keep their places", () => {
  const text = "\u001b]0;title\u0007\u001b[32mDone\u001b[0m in \u001b[1;4mfive\u001b[K steps.";
  const [line] = read(text);
  assert.equal(line?.spoken, "Done in five steps.");
  const places = line?.words.map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(places, ["Done", "in", "five", "steps."]);
});

test("of a line that is written over again and again, only the last state is heard", () => {
  const bar = [10, 55, 100].map((percent) => `Fetched ${percent}%`).join("\r");
  assert.deepEqual(said(`${bar}\r\nDone.\n`), ["Fetched 100%", "Done."]);
  assert.deepEqual(said("one\r\ntwo\r\n"), ["one", "two"]);
  assert.deepEqual(said("an old file\rof two lines\r"), ["an old file", "of two lines"]);
});

test("a command behind a prompt is marked where it was typed", () => {
  const text = "ada@box:~/app$ git status --short";
  const [line] = read(text);
  assert.equal(line?.start, text.indexOf("git"));
});
