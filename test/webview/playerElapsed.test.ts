import assert from "node:assert/strict";
import { test } from "node:test";
import { sentenceAt, toClock, toElapsed } from "../../src/webview/player/elapsed.ts";

test("sentences that were not made yet count by their letters at the pace of the others", () => {
  const reading = { lengths: [10, 20, 30], seconds: new Map([[0, 1]]) };
  assert.deepEqual(toElapsed(reading, { sentence: 0, heard: 0.5 }), { heard: 0.5, total: 6 });
  assert.deepEqual(toElapsed(reading, { sentence: 2, heard: 1 }), { heard: 4, total: 6 });
});

test("nothing is estimated before the first clip", () => {
  const reading = { lengths: [10, 20], seconds: new Map<number, number>() };
  assert.deepEqual(toElapsed(reading, { sentence: 0, heard: 0 }), { heard: 0, total: 0 });
});

test("a place in time leads to the sentence that sounds there, beyond the end to the last", () => {
  const reading = { lengths: [10, 20, 30], seconds: new Map([[0, 1]]) };
  const places = [-1, 0, 0.9, 1, 2.9, 3, 5.9, 6, 60];
  assert.deepEqual(
    places.map((seconds) => sentenceAt(reading, seconds)),
    [0, 0, 0, 1, 1, 2, 2, 2, 2],
  );
  assert.equal(sentenceAt({ lengths: [], seconds: new Map() }, 3), 0);
});

test("the clock shows minutes and seconds, and hours where there are any", () => {
  assert.deepEqual([0, 59.9, 75.2, 3675, 36755].map(toClock), [
    "0:00",
    "0:59",
    "1:15",
    "1:01:15",
    "10:12:35",
  ]);
});
