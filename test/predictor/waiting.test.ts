import assert from "node:assert/strict";
import { test } from "node:test";
import { isAbort } from "../../src/platform/errors.ts";
import { Health } from "../../src/predictor/running/health.ts";
import { SharedWork } from "../../src/predictor/running/shared.ts";
import { Turns } from "../../src/predictor/running/turns.ts";

const never = new AbortController().signal;

test("turns come in the order of asking, one at a time", async () => {
  const turns = new Turns();
  const order: string[] = [];
  const first = await turns.take(never);
  const second = turns.take(never).then((end) => (order.push("second"), end));
  const third = turns.take(never).then((end) => (order.push("third"), end));
  await Promise.resolve();
  assert.deepEqual(order, []);
  first();
  (await second)();
  (await third)();
  assert.deepEqual(order, ["second", "third"]);
  assert.equal(turns.taken, false);
});

test("one that leaves the queue lets nobody in before the turn has ended", async () => {
  const turns = new Turns();
  const end = await turns.take(never);
  const leaving = new AbortController();
  const left = turns.take(leaving.signal);
  let entered = false;
  const last = turns.take(never).then((done) => {
    entered = true;
    return done;
  });
  leaving.abort();
  await assert.rejects(left, isAbort);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(entered, false);
  end();
  assert.equal(turns.taken, true);
  (await last)();
  assert.equal(turns.taken, false);
});

test("shared work runs once, and is aborted when the last of those who wait has left", async () => {
  let runs = 0;
  let aborted = false;
  const work = new SharedWork<string>(async (signal) => {
    runs++;
    return new Promise((_, reject) =>
      signal.addEventListener("abort", () => {
        aborted = true;
        reject(new Error("aborted"));
      }),
    );
  });
  const [one, two] = [new AbortController(), new AbortController()];
  const waiting = [work.join(one.signal), work.join(two.signal)];
  one.abort();
  await assert.rejects(waiting[0]!, isAbort);
  assert.equal(aborted, false);
  assert.equal(work.abandoned, false);
  two.abort();
  await assert.rejects(waiting[1]!, isAbort);
  assert.equal(aborted, true);
  assert.equal(work.abandoned, true);
  assert.equal(runs, 1);
});

test("work that is done stays so when its readers leave", async () => {
  const work = new SharedWork(async () => "done");
  assert.equal(await work.join(undefined), "done");
  assert.equal(work.abandoned, false);
  assert.equal(await work.join(undefined), "done");
});

test("the first death is forgiven; then the pause doubles up to half a minute, until a start succeeds", () => {
  const health = new Health();
  const pauses: number[] = [];
  for (let death = 0; death < 8; death++) {
    health.diedWhileStarting(1000);
    pauses.push(health.pause(1000));
  }
  assert.deepEqual(pauses, [0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  assert.equal(health.pause(21_000), 10_000);
  assert.equal(health.pause(99_000), 0);
  health.started();
  health.diedWhileStarting(1000);
  assert.equal(health.pause(1000), 0);
});
