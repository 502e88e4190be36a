import assert from "node:assert/strict";
import { test } from "node:test";
import { splitClause, splitSentences } from "../../src/speech/prose/sentences.ts";

const sentences = (text: string): string[] =>
  splitSentences(text).map(({ from, to }) => text.slice(from, to));

test("sentences end at full stops, question marks and exclamation marks", () => {
  assert.deepEqual(sentences("One. Is it two? Three!  "), ["One.", "Is it two?", "Three!"]);
});

test("abbreviations, names with dots, versions and calls do not end a sentence", () => {
  for (const text of [
    "Use e.g. Node.js or Deno.",
    "That is, i.e. The other one.",
    "See fig. 3 for Mr. Smith and Dr. Jones.",
    "J. R. Smith wrote it.",
    "It needs v1.2 or 3.4.5 of foo.bar() now.",
    "Apples, pears, etc. are fruit.",
  ])
    assert.deepEqual(sentences(text), [text]);
});

test("an abbreviation that may stand last ends a sentence before a capital", () => {
  assert.deepEqual(sentences("Apples, etc. Then more."), ["Apples, etc.", "Then more."]);
});

test("a sentence may begin with a small letter", () => {
  assert.deepEqual(sentences("It works. npm is next."), ["It works.", "npm is next."]);
});

test("blank text has no sentences", () => {
  assert.deepEqual(splitSentences(" \n "), []);
});

test("a sentence is cut at a comma rather than at a conjunction", () => {
  const text = "Although it rains and pours, we go out and walk to the river today.";
  const span = { from: 0, to: text.length };
  const cut = (limits: { shortest: number; longest: number; must?: boolean }): string[] =>
    splitClause(text, { span, ...limits }).map(({ from, to }) => text.slice(from, to));
  assert.deepEqual(cut({ shortest: 10, longest: 40 }), [
    "Although it rains and pours,",
    "we go out and walk to the river today.",
  ]);
  assert.deepEqual(cut({ shortest: 10, longest: 20 }), [
    "Although it rains",
    "and pours, we go out and walk to the river today.",
  ]);
});

test("a sentence without a good place is cut at a space only when it must be", () => {
  const text = "aaaa bbbb cccc dddd eeee ffff";
  const limits = { span: { from: 0, to: text.length }, shortest: 4, longest: 16 };
  assert.equal(splitClause(text, limits).length, 1);
  const halves = splitClause(text, { ...limits, must: true });
  assert.deepEqual(
    halves.map(({ from, to }) => text.slice(from, to)),
    ["aaaa bbbb cccc", "dddd eeee ffff"],
  );
});
