import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { openAlarms } from "../../src/webview/player/alarms.ts";

/** An audio clock beside the machine's, which can be halted. */
function begin(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let [now, runs] = [0, true];
  const rung: number[] = [];
  const alarms = openAlarms({ now: () => now, runs: () => runs });
  return {
    rung,
    set: (at: number) => alarms.set(at, () => rung.push(now)),
    /** Milliseconds; the audio clock runs along unless it is halted. */
    pass(ms: number): void {
      for (let i = 0; i < ms; i++) {
        if (runs) now += 0.001;
        t.mock.timers.tick(1);
      }
    },
    halt(halted: boolean): void {
      runs = !halted;
      alarms.wake();
    },
  };
}

test("an alarm rings once, within a few milliseconds of its time", (t) => {
  const { rung, set, pass } = begin(t);
  set(0.25);
  pass(240);
  assert.deepEqual(rung, []);
  pass(500);
  assert.equal(rung.length, 1);
  assert.ok(Math.abs((rung[0] ?? 0) - 0.25) < 0.005, String(rung[0]));
});

test("a clock that stands still rings nothing, and rings on time once it runs again", (t) => {
  const { rung, set, pass, halt } = begin(t);
  set(0.25);
  pass(100);
  halt(true);
  pass(1000);
  assert.deepEqual(rung, []);
  halt(false);
  pass(160);
  assert.ok(Math.abs((rung[0] ?? 0) - 0.25) < 0.005, String(rung[0]));
});

test("a stopped alarm does not ring, one whose time is past rings at once", (t) => {
  const { rung, set, pass } = begin(t);
  set(0.1).stop();
  pass(300);
  assert.deepEqual(rung, []);
  set(0.1);
  assert.deepEqual(rung, [], "but never from inside the call that sets it");
  pass(2);
  assert.equal(rung.length, 1);
});
