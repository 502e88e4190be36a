import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as joinPath } from "node:path";
import { type TestContext, test } from "node:test";
import { Tensor } from "onnxruntime-node";
import { openApart, type Values } from "../../predictors/onnx/apart.ts";
import { prune, readGraph, writeGraph } from "../../predictors/onnx/graph.ts";
import { inPlanes } from "../../predictors/onnx/planes.ts";
import { openSession, settings } from "../../predictors/onnx/session.ts";
import { goOn, stoppable } from "../../predictors/onnx/stoppable.ts";
import { join } from "../../predictors/onnx/wire.ts";
import { numbers, type Tiny, tinyModel, weight } from "./tiny.ts";

const channels = 16;

/** An upsampling, and then so many convolutions, one after the other. */
const voice = (length: number, convolutions: number): Tiny => ({
  nodes: [
    {
      op: "ConvTranspose",
      in: ["x", "up"],
      out: ["0"],
      ints: { kernel_shape: [4], strides: [2], pads: [1, 1] },
    },
    ...Array.from({ length: convolutions }, (_, i) => ({
      op: "Conv",
      in: [`${i}`, "each"],
      out: [i + 1 === convolutions ? "y" : `${i + 1}`],
      ints: { kernel_shape: [3], pads: [1, 1] },
    })),
  ],
  weights: { up: weight(channels, channels, 4), each: weight(channels, channels, 3) },
  inputs: { x: [1, channels, length] },
  outputs: { y: 3 },
});

const model = (tiny: Tiny): Uint8Array =>
  join(writeGraph(prune(stoppable(inPlanes(readGraph(tinyModel(tiny)))))));
const inputOf = (length: number): Values => ({
  x: {
    type: "float32",
    data: Float32Array.from(numbers(channels * length)),
    dims: [1, channels, length],
  },
});

/** The model in a thread of its own, until the test ends. */
async function openVoice(t: TestContext, tiny: Tiny) {
  const folder = await mkdtemp(joinPath(tmpdir(), "hearth-apart-"));
  const path = joinPath(folder, "voice.onnx");
  await writeFile(path, model(tiny));
  const session = await openApart(path, settings(1));
  t.after(async () => {
    await session.release();
    await rm(folder, { recursive: true });
  });
  return session;
}

test("a run goes on as long as its input says so, and fails when it says otherwise", async () => {
  const session = await openSession(model(voice(7, 2)), settings(1));
  assert.deepEqual(session.inputNames, ["x", goOn.name]);
  const run = (...whether: readonly bigint[]) =>
    session.run({
      x: new Tensor("float32", Float32Array.from(numbers(channels * 7)), [1, channels, 7]),
      [goOn.name]: new Tensor("int64", BigInt64Array.from(whether), [3]),
    });
  assert.deepEqual((await run(...goOn.values))["y"]?.dims, [1, channels, 14]);
  await assert.rejects(run(1n, 1n, 1n), /Reshape/);
  await session.release();
});

test("a graph without planes cannot be stopped, and stays as it is", () => {
  const graph = readGraph(tinyModel(voice(7, 2)));
  assert.equal(stoppable(graph), graph);
});

test("in a thread of its own a model gives what it gives in this one", async (t) => {
  const apart = await openVoice(t, voice(7, 2));
  assert.deepEqual([apart.inputNames, apart.outputNames], [["x"], ["y"]]);
  const { y } = await apart.run(inputOf(7), new AbortController().signal);
  const plain = await openSession(tinyModel(voice(7, 2)), settings(1));
  const x = new Tensor("float32", Float32Array.from(numbers(channels * 7)), [1, channels, 7]);
  const expected = (await plain.run({ x }))["y"]?.data as Float32Array;
  const found = y?.data as Float32Array;
  assert.equal(found.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(Math.abs((found[i] ?? NaN) - value) < 1e-3 * Math.abs(value) + 1e-4, `${i}`);
  await plain.release();
});

test("a run that is stopped is an abort, and the next one is whole", async (t) => {
  const length = 20_000;
  const apart = await openVoice(t, voice(length, 40));
  const never = new AbortController().signal;
  const whole = await apart.run(inputOf(length), never);
  const stop = new AbortController();
  const stopped = apart.run(inputOf(length), stop.signal);
  setImmediate(() => stop.abort());
  const next = stopped.catch(() => apart.run(inputOf(length), never));
  await assert.rejects(stopped, { name: "AbortError" });
  assert.deepEqual((await next)["y"]?.data, whole["y"]?.data);
  await assert.rejects(apart.run(inputOf(length), stop.signal), { name: "AbortError" });
});

test("what fails in the thread fails here, in the runtime's words, and a wrong file is told", async (t) => {
  const apart = await openVoice(t, voice(7, 2));
  await assert.rejects(apart.run({}, new AbortController().signal), /'x' is missing/);
  await assert.rejects(openApart("/nowhere/voice.onnx", settings(1)), /nowhere/);
});
