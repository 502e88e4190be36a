import assert from "node:assert/strict";
import { test } from "node:test";
import { indexText, Terms } from "../../src/search/words/corpus.ts";
import { nearest, slipsBetween } from "../../src/search/words/nearest.ts";
import { placesOf, toPostings } from "../../src/search/words/postings.ts";
import { toStem } from "../../src/search/words/tokens.ts";

const terms = new Terms();
const files = [
  "receive search placement semantics quantity quality 日本",
  "searchless quality reception parquet keepActive",
].map((text, i) =>
  indexText({ folder: "/f", path: `${i}`, size: 1, mtimeMs: 1, hash: "", text }, terms),
);
const postings = toPostings(files, terms.size);
const meant = (word: string): string[] =>
  nearest(toStem(word), terms.names, (term) => placesOf(postings, terms.find(term) as number));

test("a word that is not typed to its end stands for those that begin with it, the commonest first", () => {
  assert.deepEqual(meant("qua"), [toStem("quality"), toStem("quantity")]);
  assert.deepEqual(meant("qu"), []);
  assert.deepEqual(meant("日"), ["日本"]);
});

test("a slip of the hand is forgiven: a wrong, missing or extra letter, and two that changed places", () => {
  assert.deepEqual(meant("recieve"), [toStem("receive")]);
  assert.deepEqual(meant("serach"), ["search"]);
  assert.deepEqual(meant("placment"), ["placement"]);
  assert.deepEqual(meant("parcquet"), ["parquet"]);
  assert.deepEqual(meant("parxuet"), ["parquet"]);
});

test("two slips are forgiven in long words only, and none in short ones", () => {
  assert.deepEqual(meant("plaecmnet"), ["placement"]);
  assert.deepEqual(meant("saerhc"), []);
  assert.deepEqual(meant("serch").length, 1);
  assert.deepEqual(meant("sear"), ["search", "searchless"]);
  assert.deepEqual(meant("zzz"), []);
  assert.deepEqual(
    nearest("bici", ["bike"], () => 1),
    [],
  );
});

test("an ending that is typed halfway leaves the word behind it", () => {
  assert.equal(toStem("semantics"), "semant");
  assert.deepEqual(meant("semantica"), ["semant"]);
});

test("slips are counted as people make them", () => {
  assert.equal(slipsBetween("abcd", "abcd", 2), 0);
  assert.equal(slipsBetween("abcd", "bacd", 2), 1);
  assert.equal(slipsBetween("abcd", "abd", 2), 1);
  assert.equal(slipsBetween("abcd", "abxcd", 2), 1);
  assert.equal(slipsBetween("abcd", "badc", 2), 2);
  assert.ok(slipsBetween("abcdefgh", "hgfedcba", 2) > 2);
});

test("a long name is found although some of its letters are left out", () => {
  assert.deepEqual(meant("kepactiv"), ["keepactive"]);
  assert.deepEqual(meant("kepac"), [], "too little to tell");
  assert.deepEqual(meant("kevitcap"), [], "the order counts");
});
