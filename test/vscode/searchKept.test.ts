import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hit } from "../../src/search/protocol.ts";
import { anchorHit } from "../../src/vscode/search/anchor.ts";
import { stepFrom, toGroups, toKept, toMarkdown, type Kept } from "../../src/vscode/search/kept.ts";

const code = "function pay() {\n  return fine;\n}";
const hit = (path: string, startLine = 10, text = code): Hit => ({
  folder: "/project",
  path,
  startLine,
  endLine: startLine + text.split("\n").length,
  symbols: ["pay"],
  text,
  score: 1,
});
const kept = (...hits: Hit[]): Kept => ({
  asked: { title: "a fine", query: "a fine" },
  filters: { languages: [], changed: false },
  hits,
});
/** A file with `text` after so many other lines. */
const after = (lines: number, text = code): string => `${"//\n".repeat(lines)}${text}\n`;

test("results are grouped by file, both in the order of the search", () => {
  const groups = toGroups(kept(hit("b.ts"), hit("a.ts"), hit("b.ts", 40)));
  assert.deepEqual(
    groups.map(({ path, rows }) => [path, rows.map(({ line }) => line)]),
    [
      ["b.ts", [11, 41]],
      ["a.ts", [11]],
    ],
  );
});

test("steps go through all results and round the end, and begin at either end", () => {
  const groups = toGroups(kept(hit("b.ts"), hit("a.ts"), hit("b.ts", 40)));
  const [first, second, third] = groups.flatMap(({ rows }) => rows);
  assert.equal(stepFrom(groups, undefined, 1), first);
  assert.equal(stepFrom(groups, undefined, -1), third);
  assert.equal(stepFrom(groups, first?.key, 1), second);
  assert.equal(stepFrom(groups, third?.key, 1), first);
  assert.equal(stepFrom(groups, first?.key, -1), third);
  assert.equal(stepFrom([], undefined, 1), undefined);
});

test("a result that stands where it was is left alone", () => {
  const known = hit("a.ts");
  assert.equal(anchorHit(known, 11, after(10)), known);
});

test("a result that moved is found at the nearest place, also with other line ends", () => {
  const text = `${after(3)}${after(10)}`.replaceAll("\n", "\r\n");
  const moved = anchorHit(hit("a.ts"), 11, text);
  assert.deepEqual(
    [moved?.startLine, moved?.endLine],
    [17, 20].map((line) => line - 1),
  );
});

test("a result whose other lines were edited stays with the line that answered", () => {
  const edited = after(12, "function payAll() {\n  return fine;\n}");
  const found = anchorHit(hit("a.ts"), 11, edited);
  assert.deepEqual([found?.startLine, found?.text.split("\n")[0]], [12, "function payAll() {"]);
});

test("a result whose line is gone is gone", () => {
  assert.equal(anchorHit(hit("a.ts"), 11, after(10, "function pay() {}")), undefined);
  assert.equal(
    anchorHit(hit("a.ts"), 12, "}\n"),
    undefined,
    "a bracket tells no place from another",
  );
});

test("copied results name path, line and symbol, and fence what holds backticks", () => {
  const copied = toMarkdown(kept(hit("a.ts"), hit("b.ts", 0, "fine = `x`")), ({ path }) => path);
  assert.equal(
    copied,
    "## a fine\n\n" +
      "- [a.ts:12](<a.ts#L12>) `pay`\n  `return fine;`\n" +
      "- [b.ts:1](<b.ts#L1>) `pay`\n  `` fine = `x` ``\n",
  );
});

test("what was stored comes back, and what is not of this form does not", () => {
  const stored = JSON.parse(JSON.stringify(kept(hit("a.ts")))) as unknown;
  assert.deepEqual(toKept(stored), kept(hit("a.ts")));
  for (const other of [undefined, null, 1, {}, { asked: {}, hits: [] }, { ...kept(), hits: [{}] }])
    assert.equal(toKept(other), undefined);
});
