import { type Graph, type Node, prune } from "./graph.ts";
import { floatWeight, readWeight, type Weight } from "./tensor.ts";
import type { Chunk } from "./wire.ts";

/**
 * A dynamically quantised graph with its 8-bit weights as float32: ConvInteger and MatMulInteger become Conv and MatMul,
 * DynamicQuantizeLSTM becomes LSTM. Twice as fast on the CPU where the runtime's 8-bit kernels are slow. The result is that
 * of the same weights without rounding the activations. A graph without such nodes comes back as it is.
 */
export function dequantise(graph: Graph): Graph {
  const around = lookUp(graph);
  const replaced = new Map<Node, Node>();
  const weights = new Map<string, readonly Chunk[]>();
  for (const node of graph.nodes) {
    const rewritten =
      node.opType === "DynamicQuantizeLSTM"
        ? plainLstm(node, around)
        : /^(?:Conv|MatMul)Integer$/.test(node.opType)
          ? plainProduct(node, around)
          : undefined;
    if (!rewritten) continue;
    replaced.set(rewritten.inPlaceOf, rewritten.node);
    for (const [name, tensor] of rewritten.weights) weights.set(name, tensor);
  }
  if (!replaced.size) return graph;
  return prune({
    ...graph,
    nodes: graph.nodes.map((node) => replaced.get(node) ?? node),
    initializers: new Map([...graph.initializers, ...weights]),
  });
}

interface Around {
  maker(value: string | undefined): Node | undefined;
  /** The one node that reads a value; undefined when there are several or none. */
  reader(value: string | undefined): Node | undefined;
  /** The weight of this name, read; undefined when the value is computed. */
  weight(name: string | undefined): Weight | undefined;
}

function lookUp({ nodes, initializers }: Graph): Around {
  const makers = new Map(
    nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
  );
  const readers = new Map<string, Node[]>();
  for (const node of nodes)
    for (const name of node.inputs) {
      const list = readers.get(name);
      if (list) list.push(node);
      else readers.set(name, [node]);
    }
  return {
    maker: (value) => makers.get(value ?? ""),
    reader: (value) => {
      const [only, ...others] = readers.get(value ?? "") ?? [];
      return others.length ? undefined : only;
    },
    weight: (name) => {
      const tensor = initializers.get(name ?? "");
      return tensor && readWeight(tensor);
    },
  };
}

interface Rewritten {
  /** The node that made the value before; the new one stands where it stood. */
  readonly inPlaceOf: Node;
  readonly node: Node;
  readonly weights: readonly (readonly [name: string, tensor: readonly Chunk[]])[];
}

/** Matches Integer → (Add bias) → Cast → Mul by (input scale × weight scale), as onnxruntime's quantiser writes it. */
function plainProduct(node: Node, around: Around): Rewritten | undefined {
  const [quantised, weightName = "", , zeroName] = node.inputs;
  const source = around.maker(quantised);
  const next = around.reader(node.outputs[0]);
  const add = next?.opType === "Add" ? next : undefined;
  const cast = add ? around.reader(add.outputs[0]) : next;
  const scale = around.reader(cast?.outputs[0]);
  const factor = around.maker(scale?.inputs.find((name) => name !== cast?.outputs[0]));
  const scaleName = factor?.inputs.find((name) => around.weight(name));
  const weight = around.weight(weightName);
  const by = around.weight(scaleName);
  const matches =
    source?.opType === "DynamicQuantizeLinear" &&
    cast?.opType === "Cast" &&
    scale?.opType === "Mul";
  if (!matches || !weight || !by) return undefined;
  const bias = add && floatBias(add, { node, around });
  if (add && bias === undefined) return undefined;

  const isConv = node.opType === "ConvInteger";
  const name = `${weightName}_float`;
  const zero = around.weight(zeroName);
  const channel = isConv ? firstAxis(weight) : lastAxis(weight);
  const make = (): Float32Array => toFloats(weight, { zero, scale: by, channel });
  return {
    inPlaceOf: scale,
    node: {
      opType: isConv ? "Conv" : "MatMul",
      inputs: [source.inputs[0] ?? "", name, ...(bias ? [bias] : [])],
      outputs: scale.outputs,
      name: node.name,
      domain: "",
      attributes: node.attributes,
    },
    weights: [[name, floatWeight(name, { shape: weight.shape, make })]],
  };
}

