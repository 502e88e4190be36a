import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor } from "onnxruntime-node";
import { prune, readGraph, writeGraph } from "../../predictors/onnx/graph.ts";
import { inPlanes } from "../../predictors/onnx/planes.ts";
import { openSession, settings } from "../../predictors/onnx/session.ts";
import { join } from "../../predictors/onnx/wire.ts";
import { numbers, type Tiny, type TinyNode, tinyModel, weight } from "./tiny.ts";

const rewritten = (model: Uint8Array): Uint8Array =>
  join(writeGraph(prune(inPlanes(readGraph(model)))));
const operators = (model: Uint8Array): string[] =>
  readGraph(model).nodes.map(({ opType }) => opType);

/** Two channels of seven samples in, an upsampling, a convolution, and what stands between them. */
function voice(up: TinyNode["ints"], { kernel = 4, groups = 1, bias = true } = {}): Tiny {
  return {
    nodes: [
      { op: "Conv", in: ["x", "before"], out: ["a"], ints: { kernel_shape: [3], pads: [1, 1] } },
      {
        op: "ConvTranspose",
        in: ["a", "up", ...(bias ? ["upBias"] : [])],
        out: ["b"],
        ints: { kernel_shape: [kernel], group: groups, ...up },
      },
      { op: "Tanh", in: ["b"], out: ["c"] },
      {
        op: "Conv",
        in: ["c", "after", "afterBias"],
        out: ["y"],
        ints: { kernel_shape: [3], dilations: [2], pads: [2, 1] },
      },
    ],
    weights: {
      before: weight(2, 2, 3),
      up: weight(2, 4 / groups, kernel),
      upBias: weight(4),
      after: weight(3, 4, 3),
      afterBias: weight(3),
    },
    inputs: { x: [1, 2, 7] },
    outputs: { y: 3 },
  };
}

async function run(model: Uint8Array): Promise<{ shape: readonly number[]; data: number[] }> {
  const session = await openSession(model, settings(1));
  const { y } = await session.run({
    x: new Tensor("float32", Float32Array.from(numbers(14)), [1, 2, 7]),
  });
  await session.release();
  assert.ok(y);
  return { shape: y.dims, data: [...(y.data as Float32Array)] };
}

async function assertSame(tiny: Tiny): Promise<Uint8Array> {
  const model = tinyModel(tiny);
  const [before, after] = [await run(model), await run(rewritten(model))];
  assert.deepEqual(after.shape, before.shape);
  for (const [i, value] of before.data.entries())
    assert.ok(Math.abs((after.data[i] ?? NaN) - value) < 1e-5, `${i}: ${after.data[i]} ≠ ${value}`);
  return rewritten(model);
}

for (const [name, up, shape] of [
  ["twice as many samples", { strides: [2], pads: [1, 1] }, {}],
  ["padding on one side, and none to cut", { strides: [2], pads: [0, 0] }, {}],
  ["a kernel that is no multiple of the step", { strides: [3], pads: [1, 2] }, { kernel: 7 }],
  ["a kernel shorter than the step", { strides: [4], pads: [0, 0] }, { kernel: 3 }],
  ["output padding", { strides: [2], pads: [1, 1], output_padding: [1] }, { kernel: 3 }],
  ["no bias", { strides: [2], pads: [1, 1] }, { bias: false }],
] as const)
  test(`a voice in planes says the same: ${name}`, async () => {
    const model = await assertSame(voice(up, shape));
    assert.ok(!operators(model).includes("ConvTranspose"));
    assert.equal(operators(model).filter((operator) => operator === "Conv").length, 3);
  });

test("only what comes after the upsampling is put into planes", async () => {
  const model = await assertSame(voice({ strides: [2], pads: [1, 1] }));
  const [first] = readGraph(model).nodes;
  assert.equal(first?.opType, "Conv");
  assert.deepEqual(first?.inputs, ["x", "before"]);
});

test("an upsampling in groups or of other numbers stays as it is, and so does a graph without one", async () => {
  const grouped = readGraph(tinyModel(voice({ strides: [2] }, { groups: 2 })));
  assert.equal(inPlanes(grouped), grouped);
  const half = voice({ strides: [2] });
  const other = { type: "int32" as const, shape: [2, 4, 4], values: numbers(32) };
  const integers = readGraph(tinyModel({ ...half, weights: { ...half.weights, up: other } }));
  assert.equal(inPlanes(integers), integers);
  const { nodes, ...rest } = voice({});
  const plain = { ...rest, nodes: nodes.slice(0, 1), outputs: { a: 3 } };
  const graph = readGraph(tinyModel(plain));
  assert.equal(inPlanes(graph), graph);
});
