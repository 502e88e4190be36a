import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor } from "onnxruntime-node";
import { prune, readGraph, writeGraph } from "../../predictors/onnx/graph.ts";
import { withNorms } from "../../predictors/onnx/norms.ts";
import { openSession, settings } from "../../predictors/onnx/session.ts";
import { join } from "../../predictors/onnx/wire.ts";
import { numbers, type Tiny, type TinyNode, tinyModel, weight } from "./tiny.ts";

/** A normalisation as exports write it out: of `x`, named with `p`. */
const norm = (p: string, x: string, out: string, axes = "axes"): TinyNode[] => [
  { op: "ReduceMean", in: [x, axes], out: [`${p}mean`] },
  { op: "Sub", in: [x, `${p}mean`], out: [`${p}away`] },
  { op: "Mul", in: [`${p}away`, `${p}away`], out: [`${p}square`] },
  { op: "ReduceMean", in: [`${p}square`, axes], out: [`${p}variance`] },
  { op: "Add", in: [`${p}variance`, "epsilon"], out: [`${p}more`] },
  { op: "Sqrt", in: [`${p}more`], out: [`${p}root`] },
  { op: "Div", in: [`${p}away`, `${p}root`], out: [`${p}plain`] },
  { op: "Mul", in: ["scale", `${p}plain`], out: [`${p}scaled`] },
  { op: "Add", in: [`${p}scaled`, "bias"], out: [out] },
];

/** A normalisation, an upsampling, and another normalisation. */
const voice = (axes?: string): Tiny => ({
  nodes: [
    ...norm("a/", "x", "a"),
    {
      op: "ConvTranspose",
      in: ["a", "up"],
      out: ["b"],
      ints: { kernel_shape: [4], strides: [2], pads: [1, 1] },
    },
    ...norm("c/", "b", "y", axes),
  ],
  weights: {
    up: weight(3, 3, 4),
    scale: weight(1, 3, 1),
    bias: weight(1, 3, 1),
    epsilon: { type: "float", shape: [], values: [1e-3] },
    axes: { type: "int64", shape: [1], values: [2] },
    others: { type: "int64", shape: [1], values: [1] },
  },
  inputs: { x: [1, 3, 7] },
  outputs: { y: 3 },
});

const operators = (model: Uint8Array): string[] =>
  readGraph(model).nodes.map(({ opType }) => opType);
const rewritten = (model: Uint8Array): Uint8Array =>
  join(writeGraph(prune(withNorms(readGraph(model)))));

async function run(model: Uint8Array): Promise<number[]> {
  const session = await openSession(model, settings(1));
  const { y } = await session.run({
    x: new Tensor("float32", Float32Array.from(numbers(21)), [1, 3, 7]),
  });
  await session.release();
  assert.ok(y);
  return [...(y.data as Float32Array)];
}

test("a normalisation of samples is one step, with the same result", async () => {
  const model = tinyModel(voice());
  const fused = rewritten(model);
  const [before, after] = [await run(model), await run(fused)];
  assert.equal(before.length, 3 * 14);
  for (const [i, value] of before.entries())
    assert.ok(Math.abs((after[i] ?? NaN) - value) < 1e-5, `${i}: ${after[i]} ≠ ${value}`);
  assert.deepEqual(operators(fused).slice(-3), ["Reshape", "Reshape", "InstanceNormalization"]);
});

test("what stands before the first sample stays as it is written, to the last bit of the pitch", () => {
  const found = operators(rewritten(tinyModel(voice())));
  assert.equal(found.filter((operator) => operator === "InstanceNormalization").length, 1);
  assert.deepEqual(
    found.slice(0, 9),
    norm("a/", "x", "a").map(({ op }) => op),
  );
});

test("what only looks like a normalisation along the line stays as it is", () => {
  const graph = readGraph(tinyModel(voice("others")));
  assert.equal(withNorms(graph), graph);
});
