import assert from "node:assert/strict";
import { test } from "node:test";
import { Newest } from "../../src/platform/newest.ts";

/** Work that goes on until it is stopped, and then still has something to put away. */
function endless(log: string[], name: string) {
  return async (signal: AbortSignal): Promise<void> => {
    log.push(`${name} begins`);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    await Promise.resolve();
    log.push(`${name} ends`);
  };
}

test("what begins stops what is being done, and waits until that is over", async () => {
  const newest = new Newest();
  const log: string[] = [];
  const first = newest.run(endless(log, "first"));
  await Promise.resolve();
  await Promise.resolve();
  const second = newest.run(async () => void log.push("second"));
  await Promise.all([first, second]);
  assert.deepEqual(log, ["first begins", "first ends", "second"]);
});

test("work that was stopped before its turn came is not begun", async () => {
  const newest = new Newest();
  const log: string[] = [];
  const first = newest.run(endless(log, "first"));
  const second = newest.run(endless(log, "second"));
  await newest.stop();
  await Promise.all([first, second]);
  assert.ok(!log.some((line) => line.startsWith("second")));
});
