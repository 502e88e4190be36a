import assert from "node:assert/strict";
import { test } from "node:test";
import { shift, type Edit } from "../../src/vscode/reading/shift.ts";

const text = "one two three";
const two = { start: 4, end: 7 };

/** Where "two" stands after the edit, as text. */
function after(edit: { offset: number; length: number; insert: string }): string {
  const { offset, length, insert } = edit;
  const edited = text.slice(0, offset) + insert + text.slice(offset + length);
  const moved: Edit = { offset, length, inserted: insert.length };
  const [span = { start: 0, end: 0 }] = shift([two], moved);
  return edited.slice(span.start, span.end);
}

test("text before a span moves it, text after it does not", () => {
  assert.equal(after({ offset: 0, length: 0, insert: "zero " }), "two");
  assert.equal(after({ offset: 0, length: 3, insert: "" }), "two");
  assert.equal(after({ offset: 8, length: 5, insert: "" }), "two");
});

test("text within a span belongs to it", () => {
  assert.equal(after({ offset: 5, length: 1, insert: "WW" }), "tWWo");
});

test("text put in at its borders stays outside", () => {
  assert.equal(after({ offset: 4, length: 0, insert: "x" }), "two");
  assert.equal(after({ offset: 7, length: 0, insert: "x" }), "two");
});

test("an edit across a border leaves the part that is still there", () => {
  assert.equal(after({ offset: 2, length: 3, insert: "" }), "wo");
  assert.equal(after({ offset: 6, length: 4, insert: "" }), "tw");
});

test("a span that was deleted or replaced is empty", () => {
  assert.equal(after({ offset: 3, length: 5, insert: "" }), "");
  assert.equal(after({ offset: 4, length: 3, insert: "deux" }), "");
});
