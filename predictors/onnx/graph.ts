import {
  bytesField,
  type Chunk,
  type Field,
  fieldOf,
  readFields,
  sameField,
  textField,
} from "./wire.ts";

// Field numbers of onnx.proto (ModelProto, GraphProto, NodeProto, TensorProto, AttributeProto).
const modelGraph = 7;
const graphFields = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 } as const;
export const nodeFields = {
  input: 1,
  output: 2,
  name: 3,
  opType: 4,
  attribute: 5,
  domain: 7,
} as const;
const attributeGraphs = [6, 11];
const tensorName = 8;

/** A node of the graph. An input that is left out is "". */
export interface Node {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name: string;
  readonly domain: string;
  /** As they are on the wire. */
  readonly attributes: readonly Field[];
}

/** A node of ONNX's own domain with one output, which it is called by. */
export const plainNode = (
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly Field[] = [],
): Node => ({ opType, inputs, outputs: [output], name: output, domain: "", attributes });

/** An ONNX model, read as far as its nodes and weights; everything else is kept as it was. */
export interface Graph {
  readonly nodes: readonly Node[];
  /** Weights by name: the bytes of each TensorProto. */
  readonly initializers: ReadonlyMap<string, readonly Chunk[]>;
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly rest: readonly Field[];
  readonly valueInfo: readonly Field[];
  readonly model: readonly Field[];
}

/** @throws {RangeError} when the bytes are no ONNX model */
export function readGraph(bytes: Uint8Array): Graph {
  const model = readFields(bytes);
  const graphs = model.filter(({ id }) => id === modelGraph);
  if (!graphs.length) throw new RangeError("This is no ONNX file: it holds no graph.");
  const fields = graphs.flatMap((graph) => readFields(graph.bytes));
  const of = (id: number): Field[] => fields.filter((field) => field.id === id);
  const known: readonly number[] = [
    graphFields.node,
    graphFields.initializer,
    graphFields.valueInfo,
  ];
  return {
    nodes: of(graphFields.node).map((field) => toNode(field.bytes)),
    initializers: new Map(
      of(graphFields.initializer).map(({ bytes: tensor }) => [
        nameOf(tensor, tensorName),
        [tensor],
      ]),
    ),
    inputs: of(graphFields.input).map((field) => nameOf(field.bytes, 1)),
    outputs: of(graphFields.output).map((field) => nameOf(field.bytes, 1)),
    valueInfo: of(graphFields.valueInfo),
    rest: fields.filter(({ id }) => !known.includes(id)),
    model: model.filter(({ id }) => id !== modelGraph),
  };
}

/** The model's file, in pieces. */
export function writeGraph({ nodes, initializers, rest, valueInfo, model }: Graph): Chunk[] {
  const graph = [
    ...nodes.flatMap((node) => bytesField(graphFields.node, ...nodeChunks(node))),
    ...rest.flatMap(sameField),
    ...valueInfo.flatMap(sameField),
    ...[...initializers.values()].flatMap((tensor) =>
      bytesField(graphFields.initializer, ...tensor),
    ),
  ];
  return [...model.flatMap(sameField), ...bytesField(modelGraph, ...graph)];
}

/** Without nodes and weights that no output needs. */
export function prune(graph: Graph): Graph {
  let { nodes } = graph;
  for (;;) {
    const used = new Set([...graph.outputs, ...nodes.flatMap(namesUsed)]);
    const kept = nodes.filter(({ outputs }) => outputs.some((name) => used.has(name)));
    if (kept.length === nodes.length) return withoutUnused({ ...graph, nodes }, used);
    nodes = kept;
  }
}

function withoutUnused(graph: Graph, used: ReadonlySet<string>): Graph {
  return {
    ...graph,
    initializers: new Map([...graph.initializers].filter(([name]) => used.has(name))),
    valueInfo: graph.valueInfo.filter(({ bytes }) => used.has(nameOf(bytes, 1))),
  };
}

/** Inputs of a node, and of the graphs inside it (the branches of an If, the body of a Loop). */
function namesUsed({ inputs, attributes }: Node): string[] {
  const inner = attributes
    .flatMap(({ bytes }) => readFields(bytes))
    .filter(({ id, wire }) => attributeGraphs.includes(id) && wire === 2)
    .flatMap(({ bytes }) => readFields(bytes));
  return [
    ...inputs,
    ...inner
      .filter(({ id }) => id === graphFields.node)
      .flatMap(({ bytes }) => namesUsed(toNode(bytes))),
    ...inner.filter(({ id }) => id === graphFields.output).map(({ bytes }) => nameOf(bytes, 1)),
  ];
}

function toNode(bytes: Uint8Array): Node {
  const fields = readFields(bytes);
  const texts = (id: number): string[] =>
    fields.filter((field) => field.id === id).map((field) => decode(field.bytes));
  return {
    inputs: texts(nodeFields.input),
    outputs: texts(nodeFields.output),
    name: texts(nodeFields.name)[0] ?? "",
    opType: texts(nodeFields.opType)[0] ?? "",
    domain: texts(nodeFields.domain)[0] ?? "",
    attributes: fields.filter(({ id }) => id === nodeFields.attribute),
  };
}

const nodeChunks = (node: Node): Chunk[] => [
  ...node.inputs.flatMap((name) => textField(nodeFields.input, name)),
  ...node.outputs.flatMap((name) => textField(nodeFields.output, name)),
  ...textField(nodeFields.name, node.name),
  ...textField(nodeFields.opType, node.opType),
  ...node.attributes.flatMap(sameField),
  ...(node.domain ? textField(nodeFields.domain, node.domain) : []),
];

/** One more input; `port`: its bytes as onnx.proto has them (ValueInfoProto). */
export const inputField = (port: Uint8Array): Field => fieldOf(graphFields.input, port);

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const nameOf = (message: Uint8Array, id: number): string =>
  decode(readFields(message).find((field) => field.id === id)?.bytes ?? new Uint8Array(0));

/**
 * What stands behind a model's file when a value of its graph is to be an output too: protobuf merges messages that follow
 * one another. A wrong name fails when the model is loaded.
 */
export const outputTail = (name: string): Chunk[] =>
  bytesField(modelGraph, ...bytesField(graphFields.output, ...textField(1, name)));
