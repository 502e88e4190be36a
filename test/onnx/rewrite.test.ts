import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join as joinPath } from "node:path";
import { test } from "node:test";
import { Tensor } from "onnxruntime-node";
import { dequantise } from "../../predictors/onnx/dequantise.ts";
import { floatModel } from "../../predictors/onnx/derived.ts";
import { outputTail, readGraph, writeGraph } from "../../predictors/onnx/graph.ts";
import { openSession, settings } from "../../predictors/onnx/session.ts";
import { join } from "../../predictors/onnx/wire.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import {
  convolution,
  convolutionInput,
  convolutionResult,
  product,
  productInput,
  productResult,
  recurrent,
  recurrentInput,
} from "./quantised.ts";
import { type Tiny, tinyModel } from "./tiny.ts";

const rewritten = (model: Uint8Array): Uint8Array => join(writeGraph(dequantise(readGraph(model))));
const operators = (model: Uint8Array): string[] =>
  readGraph(model).nodes.map(({ opType }) => opType);

async function run(model: Uint8Array, values: readonly number[], { inputs }: Tiny) {
  const session = await openSession(model, settings(1));
  const x = new Tensor("float32", Float32Array.from(values), [...(inputs["x"] ?? [])]);
  const results = await session.run({ x });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data }]) => [name, [...(data as Float32Array)]]),
  );
}

function assertNear(actual: readonly number[] = [], expected: readonly number[], within: number) {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(
      Math.abs((actual[i] ?? NaN) - value) <= within,
      `${actual.join()} ≠ ${expected.join()}`,
    );
}

test("a quantised product becomes a plain one with the same weights", async () => {
  const model = rewritten(tinyModel(product));
  assert.deepEqual(operators(model), ["MatMul"]);
  assertNear((await run(model, productInput, product))["y"], productResult, 1e-5);
});

test("a quantised convolution becomes a plain one with its bias", async () => {
  const model = rewritten(tinyModel(convolution));
  assert.deepEqual(operators(model), ["Conv"]);
  assertNear((await run(model, convolutionInput, convolution))["y"], convolutionResult, 1e-5);
});

test("a quantised LSTM becomes a plain one that says nearly the same", async () => {
  const model = tinyModel(recurrent);
  const before = await run(model, recurrentInput, recurrent);
  const after = await run(rewritten(model), recurrentInput, recurrent);
  assert.deepEqual(operators(rewritten(model)), ["LSTM"]);
  assertNear(after["y"], before["y"] ?? [], 0.01);
  assert.ok(Math.max(...(after["y"] ?? []).map(Math.abs)) > 0.1);
});

test("weights that nothing needs any more are left out", () => {
  const names = [...readGraph(rewritten(tinyModel(convolution))).initializers.keys()];
  assert.deepEqual(names.sort(), ["b", "w_float"]);
});

test("a graph without quantised nodes stays as it is", () => {
  const plain = { ...product, nodes: [{ op: "Cast", in: ["x"], out: ["y"], ints: { to: 1 } }] };
  const graph = readGraph(tinyModel(plain));
  assert.equal(dequantise(graph), graph);
});

test("a product whose shape is not the usual one is left alone", () => {
  const odd = {
    ...product,
    nodes: product.nodes.map((node) => (node.op === "Cast" ? { ...node, op: "Identity" } : node)),
  };
  const graph = readGraph(tinyModel(odd));
  assert.equal(dequantise(graph), graph);
});

test("a value inside a graph can be made an output by adding a few bytes", async () => {
  const model = tinyModel(product);
  const longer = join([model, ...outputTail("s")]);
  assert.ok(longer.length - model.length < 30);
  const results = await run(longer, productInput, product);
  assert.deepEqual(Object.keys(results).sort(), ["s", "y"]);
  assertNear(results["s"], [3 / 255], 1e-6);
  const wrong = join([model, ...outputTail("nobody")]);
  await assert.rejects(openSession(wrong, settings(1)), /nobody/);
});

test("what is no ONNX file is refused", () => {
  assert.throws(() => readGraph(Uint8Array.of(0x3a, 0x7f, 1)), RangeError);
  assert.throws(() => readGraph(new TextEncoder().encode("<html>")), RangeError);
  assert.throws(() => readGraph(new Uint8Array(0)), /no graph/);
});

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(joinPath(tmpdir(), "hearth-onnx-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const contextOf = (folder: string, signal: AbortSignal, reports: number[]): LoadContext => ({
  signal,
  resource: (name) => joinPath(folder, name),
  cacheFolder: joinPath(folder, "cache"),
  device: "cpu",
  threads: 1,
  progress: (fraction) => void reports.push(fraction),
  runsOn: () => {},
  log: () => {},
});

test("the float form is made once, under the digest of what it was made from", async () => {
  await inFolder(async (folder) => {
    const reports: number[] = [];
    const context = contextOf(folder, new AbortController().signal, reports);
    await writeFile(joinPath(folder, "m.onnx"), tinyModel(product));
    const wanted = { model: "m.onnx", sha256: "abcdef0123456789", share: 0.5 };
    const path = await floatModel(wanted, context);
    assert.match(path, /abcdef012345/);
    assert.deepEqual(operators(await readFile(path)), ["MatMul"]);
    assert.equal(reports.at(-1), 0.5);
    await rm(joinPath(folder, "m.onnx"));
    assert.equal(await floatModel(wanted, context), path);
  });
});

test("float forms of an older rewrite or of other weights are swept away, other files are not", async () => {
  await inFolder(async (folder) => {
    const context = contextOf(folder, new AbortController().signal, []);
    await writeFile(joinPath(folder, "m.onnx"), tinyModel(product));
    await mkdir(context.cacheFolder);
    for (const name of ["float-1-abcdef012345.onnx", "float-2-0123456789ab.onnx", "notes.txt"])
      await writeFile(joinPath(context.cacheFolder, name), "old");
    const wanted = { model: "m.onnx", sha256: "abcdef0123456789", share: 0.5 };
    const path = await floatModel(wanted, context);
    const left = (): Promise<string[]> => readdir(context.cacheFolder);
    assert.deepEqual((await left()).sort(), [basename(path), "notes.txt"].sort());
    await writeFile(joinPath(context.cacheFolder, "float-1-abcdef012345.onnx"), "old");
    assert.equal(await floatModel(wanted, context), path);
    assert.deepEqual((await left()).sort(), [basename(path), "notes.txt"].sort());
  });
});

test("a float form that was given up leaves no file behind", async () => {
  await inFolder(async (folder) => {
    const weights = { ...product.weights };
    const size = 1 << 21;
    // wide enough to be written in several pieces
    weights["w"] = {
      type: "int8",
      shape: [3, size],
      values: Array.from({ length: 3 * size }, () => 1),
    };
    weights["wz"] = { type: "int8", shape: [], values: [0] };
    weights["ws"] = { type: "float", shape: [], values: [1] };
    await writeFile(joinPath(folder, "m.onnx"), tinyModel({ ...product, weights }));
    const context = contextOf(folder, AbortSignal.abort(), []);
    await assert.rejects(floatModel({ model: "m.onnx", sha256: "00", share: 1 }, context), {
      name: "AbortError",
    });
    assert.deepEqual(await readdir(joinPath(folder, "cache")), []);
  });
});
