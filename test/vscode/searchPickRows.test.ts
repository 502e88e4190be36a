import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hit } from "../../src/search/protocol.ts";
import { toQuery, toRow } from "../../src/vscode/search/rows.ts";

const hit = (path: string, text: string, startLine = 10): Hit => ({
  folder: "/project",
  path,
  startLine,
  endLine: startLine + text.split("\n").length,
  text,
  score: 1,
});

test("a first word that ends in a slash narrows the search to that folder", () => {
  assert.deepEqual(toQuery("src/chat/ send a message"), {
    under: "src/chat",
    query: "send a message",
  });
  assert.deepEqual(toQuery("send src/ now"), { query: "send src/ now" });
  assert.deepEqual(toQuery("src/ "), { query: "src/" });
});

test("a row shows the line that shares most words with the query, also inside names", () => {
  const text = "}\nfunction sendMessage(user) {\n  post(message);\n}";
  const row = toRow(hit("a.ts", text), "send a message");
  assert.deepEqual([row.line, row.text], [11, "function sendMessage(user) {"]);
});

test("a row marks the words of the query, whatever their endings and inside names", () => {
  const { text, spans } = toRow(
    hit("a.ts", "const totalFines = fine * days;"),
    "the fine for days",
  );
  assert.deepEqual(
    spans.map(([start, end]) => text.slice(start, end)),
    ["Fines", "fine", "days"],
  );
});

test("of lines that share as much, the one that defines something is shown", () => {
  const text = "// retry: see below\nfunction retry() {}\n";
  const row = toRow({ ...hit("a.ts", text), symbols: ["retry"] }, "retry");
  assert.deepEqual([row.line, row.text], [11, "function retry() {}"]);
});

test("a query that names a line leads to that line of the file, and to no other's", () => {
  const text = "function one() {}\nfunction two() {}\nfunction one2() {}\n";
  const at = (path: string, query: string) => toRow(hit(path, text), query).line;
  assert.equal(at("src/a.ts", "src/a.ts:12"), 11);
  assert.equal(at("src/a.ts", "at one (/home/me/src/a.ts:13:5)"), 12);
  assert.equal(at("src/b.ts", "one src/a.ts:12"), 10);
  assert.equal(at("src/a.ts", "one src/a.ts:99"), 10);
});

test("a name leads to the line that gives it, not to one of a longer name before it", () => {
  const text = "interface RouterDef {}\n// RouterDef of a Router\ninterface Router {}\n";
  const symbols = ["RouterDef", "Router"];
  const row = toRow({ ...hit("a.ts", text), symbols }, "Router");
  assert.deepEqual([row.line, row.symbol], [12, "Router"]);
});

test("a row names what its line defines, comments on or lies in", () => {
  const text =
    "const LIMIT = 3;\n/** Slows down who asks often. */\nfunction allow() {\n  return often < LIMIT;\n}\n";
  const of = (query: string) =>
    toRow({ ...hit("a.ts", text), symbols: ["LIMIT", "allow"] }, query).symbol;
  assert.equal(of("limit"), "LIMIT");
  assert.equal(of("slows down"), "allow");
  assert.equal(of("return often"), "allow");
  assert.equal(
    toRow({ ...hit("a.ts", "x();\n"), symbols: ["Cache.fill"] }, "x").symbol,
    "Cache.fill",
  );
  assert.equal(toRow(hit("a.ts", text), "limit").symbol, undefined);
});

test("without a shared word it shows the first function rather than a constant above it", () => {
  const text =
    "const FREE = 3;\n\nexport function overdueFee(loan: Loan): number {\n  return 0;\n}\n";
  const row = (symbols: string[]) => toRow({ ...hit("a.ts", text), symbols }, "price");
  assert.deepEqual(
    [row(["FREE", "overdueFee"]).line, row(["FREE", "overdueFee"]).symbol],
    [12, "overdueFee"],
  );
  assert.deepEqual([row(["FREE"]).line, row(["FREE"]).symbol], [10, "FREE"]);
});

test("without a shared word it shows the first line that has a letter", () => {
  const row = toRow(hit("a.ts", "\n  }\n  const fee = 1;\n"), "price");
  assert.deepEqual([row.line, row.text], [12, "const fee = 1;"]);
});
