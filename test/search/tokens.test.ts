import assert from "node:assert/strict";
import { test } from "node:test";
import { toSpans, toWanted } from "../../src/search/words/matches.ts";
import { hasWords, splitIdentifier, toStem, toTerms } from "../../src/search/words/tokens.ts";

test("an identifier is found whole and by each of its words", () => {
  assert.deepEqual(toTerms("loadUserIds"), ["loaduserids", "load", "user", "id"]);
  assert.deepEqual(toTerms("MAX_RETRY_COUNT"), ["max_retry_count", "max", "retri", "count"]);
});

test("acronyms, digits and other scripts are split where people see a border", () => {
  assert.deepEqual(splitIdentifier("parseHTTPResponse2"), ["parse", "http", "response", "2"]);
  assert.deepEqual(splitIdentifier("größeÄndern"), ["größe", "ändern"]);
  assert.deepEqual(splitIdentifier("読む"), ["読む"]);
  assert.deepEqual(splitIdentifier("заголовокFile"), ["заголовок", "file"]);
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

test("scripts without spaces are found by each two letters that stand together", () => {
  assert.deepEqual(toTerms("設定ファイル"), ["設定", "定フ", "ファ", "ァイ", "イル"]);
  assert.deepEqual(toTerms("한국어 검색"), ["한국어", "검색"]);
  const line = "// 設定ファイルを読み込む";
  assert.deepEqual(toSpans(line, toWanted("ファイル")), [[5, 9]]);
});

test("pictures are words: however they are drawn, and each by itself", () => {
  assert.deepEqual(toTerms("✅ done 🚀🚀"), ["✅", "done", "🚀", "🚀"]);
  assert.deepEqual(toTerms("✔\ufe0f"), toTerms("✔"));
  assert.deepEqual(toTerms("👍🏽"), ["👍"]);
  assert.deepEqual(toTerms("👩‍💻"), ["👩", "💻"]);
  assert.deepEqual(toTerms("🇳🇴🇸🇪"), ["🇳🇴", "🇸🇪"]);
  assert.deepEqual(toSpans("log('🚀 up')", toWanted("🚀")), [[5, 7]]);
  assert.ok(hasWords("🚀") && hasWords("✗") && !hasWords("→ => ─"));
});
