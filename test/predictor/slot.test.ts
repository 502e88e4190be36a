import assert from "node:assert/strict";
import { test } from "node:test";
import { isAbort } from "../../src/platform/errors.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { PredictorState } from "../../src/predictor/predictors.ts";
import type { Running } from "../../src/predictor/running/process.ts";
import { Slot, type Started } from "../../src/predictor/running/slot.ts";

function fakeStarted(pid: number): Started & { readonly ended: () => boolean } {
  let ended = false;
  const running: Partial<Running> = {
    loaded: { signature: { inputs: [], outputs: [] }, device: "CPU", pid },
    exited: new Promise(() => {}),
    kill: () => (ended = true),
  };
  const manifest: Partial<Manifest> = { tag: "@test/slot", title: "Slot" };
  return { manifest: manifest as Manifest, running: running as Running, ended: () => ended };
}

test("a start that was given up but ends late does not take the place of the next one", async () => {
  let finishLate: (started: Started) => void = () => {};
  const late = new Promise<Started>((resolve) => (finishLate = resolve));
  const states: PredictorState["kind"][] = [];
  let starts = 0;
  const slot = new Slot({
    start: () => (++starts === 1 ? late : Promise.resolve(fakeStarted(2))),
    idleTime: () => 0,
    onState: ({ kind }) => states.push(kind),
    onCrash: () => assert.fail("nothing crashed"),
  });
  const controller = new AbortController();
  const left = slot.load(controller.signal);
  controller.abort();
  await assert.rejects(left, isAbort);
  assert.equal((await slot.load()).running.loaded.pid, 2);
  const first = fakeStarted(1);
  finishLate(first);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(first.ended(), true);
  assert.equal((await slot.load()).running.loaded.pid, 2);
  assert.equal(starts, 2);
  assert.equal(slot.state.kind, "ready");
  assert.equal(states.at(-1), "ready");
});

for (const [kind, patience] of [
  ["chat", 2000],
  ["embedding", 2000],
  ["speech", 8000],
] as const)
  test(`what was stopped of kind ${kind}, and goes on all the same, ends its process after ${patience / 1000} seconds`, async (t) => {
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const fake = fakeStarted(1);
    const started: Started = {
      manifest: { ...fake.manifest, kind },
      running: {
        ...fake.running,
        predict: async function* (_values, signal) {
          signal?.throwIfAborted();
          yield [1];
          signal?.throwIfAborted();
        },
        settled: () => new Promise(() => {}),
      },
    };
    const slot = new Slot({
      start: async () => started,
      idleTime: () => 0,
      onState: () => {},
      onCrash: () => assert.fail("nothing crashed"),
    });
    const controller = new AbortController();
    const work = slot.run({}, controller.signal);
    await work.next();
    controller.abort();
    await assert.rejects(work.next(), isAbort);
    await Promise.resolve();
    t.mock.timers.tick(patience - 1);
    assert.equal(fake.ended(), false);
    t.mock.timers.tick(1);
    assert.equal(fake.ended(), true);
  });
