import assert from "node:assert/strict";
import { test } from "node:test";
import { wordErrors } from "../../src/dev/bench/wordErrors.ts";

const errors = (wanted: string, heard: string): number => wordErrors(wanted, heard).errors;

test("words that are missing, too many or others each count once", () => {
  assert.deepEqual(wordErrors("The cat sat.", "the cat sat"), { errors: 0, words: 3, wrong: [] });
  assert.equal(errors("the cat sat", "the sat"), 1);
  assert.equal(errors("the cat sat", "the big cat sat"), 1);
  assert.equal(errors("the cat sat", "the hat sat"), 1);
  assert.equal(errors("one two three", ""), 3);
  assert.equal(errors("", "one"), 1);
});

test("how a compound is written does not count", () => {
  assert.equal(errors("near the river bank today", "near the riverbank today"), 0);
  assert.equal(errors("the codebase is big", "the code base is big"), 0);
});

test("the words that were not heard are named", () => {
  assert.deepEqual(wordErrors("a birch canoe slid", "a bird canoe slid").wrong, ["birch"]);
});
