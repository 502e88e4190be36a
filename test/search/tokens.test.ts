import assert from "node:assert/strict";
import { test } from "node:test";
import { splitIdentifier, toStem, toTerms } from "../../src/search/words/tokens.ts";

test("an identifier is found whole and by each of its words", () => {
  assert.deepEqual(toTerms("loadUserIds"), ["loaduserids", "load", "user", "id"]);
  assert.deepEqual(toTerms("MAX_RETRY_COUNT"), ["max_retry_count", "max", "retri", "count"]);
});

test("acronyms, digits and other scripts are split where people see a border", () => {
  assert.deepEqual(splitIdentifier("parseHTTPResponse2"), ["parse", "http", "response", "2"]);
  assert.deepEqual(splitIdentifier("größeÄndern"), ["größe", "ändern"]);
  assert.deepEqual(splitIdentifier("読む"), ["読む"]);
  assert.deepEqual(splitIdentifier("$_"), []);
  assert.deepEqual(toTerms("$"), ["$"]);
});

test("words that differ in their ending alone are the same term", () => {
  assert.equal(toStem("caches"), toStem("caching"));
  assert.deepEqual(toTerms("caching"), toTerms("caches"));
});

test("punctuation separates, and endless words such as hashes are left out", () => {
  assert.deepEqual(toTerms("a.b(c)"), ["a", "b", "c"]);
  assert.deepEqual(toTerms("x".repeat(65)), []);
  assert.deepEqual(toTerms(""), []);
});
