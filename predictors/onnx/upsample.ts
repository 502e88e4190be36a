import { intsAttribute, intsOf } from "./attributes.ts";
import { type Graph, type Node, plainNode } from "./graph.ts";
import { type Line, lineOf } from "./line.ts";
import { floatWeight, intsWeight, isFloats, readWeight } from "./tensor.ts";
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
    const isKnown = [weight, bias].every((tensor) => !tensor || isFloats(tensor));
    if (!line || !weight || !isUsual || !isKnown) return [node];
    return plainUpsampling(node, { line, weight, bias, weights });
  });
  return { nodes, weights };
}

interface Upsampling {
  readonly line: Line;
  readonly weight: readonly Chunk[];
  readonly bias: readonly Chunk[] | undefined;
  readonly weights: Weights;
}

/** A convolution with `stride` times the channels, whose results are then laid side by side. */
function plainUpsampling(node: Node, { line, weight, bias, weights }: Upsampling): Node[] {
  const { stride } = line;
  const [input = "", weightName = ""] = node.inputs;
  const [output = ""] = node.outputs;
  const [ins = 0, outs = 0] = readWeight(weight).shape;
  const taps = tapsOf(line);
  const floats = (name: string, shape: readonly number[], make: () => Float32Array): string => {
    weights.set(name, floatWeight(name, { shape, make }));
    return name;
  };
  const phases = floats(`${weightName}/phases`, [outs * stride, ins, taps], () =>
    toPhases(weight, line),
  );
  const each = bias && floats(`${output}/bias`, [outs * stride], () => repeated(bias, stride));
  return [
    plainNode("Conv", [input, phases, ...(each ? [each] : [])], `${output}/made`, [
      intsAttribute("kernel_shape", [taps]),
      intsAttribute("pads", [taps - 1, taps - 1]),
    ]),
    ...sideBySide(node, { line, outs, weights }),
  ];
}

/** (1, out × stride, L) → (1, out, stride, L) → (1, out, L, stride) → (1, out, L × stride), without what was padded. */
function sideBySide(
  node: Node,
  {
    line,
    outs,
    weights,
  }: { readonly line: Line; readonly outs: number; readonly weights: Weights },
): Node[] {
  const { kernel, stride, pads } = line;
  const [output = ""] = node.outputs;
  const name = (part: string): string => `${output}/${part}`;
  const ints = (part: string, ...numbers: readonly number[]): string => {
    weights.set(name(part), intsWeight(name(part), numbers));
    return name(part);
  };
  const extra = intsOf(node, "output_padding")?.[0] ?? 0;
  const tail = pads[1] + tapsOf(line) * stride - kernel - extra;
  const cut = [
    ints("from", pads[0]),
    ints("to", tail > 0 ? -tail : Number.MAX_SAFE_INTEGER),
    ints("axis", 2),
  ];
  return [
    plainNode("Reshape", [name("made"), ints("apart", 0, outs, stride, -1)], name("phases")),
    plainNode("Transpose", [name("phases")], name("turned"), [intsAttribute("perm", [0, 1, 3, 2])]),
    plainNode("Reshape", [name("turned"), ints("beside", 0, outs, -1)], name("whole")),
    plainNode("Slice", [name("whole"), ...cut], output),
  ];
}

/** How many of the samples before it each new sample is made of. */
const tapsOf = ({ kernel, stride }: Line): number => Math.ceil(kernel / stride);

/** (in, out, kernel) → (out × stride, in, taps): sample r of each `stride` is made by the taps r, r + stride, …, the last first. */
function toPhases(weight: readonly Chunk[], line: Line): Float32Array {
  const { kernel, stride } = line;
  const { shape, values } = readWeight(weight);
  const [ins = 0, outs = 0] = shape;
  const taps = tapsOf(line);
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
