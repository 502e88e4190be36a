import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isAlive } from "../../src/platform/alive.ts";
import { isAbort } from "../../src/platform/errors.ts";
import { isPredictorError } from "../../src/predictor/errors.ts";
import { ownChat, runsOnnx, slowToLoad, tellsWhenDisposed } from "../fakes/modules.ts";
import { tinyOnnx } from "../fakes/tinyOnnx.ts";
import { ask, open, ownModule, read, tag, temporary, tinyChat, until } from "./setup.ts";

test("callers that come at the same time share one start, which reports how far it is", async (t) => {
  const { predictors, states } = open(t, [ownModule(slowToLoad(200))]);
  const [first, second] = await Promise.all([predictors.load(tag), predictors.load(tag)]);
  assert.equal(first.pid, second.pid);
  const kinds = states.map(({ state }) => state.kind);
  assert.equal(kinds.at(-1), "ready");
  const fractions = states.flatMap(({ state }) =>
    state.kind === "loading" ? [state.fraction] : [],
  );
  assert.ok(fractions.length > 3);
  assert.deepEqual(
    fractions,
    [...fractions].sort((a, b) => a - b),
  );
});

test("what a predictor says of its device reaches the caller", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  const loaded = await predictors.load(tag);
  assert.equal(loaded.device, "test bench");
  assert.equal(loaded.note, "it is a test");
  assert.equal(loaded.signature.inputs[0]?.name, "messages");
});

test("a caller that gives up does not stop the start for the others", async (t) => {
  const { predictors } = open(t, [ownModule(slowToLoad(300))]);
  const impatient = new AbortController();
  const left = predictors.load(tag, impatient.signal);
  const stayed = predictors.load(tag);
  impatient.abort();
  await assert.rejects(left, isAbort);
  assert.ok(isAlive((await stayed).pid));
});

test("when the last caller gives up, the start ends and leaves nothing behind", async (t) => {
  const { predictors, states } = open(t, [ownModule(slowToLoad(5000))]);
  const controller = new AbortController();
  const left = predictors.load(tag, controller.signal);
  await until(() => states.some(({ state }) => state.kind === "loading" && state.fraction > 0));
  controller.abort();
  await assert.rejects(left, isAbort);
  await until(() => predictors.states().get(tag)?.kind === "absent");
});

test("after a start that was given up, the next caller starts anew", async (t) => {
  const { predictors } = open(t, [ownModule(slowToLoad(300))]);
  const controller = new AbortController();
  const left = predictors.load(tag, controller.signal);
  controller.abort();
  await assert.rejects(left, isAbort);
  // the old start is still being ended
  const next = predictors.load(tag);
  assert.ok(isAlive((await next).pid));
  assert.equal(predictors.states().get(tag)?.kind, "ready");
});

test("an idle predictor is unloaded after a while and comes back when it is asked", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)], { idleMinutes: 0.005 });
  const { pid } = await predictors.load(tag);
  await until(() => !isAlive(pid));
  assert.equal(predictors.states().get(tag)?.kind, "absent");
  assert.equal((await read(predictors.run(tag, ask("hello")))).text, "hello ");
});

test("a predictor at work is not idle", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)], { idleMinutes: 0.002 });
  const controller = new AbortController();
  const work = read(predictors.run(tag, ask("wait"), controller.signal));
  const { pid } = await predictors.load(tag);
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.ok(isAlive(pid));
  controller.abort();
  await assert.rejects(work, isAbort);
});

test("unloading lets the predictor clean up, then its process is gone", async (t) => {
  const path = join(temporary(t), "bye.txt");
  const { predictors } = open(t, [ownModule(tellsWhenDisposed(path))]);
  const { pid } = await predictors.load(tag);
  await predictors.unload(tag);
  assert.ok(!isAlive(pid));
  assert.ok(existsSync(path));
  assert.equal(predictors.states().get(tag)?.kind, "absent");
});

