import assert from "node:assert/strict";
import { test } from "node:test";
import { indexText, Terms } from "../../src/search/words/corpus.ts";
import { lookOnDisk } from "../../src/search/rank/fresh.ts";
import { toHits } from "../../src/search/rank/hits.ts";

const part = (name: string): string =>
  `function ${name}() {\n${"  doIt(everything, again);\n".repeat(40)}}\n`;
const before = `${part("one")}\n${part("two")}`;

async function look(now: string | undefined, { limit = 10, indexed = before } = {}) {
  const terms = new Terms();
  const file = indexText(
    { folder: "/f", path: "a.ts", size: 1, mtimeMs: 1, hash: "", text: indexed },
    terms,
  );
  const candidates = file.chunks.map((_, index) => ({
    place: { file, index },
    score: 1 - index / 10,
  }));
  let stale = 0;
  const onDisk = lookOnDisk({
    read: async () => (now === undefined ? undefined : Buffer.from(now)),
    terms,
    onStale: () => stale++,
  });
  const hits = await toHits(candidates, { limit }, onDisk);
  return {
    hits: hits.map(({ symbols, startLine, text }) => [
      symbols?.[0],
      startLine,
      text.split("\n")[0],
    ]),
    stale,
  };
}

test("unchanged text is shown as it stands", async () => {
  const { hits, stale } = await look(before);
  assert.deepEqual(hits, [
    ["one", 0, "function one() {"],
    ["two", 43, "function two() {"],
  ]);
  assert.equal(stale, 0);
});

test("text that moved is found where it is now", async () => {
  const { hits, stale } = await look(`${part("zero")}\n${before}`);
  assert.deepEqual(
    hits.map(([symbol, line]) => [symbol, line]),
    [
      ["one", 43],
      ["two", 86],
    ],
  );
  assert.equal(stale, 2);
});

test("text that changed is found by its name, what is gone is left out", async () => {
  const { hits } = await look(part("two").replaceAll("everything", "nothing"));
  assert.deepEqual(hits, [["two", 0, "function two() {"]]);
  assert.deepEqual((await look(undefined)).hits, []);
  assert.equal((await look(undefined)).stale, 2);
});

test("the same text counts more than the same name", async () => {
  const shadow = `class Old {\n  two() {\n${"    doOther(things);\n".repeat(70)}  }\n}\n`;
  const { hits } = await look(
    `${part("two").replaceAll("again", "once")}\n${shadow}\n${part("two")}`,
  );
  assert.equal(hits.find(([symbol]) => symbol === "two")?.[1], 118);
});

test("a text without names that was edited is kept, one that was replaced is not", async () => {
  const indexed =
    "Parcels leave at noon.\nTheir weight is told in grams.\nFragile ones travel apart.\n";
  const edited = await look(`A line above.\n\n${indexed.replace("noon", "dusk")}`, { indexed });
  assert.deepEqual(edited.hits, [[undefined, 0, "A line above."]]);
  assert.equal(edited.stale, 1);
  const replaced = await look("Visitors ring twice.\nTheir names are told at the gate.\n", {
    indexed,
  });
  assert.deepEqual(replaced.hits, []);
  assert.equal(replaced.stale, 1);
});

test("words of the path are not taken for words of the text", async () => {
  assert.deepEqual((await look("b\n", { indexed: "c\n" })).hits, []);
});

test("a function with another name and the same lines is the same place", async () => {
  const { hits } = await look(before.replace("function two", "function second"));
  assert.deepEqual(
    hits.map(([symbol]) => symbol),
    ["one", "second"],
  );
});

test("parts that have become one are shown once", async () => {
  const lines = (count: number): string => "rain falls on the plain\n".repeat(count);
  const { hits, stale } = await look(lines(40), { indexed: lines(100) });
  assert.equal(stale, 2);
  assert.equal(hits.length, 1);
});

test("no more than the limit", async () => {
  assert.equal((await look(before, { limit: 1 })).hits.length, 1);
});