/** The quantiser keeps the float bias and rounds it on the way: Div → Floor → Cast → Reshape. */
function floatBias(
  add: Node,
  { node, around }: { readonly node: Node; readonly around: Around },
): string | undefined {
  let value = add.inputs.find((name) => name !== node.outputs[0]);
  for (const step of ["Reshape", "Cast", "Floor", "Div"]) {
    const maker = around.maker(value);
    if (maker?.opType !== step) return undefined;
    value = maker.inputs[0];
  }
  return around.weight(value) && value;
}

/** Inputs: X, W, R, B, lengths, h, c, P, then scale and zero point of W and of R. W and R lie transposed there. */
function plainLstm(node: Node, around: Around): Rewritten | undefined {
  const [x = "", w = "", r = "", b = "", lengths = "", h = "", c = "", p = ""] = node.inputs;
  const [wScale, wZero, rScale, rZero] = node.inputs.slice(8);
  const weights = [
    [w, wScale, wZero],
    [r, rScale, rZero],
  ].map(([name = "", scaleName, zeroName]) => {
    const weight = around.weight(name);
    const scale = around.weight(scaleName);
    if (!weight || !scale) return undefined;
    const [directions = 1, rows = 1, columns = 1] = weight.shape;
    const zero = around.weight(zeroName);
    const channel: Channel =
      scale.values.length === directions
        ? (i) => Math.floor(i / (rows * columns))
        : (i) => Math.floor(i / (rows * columns)) * columns + (i % columns);
    const make = (): Float32Array =>
      transposed(toFloats(weight, { zero, scale, channel }), [directions, rows, columns]);
    const shape = [directions, columns, rows];
    return [`${name}_float`, floatWeight(`${name}_float`, { shape, make })] as const;
  });
  const [plainW, plainR] = weights;
  if (!plainW || !plainR) return undefined;
  const inputs = [x, plainW[0], plainR[0], b, lengths, h, c, p];
  while (inputs.at(-1) === "") inputs.pop();
  return {
    inPlaceOf: node,
    node: { ...node, opType: "LSTM", domain: "", inputs },
    weights: [plainW, plainR],
  };
}

/** Which scale belongs to the i-th value of a weight. */
type Channel = (i: number) => number;

const lastAxis = ({ shape }: Weight): Channel => {
  const columns = shape.at(-1) ?? 1;
  return (i) => i % columns;
};
const firstAxis = ({ shape }: Weight): Channel => {
  const size = shape.slice(1).reduce((product, n) => product * n, 1);
  return (i) => Math.floor(i / size);
};

/** (value − zero point) × scale; a single scale or zero point holds for all. */
function toFloats(
  { values }: Weight,
  {
    zero,
    scale,
    channel,
  }: {
    readonly zero: Weight | undefined;
    readonly scale: Weight;
    readonly channel: Channel;
  },
): Float32Array {
  const floats = new Float32Array(values.length);
  const [scales, zeros] = [scale.values, zero?.values];
  for (let i = 0; i < values.length; i++) {
    const factor = scales.length === 1 ? scales[0] : scales[channel(i)];
    const shift = zeros === undefined ? 0 : zeros.length === 1 ? zeros[0] : zeros[channel(i)];
    floats[i] = ((values[i] ?? 0) - (shift ?? 0)) * (factor ?? 0);
  }
  return floats;
}

/** Swaps the last two axes. */
function transposed(
  values: Float32Array,
  [directions, rows, columns]: readonly [number, number, number],
): Float32Array {
  const swapped = new Float32Array(values.length);
  for (let d = 0; d < directions; d++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        swapped[(d * columns + column) * rows + row] =
          values[(d * rows + row) * columns + column] ?? 0;
  return swapped;
}