test("unloading one that works fails its call in words, and the next call works", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  const work = read(predictors.run(tag, ask("wait")));
  await until(() => predictors.states().get(tag)?.kind === "busy");
  const failure = assert.rejects(work, /Tiny was unloaded while it worked\. Send again/);
  await predictors.unload(tag);
  await failure;
  assert.equal((await read(predictors.run(tag, ask("hello")))).text, "hello ");
});

test("questions to one predictor are answered one after the other", async (t) => {
  const { predictors } = open(t, [tinyChat({ script: ["▁a", "▁b"] })]);
  const answers = await Promise.all([1, 2, 3].map(() => read(predictors.run(tag, ask("now")))));
  assert.deepEqual(
    answers.map(({ text }) => text),
    ["a b", "a b", "a b"],
  );
});

test("a question that waits for its turn can be taken back", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  const first = new AbortController();
  const second = new AbortController();
  const working = read(predictors.run(tag, ask("wait"), first.signal));
  await until(() => predictors.states().get(tag)?.kind === "busy");
  const waiting = read(predictors.run(tag, ask("hello"), second.signal));
  const third = read(predictors.run(tag, ask("third")));
  second.abort();
  await assert.rejects(waiting, isAbort);
  assert.equal(predictors.states().get(tag)?.kind, "busy");
  first.abort();
  await assert.rejects(working, isAbort);
  assert.equal((await third).text, "third ");
  await until(() => predictors.states().get(tag)?.kind === "ready");
});

test("a caller that leaves the loop stops the work", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  for await (const _ of predictors.run(tag, ask("wait"))) break;
  await until(() => predictors.states().get(tag)?.kind === "ready");
});

test("a process that does not hear the stop is ended after two seconds; the next call starts another", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  const { pid } = await predictors.load(tag);
  const controller = new AbortController();
  const work = read(predictors.run(tag, ask("block"), controller.signal));
  await until(() => predictors.states().get(tag)?.kind === "busy");
  await new Promise((resolve) => setTimeout(resolve, 200));
  const stopped = performance.now();
  controller.abort();
  await assert.rejects(work, isAbort);
  assert.ok(performance.now() - stopped < 500, "the caller does not wait for it");
  await until(() => !isAlive(pid));
  const waited = performance.now() - stopped;
  assert.ok(waited > 1500, `not before its time: ${waited} ms`);
  assert.equal((await read(predictors.run(tag, ask("hello")))).text, "hello ");
});

test("a native run that blocks its process is ended too, and small runs still work", async (t) => {
  const width = 256;
  const file = join(temporary(t), "slow.onnx");
  writeFileSync(file, tinyOnnx({ width, times: 400 }));
  const { predictors } = open(t, [ownModule(runsOnnx(file, { root: process.cwd(), width }))]);
  const { pid } = await predictors.load(tag);
  assert.equal((await read(predictors.run(tag, ask("1")))).text, "1,256");
  const controller = new AbortController();
  const work = read(predictors.run(tag, ask("20000"), controller.signal));
  await new Promise((resolve) => setTimeout(resolve, 300));
  controller.abort();
  await assert.rejects(work, isAbort);
  await until(() => !isAlive(pid));
  assert.equal((await read(predictors.run(tag, ask("2")))).text, "2,256");
});

test("a model that nobody knows and one that is not here are two different errors", async (t) => {
  const model = { ...ownModule(ownChat), installed: false };
  const { predictors, states } = open(t, [model]);
  await assert.rejects(
    predictors.load("@test/nobody"),
    (error: Error) =>
      isPredictorError(error, "model_not_found") &&
      error.message.includes("Download one first: @test/tiny"),
  );
  await assert.rejects(
    predictors.load(tag),
    (error: Error) =>
      isPredictorError(error, "model_not_installed") && error.message.includes("Download it first"),
  );
  assert.equal(states.at(-1)?.state.kind, "failed");
});

test("disposing ends every process", async (t) => {
  const { predictors } = open(t, [ownModule(ownChat)]);
  const { pid } = await predictors.load(tag);
  predictors.dispose();
  await until(() => !isAlive(pid));
  await assert.rejects(predictors.load(tag), /shutting down/);
});
