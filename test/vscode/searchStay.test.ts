import assert from "node:assert/strict";
import { test } from "node:test";
import { type Row, toRow } from "../../src/vscode/search/rows.ts";
import { type At, Stay } from "../../src/vscode/search/stay.ts";

const row = (path: string, text = path, { startLine = 0, symbol = "" } = {}): Row =>
  toRow(
    {
      ...{ folder: "/w", path, startLine, endLine: startLine + 1, text, score: 1 },
      ...(symbol && { symbols: [symbol] }),
    },
    "fine",
  );
const [a, b, c] = [row("a.ts"), row("b.ts"), row("c.ts")];

/** A list whose person is at `from` of the rows. */
function listAt(rows: readonly Row[], from: Row) {
  const stay = new Stay();
  stay.settle(rows, undefined, false);
  let now: At | undefined = { row: from, at: rows.indexOf(from) };
  return {
    move(to: Row, at: number) {
      now = { row: to, at };
    },
    /** Where the person is in the next answer. */
    answer(next: readonly Row[], { again = false, asked = false } = {}): Row | undefined {
      if (asked) stay.forget();
      const shown = stay.settle(next, now, again);
      now = shown && { row: shown, at: next.indexOf(shown) };
      return shown;
    },
  };
}

test("the place that somebody went to stays active in another order", () => {
  const list = listAt([a, b], b);
  assert.equal(list.answer([b, a]), b);
  assert.equal(list.answer([c, a, b]), b, "in the first place too, once it is chosen");
});

test("the first place is only where the list begins, until the same is asked once more", () => {
  assert.equal(listAt([a, b], a).answer([b, a]), b);
  assert.equal(listAt([a, b], a).answer([b, a], { again: true }), a);
});

test("another question begins at its first answer", () => {
  assert.equal(listAt([a, b], b).answer([a, b], { asked: true }), a);
});

test("who is at a place that is missing for a moment is there again when it is back", () => {
  const list = listAt([a, b, c], b);
  assert.equal(list.answer([a, c], { again: true }), c, "the one that has come into its place");
  assert.equal(list.answer([a], { again: true }), a);
  assert.equal(list.answer([], { again: true }), undefined);
  assert.equal(list.answer([a, b, c], { again: true }), b);
});

test("who goes elsewhere meanwhile stays there", () => {
  const list = listAt([a, b, c], b);
  list.answer([a, c], { again: true });
  list.move(a, 0);
  assert.equal(list.answer([c, b, a], { again: true }), a);
});

test("the chosen place is the same where it has moved, was edited, or its file has another name", () => {
  const own = row("a.ts", "function pay() {}", { startLine: 10, symbol: "pay" });
  const inNext = (...next: Row[]): Row | undefined =>
    listAt([a, own], own).answer(next, { again: true });
  // another place now begins where it did
  const other = row("a.ts", "function lend() {}", { startLine: 10, symbol: "lend" });
  const moved = row("a.ts", "function pay() {}", { startLine: 14, symbol: "pay" });
  assert.equal(inNext(other, moved), moved);
  const edited = row("a.ts", "function pay(now) {}", { startLine: 14, symbol: "pay" });
  assert.equal(inNext(other, edited), edited);
  const renamed = row("b.ts", "function pay() {}", { startLine: 10, symbol: "pay" });
  assert.equal(inNext(other, renamed), renamed);
});
