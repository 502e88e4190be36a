import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../predictors/llama/pace.ts";

interface Machine {
  /** Milliseconds of each slice, and of each token in it. */
  readonly fixed: number;
  readonly each: number;
  /** Noise: a factor for the n-th slice. */
  readonly noise?: (slice: number) => number;
}

/** Reads a prompt; gives the milliseconds of each slice. */
function readPrompt(pace: Pace, tokens: number, { fixed, each, noise = () => 1 }: Machine) {
  const times: number[] = [];
  for (let left = tokens; left > 0;) {
    const slice = Math.min(left, pace.next());
    assert.equal(slice === left || (slice % 8 === 0 && slice <= 512), true);
    const ms = (fixed + each * slice) * noise(times.length);
    times.push(ms);
    pace.took({ tokens: slice, ms });
    left -= slice;
  }
  return times;
}

const sum = (times: readonly number[]): number => times.reduce((all, ms) => all + ms, 0);
const quiet = { fixed: 12, each: 5 };
const wobble = (slice: number): number => 1 + 0.15 * Math.sin(slice * 2.4);

test("on a quiet machine every slice ends in time for Stop, and cutting costs little", () => {
  for (const machine of [quiet, { fixed: 5, each: 0.4 }, { fixed: 30, each: 8 }]) {
    const pace = new Pace();
    const times = readPrompt(pace, 3000, { ...machine, noise: wobble });
    assert.ok(Math.max(...times.slice(4)) <= 195, `longest ${Math.max(...times.slice(4))}`);
    const whole = 6 * machine.fixed + 3000 * machine.each;
    assert.ok(sum(times) <= 1.4 * whole, `${sum(times)} instead of ${whole}`);
  }
});

test("a fast machine reads whole batches", () => {
  const pace = new Pace();
  readPrompt(pace, 8000, { fixed: 1, each: 0.05 });
  assert.equal(Math.max(pace.next(), pace.next()), 512);
});

test("one slice that had to wait does not slow down those after it for long", () => {
  const pace = new Pace();
  readPrompt(pace, 1000, quiet);
  const times = readPrompt(pace, 1000, { ...quiet, noise: (slice) => (slice === 2 ? 15 : 1) });
  const whole = 2 * quiet.fixed + 1000 * quiet.each;
  assert.ok(sum(times) <= 1.8 * whole, `${sum(times)} instead of ${whole}`);
});

test("where waiting is most of a slice, slices grow instead of shrinking", () => {
  const busy = { fixed: 1200, each: 4 };
  const times = readPrompt(new Pace(), 2000, { ...busy, noise: wobble });
  const whole = 4 * busy.fixed + 2000 * busy.each;
  assert.ok(sum(times) <= 3 * whole, `${sum(times)} instead of ${whole}`);
});

test("when the machine is quiet again, slices get short again", () => {
  const pace = new Pace();
  readPrompt(pace, 4000, { fixed: 1200, each: 4 });
  const times = readPrompt(pace, 4000, quiet);
  assert.ok(Math.max(...times.slice(10)) <= 195, `longest ${Math.max(...times.slice(10))}`);
});
