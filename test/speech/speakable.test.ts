import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { speakable } from "../../src/speech/prose/speakable.ts";

async function* inParts(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}
const pieces = (text: string, size = 3): Promise<string[]> =>
  collect(speakable(inParts(text, size)));

test("a sentence is handed on as soon as the next has begun, whatever the parts", async () => {
  const text = "This function adds two numbers. It gives the sum back. The end is near";
  for (const size of [1, 7, 1000])
    assert.deepEqual(await pieces(text, size), [
      "This function adds two numbers. ",
      "It gives the sum back. The end is near",
    ]);
});

test("the first sentence does not wait for the rest", async () => {
  const seen: string[] = [];
  let asked = 0;
  async function* slow() {
    for (const part of ["This is the first sentence. T", "he second one", " never ends"]) {
      asked++;
      yield part;
    }
  }
  for await (const piece of speakable(slow())) {
    seen.push(piece);
    break;
  }
  assert.deepEqual([seen, asked], [["This is the first sentence. "], 1]);
});

test("short sentences, abbreviations and versions do not end a piece; a blank line does", async () => {
  const text = "Yes. It is, e.g. by Node.js v1.2 Now or later.\n\nNext paragraph";
  assert.deepEqual(await pieces(text), [
    "Yes. It is, e.g. by Node.js v1.2 Now or later.\n\n",
    "Next paragraph",
  ]);
});

test("a fence is never cut, and nothing is lost", async () => {
  const text =
    "Look at this code here:\n\n```js\nlet a = 1. Then b.\n\nlet c\n```\n\nDone with it. Bye";
  const cut = await pieces(text, 2);
  assert.equal(cut.join(""), text);
  assert.ok(
    cut.every((piece) => (piece.match(/```/g)?.length ?? 0) % 2 === 0),
    JSON.stringify(cut),
  );
});

test("blank text has no pieces", async () => {
  assert.deepEqual(await pieces(" \n\n "), []);
});
