import assert from "node:assert/strict";
import { test } from "node:test";
import { isCounterpart, meanOf } from "../../src/search/rank/alike.ts";
import { quantise } from "../../src/search/meaning/vectors.ts";

test("a file's other half is its test, what it tests, or a neighbour of the same name", () => {
  assert.ok(isCounterpart("src/fines.ts", "tests/fines.test.ts"));
  assert.ok(isCounterpart("pkg/test_rates.py", "pkg/rates.py"));
  assert.ok(isCounterpart("src/Card.java", "src/test/CardTest.java"));
  assert.ok(isCounterpart("lib/wire.h", "lib/wire.c"));
});

test("a name that many files have makes no half", () => {
  assert.ok(!isCounterpart("src/a/index.ts", "tests/b/index.test.ts"));
  assert.ok(!isCounterpart("src/a/types.ts", "src/b/types.ts"));
  assert.ok(!isCounterpart("src/fines.ts", "src/fine.ts"));
  assert.ok(!isCounterpart("src/latest.ts", "src/la.ts"));
});

test("the mean of vectors has unit length, and none have no mean", () => {
  const mean = meanOf([quantise([1, 0]), quantise([0, 1])]);
  assert.ok(Math.abs((mean?.[0] ?? 0) - Math.SQRT1_2) < 0.01);
  assert.ok(Math.abs(Math.hypot(...(mean ?? [])) - 1) < 1e-6);
  assert.equal(meanOf([]), undefined);
});
