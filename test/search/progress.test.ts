import assert from "node:assert/strict";
import { test } from "node:test";
import { Progress, type Progressed } from "../../src/search/meaning/progress.ts";

/** A run that is watched each second. */
function watch(first = 1000) {
  const progress = new Progress();
  let [done, now, total] = [0, 0, first];
  const step = (chunks: number, about: { total?: number; working?: boolean } = {}): Progressed => {
    done += chunks;
    now += 1000;
    const { working = true } = about;
    total = about.total ?? total;
    return progress.step({ done, total, words: 1, working, now });
  };
  const steps = (count: number, chunks: number): Progressed[] =>
    Array.from({ length: count }, () => step(chunks));
  return { progress, step, steps };
}

const falls = (values: readonly (number | undefined)[]): boolean =>
  values
    .filter((value) => value !== undefined)
    .every((value, i, all) => i === 0 || value <= (all[i - 1] ?? Infinity));

test("the share grows to 1, words a tenth of it", () => {
  const progress = new Progress();
  const at = (words: number, done: number): number =>
    progress.step({ done, total: 10, words, working: true, now: 0 }).share;
  assert.deepEqual([at(0, 0), at(0.5, 0), at(1, 0)], [0, 0.05, 0.1]);
  assert.ok(Math.abs(at(1, 5) - 0.55) < 1e-9);
  assert.equal(at(1, 10), 1);
});

test("before anything is read nothing is done, and without anything to embed words are all", () => {
  const progress = new Progress();
  const at = (words: number, total: number): number =>
    progress.step({ done: 0, total, words, working: true, now: 0 }).share;
  assert.deepEqual([at(0, 0), at(0.5, 0), at(1, 20)], [0, 0.05, 0.1]);
  assert.equal(
    new Progress().step({ done: 0, total: 0, words: 1, working: true, now: 0 }).share,
    1,
  );
});

test("the share does not go back when more work comes up", () => {
  const { step } = watch(100);
  step(0);
  const before = step(50).share;
  assert.equal(step(0, { total: 1000 }).share, before);
  assert.ok(step(500).share > before);
});

test("the next run begins at its own beginning, and so does one that starts from nothing", () => {
  const { progress, step } = watch(10);
  step(0);
  assert.equal(step(10).share, 1);
  assert.ok(step(0, { total: 20 }).share < 0.6);
  step(9);
  progress.reset();
  assert.ok(step(-19).share <= 0.1 + 1e-9);
});

test("no time is told before the speed is known, and then about the right one", () => {
  const { steps } = watch();
  const told = steps(20, 10).map(({ secondsLeft }) => secondsLeft);
  assert.deepEqual(told.slice(0, 3), [undefined, undefined, undefined]);
  const last = told.at(-1) ?? 0;
  assert.ok(Math.abs(last - 80) < 8, `${last} s instead of 80`);
});

test("the time left never goes up, however uneven the work is", () => {
  const { step } = watch(2000);
  const told = Array.from({ length: 120 }, (_, i) => step([3, 20, 8, 14][i % 4] ?? 0).secondsLeft);
  assert.ok(falls(told));
  assert.ok(told.filter((left) => left !== undefined).length > 60);
});

test("work that turns out much slower is not given a time until what was said holds again", () => {
  const { steps } = watch();
  const quick = steps(15, 20).at(-1)?.secondsLeft ?? 0;
  const slow = steps(60, 2).map(({ secondsLeft }) => secondsLeft);
  assert.ok(slow.includes(undefined), "the former promise cannot be kept");
  const again = steps(20, 25).map(({ secondsLeft }) => secondsLeft);
  assert.ok(falls([quick, ...slow, ...again]));
});

test("time in which the work waits says nothing of its speed", () => {
  const { step, steps } = watch();
  steps(20, 10);
  for (let i = 0; i < 300; i++) step(0, { working: false });
  const [, second] = steps(3, 10);
  assert.ok(Math.abs((second?.secondsLeft ?? 0) - 78) < 10, String(second?.secondsLeft));
});
