import { floatAttribute } from "./attributes.ts";
import { type Graph, type Node, plainNode } from "./graph.ts";
import { reachedBySound } from "./sound.ts";
import { intsOfWeight, intsWeight, readWeight } from "./tensor.ts";

/**
 * A graph in which what makes samples is normalised, scaled and moved in one step each, where it was written out as a mean,
 * a difference, squares, a root, a quotient, a product and a sum: eight ways through the memory (Kokoro takes 0.96 of the
 * time). Before that place all stays as it is: there the pitch is made, whose last bits decide on the phase of the sound.
 */
export function withNorms(graph: Graph): Graph {
  const reached = reachedBySound(graph.nodes);
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0] ?? "", node]));
  const nodes = graph.nodes.flatMap((node) => {
    const found = node.inputs.some((name) => reached.has(name)) && normOf(node, graph, makers);
    return found ? oneStep(node.outputs[0] ?? "", found) : [node];
  });
  const initializers = new Map([...graph.initializers, [flat, intsWeight(flat, [-1])]]);
  return nodes.length === graph.nodes.length ? graph : { ...graph, nodes, initializers };
}

const flat = "hearth/flat";

/** `(input − mean) ÷ √(variance + epsilon) × scale + bias`, mean and variance along the line; scale and bias (1, C, 1). */
interface Norm {
  readonly input: string;
  readonly epsilon: number;
  readonly scale: string;
  readonly bias: string;
}

/** The scale and the bias are made for each sentence, so that they are read as lists only then. */
function oneStep(output: string, { input, epsilon, scale, bias }: Norm): Node[] {
  const [scales, biases] = [`${output}/scales`, `${output}/biases`];
  return [
    plainNode("Reshape", [scale, flat], scales),
    plainNode("Reshape", [bias, flat], biases),
    plainNode("InstanceNormalization", [input, scales, biases], output, [
      floatAttribute("epsilon", epsilon),
    ]),
  ];
}

type Makers = ReadonlyMap<string, Node>;

/** What ends in this sum, if it is a normalisation. */
function normOf(sum: Node, { initializers }: Graph, makers: Makers): Norm | undefined {
  const [product, bias = ""] = operands(sum, "Add", "Mul", makers);
  const [quotient, scale = ""] = operands(product, "Mul", "Div", makers);
  const [difference, root] = (quotient?.inputs ?? []).map((name) => makers.get(name));
  if (difference?.opType !== "Sub" || root?.opType !== "Sqrt") return undefined;
  const [input = "", meanName = ""] = difference.inputs;
  const [variance = "", epsilon = ""] = makers.get(root.inputs[0] ?? "")?.inputs ?? [];
  const squares = makers.get(makers.get(variance)?.inputs[0] ?? "");
  const alongTheLine = (name: string): boolean => {
    const mean = makers.get(name);
    const axes = initializers.get(mean?.inputs[1] ?? "");
    return (
      mean?.opType === "ReduceMean" && axes !== undefined && intsOfWeight(axes)?.join() === "2"
    );
  };
  const added = initializers.get(epsilon);
  const isNorm =
    makers.get(meanName)?.inputs[0] === input &&
    squares?.opType === "Mul" &&
    squares.inputs.every((name) => name === difference.outputs[0]) &&
    [meanName, variance].every(alongTheLine);
  if (!isNorm || !added) return undefined;
  return { input, epsilon: readWeight(added).values[0] ?? 0, scale, bias };
}

/** Of a node of this type with an operand made by one of the other type: the maker, and the name of the other operand. */
function operands(
  node: Node | undefined,
  type: string,
  madeBy: string,
  makers: Makers,
): readonly [Node?, string?] {
  if (node?.opType !== type) return [];
  const [a = "", b = ""] = node.inputs;
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const maker = makers.get(one);
    if (maker?.opType === madeBy) return [maker, other];
  }
  return [];
}
