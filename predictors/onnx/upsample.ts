import { intsAttribute, intsOf } from "./attributes.ts";
import { type Graph, type Node, plainNode } from "./graph.ts";
import { type Line, lineOf } from "./line.ts";
import { floatWeight, intsWeight, readWeight } from "./tensor.ts";
import type { Chunk } from "./wire.ts";

type Weights = Map<string, readonly Chunk[]>;

/**
 * The nodes of a graph with plain convolutions in place of those that make several samples of each one (ConvTranspose), and
 * the weights that these need. Without such nodes there are no new weights.
 */
export function upsample(graph: Graph): {
  readonly nodes: readonly Node[];
  readonly weights: Weights;
} {
  const weights: Weights = new Map();
  const nodes = graph.nodes.flatMap((node) => {
    const [, weightName = "", biasName = ""] = node.inputs;
    const weight = graph.initializers.get(weightName);
    const bias = graph.initializers.get(biasName);
    const line = node.opType === "ConvTranspose" ? lineOf(node) : undefined;
    const isUsual = line?.group === 1 && line.dilation === 1 && (bias || !biasName);
    if (!line || !weight || !isUsual) return [node];
    return plainUpsampling(node, { line, weight, bias, weights });
  });
  return { nodes, weights };
}

/** A convolution with `stride` times the channels, whose results are then laid side by side. */
function plainUpsampling(
  node: Node,
  {
    line,
    weight,
    bias,
    weights,
  }: {
    readonly line: Line;
    readonly weight: readonly Chunk[];
    readonly bias: readonly Chunk[] | undefined;
    readonly weights: Weights;
  },
): Node[] {
  const { kernel, stride, pads } = line;
  const [input = "", weightName = ""] = node.inputs;
  const [output = ""] = node.outputs;
  const [ins = 0, outs = 0] = readWeight(weight).shape;
  const taps = Math.ceil(kernel / stride);
  const name = (part: string): string => `${output}/${part}`;
  const keep = (key: string, chunks: readonly Chunk[]): string => {
    weights.set(key, chunks);
    return key;
  };
  const ints = (part: string, ...numbers: readonly number[]): string =>
    keep(name(part), intsWeight(name(part), numbers));

  const phases = `${weightName}/phases`;
  const shape = [outs * stride, ins, taps];
  keep(phases, floatWeight(phases, { shape, make: () => toPhases(weight, line) }));
  const each =
    bias &&
    floatWeight(name("bias"), {
      shape: [outs * stride],
      make: () => repeated(bias, stride),
    });
  const extra = intsOf(node, "output_padding")?.[0] ?? 0;
  const tail = pads[1] + taps * stride - kernel - extra;
  return [
    plainNode("Conv", [input, phases, ...(each ? [keep(name("bias"), each)] : [])], name("made"), [
      intsAttribute("kernel_shape", [taps]),
      intsAttribute("pads", [taps - 1, taps - 1]),
    ]),
    plainNode("Reshape", [name("made"), ints("apart", 0, outs, stride, -1)], name("phases")),
    plainNode("Transpose", [name("phases")], name("turned"), [intsAttribute("perm", [0, 1, 3, 2])]),
    plainNode("Reshape", [name("turned"), ints("beside", 0, outs, -1)], name("whole")),
    plainNode(
      "Slice",
      [
        name("whole"),
        ints("from", pads[0]),
        ints("to", tail > 0 ? -tail : Number.MAX_SAFE_INTEGER),
        ints("axis", 2),
      ],
      output,
    ),
  ];
}

/** (in, out, kernel) → (out × stride, in, taps): sample r of each `stride` is made by the taps r, r + stride, …, the last first. */
function toPhases(weight: readonly Chunk[], { kernel, stride }: Line): Float32Array {
  const { shape, values } = readWeight(weight);
  const [ins = 0, outs = 0] = shape;
  const taps = Math.ceil(kernel / stride);
  const phases = new Float32Array(outs * stride * ins * taps);
  for (let i = 0; i < ins; i++)
    for (let o = 0; o < outs; o++)
      for (let k = 0; k < kernel; k++) {
        const [row, tap] = [o * stride + (k % stride), taps - 1 - Math.floor(k / stride)];
        phases[(row * ins + i) * taps + tap] = values[(i * outs + o) * kernel + k] ?? 0;
      }
  return phases;
}

function repeated(bias: readonly Chunk[], times: number): Float32Array {
  const { values } = readWeight(bias);
  return Float32Array.from(
    { length: values.length * times },
    (_, i) => values[Math.floor(i / times)] ?? 0,
  );
}
