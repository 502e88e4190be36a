/** One step of a graph: `inputs` and `outputs` name values, which are inputs of the graph, constants or outputs of earlier steps. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] };

export interface Constant {
  readonly name: string;
  readonly type: keyof typeof elementTypes;
  readonly shape: readonly number[];
  /** Row-major, little-endian. */
  readonly bytes: Uint8Array;
}

/** A value that enters or leaves the graph; a dimension given by name may have any size. */
export interface Port {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/**
 * An ONNX model file (IR version 8, operators of ai.onnx 17): protocol buffers, the field numbers are those of onnx.proto.
 * Constants are copied once.
 */
export function writeOnnx(graph: Graph): Uint8Array {
  return join([
    int(1, 8),
    text(2, "hearth"),
    ...message(7, [
      ...graph.nodes.flatMap((node) => message(1, nodeFields(node))),
      text(2, "graph"),
      ...graph.constants.flatMap((constant) => message(5, constantFields(constant))),
      ...graph.inputs.flatMap((port) => message(11, portFields(port))),
      ...graph.outputs.flatMap((port) => message(12, portFields(port))),
    ]),
    ...message(8, [text(1, ""), int(2, 17)]),
  ]);
}

type Chunks = readonly Uint8Array[];

const elementTypes = { float32: 1, uint8: 2, int8: 3, int64: 7 } as const;

const nodeFields = ({ op, inputs, outputs, attributes = {} }: Node): Chunks => [
  ...inputs.map((name) => text(1, name)),
  ...outputs.map((name) => text(2, name)),
  text(3, outputs[0] ?? op),
  text(4, op),
  ...Object.entries(attributes).flatMap(([name, value]) =>
    message(5, attributeFields(name, value)),
  ),
];

function attributeFields(name: string, value: Attribute): Chunks {
  if ("int" in value) return [text(1, name), int(3, value.int), int(20, 2)];
  if ("float" in value) return [text(1, name), float(2, value.float), int(20, 1)];
  return [text(1, name), ...value.ints.map((n) => int(8, n)), int(20, 7)];
}

const constantFields = ({ name, type, shape, bytes }: Constant): Chunks => [
  ...shape.map((n) => int(1, n)),
  int(2, elementTypes[type]),
  text(8, name),
  ...message(9, [bytes]),
];

const portFields = ({ name, type, shape }: Port): Chunks => [
  text(1, name),
  ...message(2, [
    ...message(1, [
      int(1, elementTypes[type]),
      ...message(
        2,
        shape.flatMap((n) => message(1, [typeof n === "number" ? int(1, n) : text(2, n)])),
      ),
    ]),
  ]),
];

function message(field: number, chunks: Chunks): Chunks {
  const length = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [varint(field * 8 + 2), varint(length), ...chunks];
}

const text = (field: number, value: string): Uint8Array =>
  join(message(field, [new TextEncoder().encode(value)]));

const int = (field: number, value: number): Uint8Array => join([varint(field * 8), varint(value)]);

function float(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return join([varint(field * 8 + 5), bytes]);
}

/** Negative numbers take ten bytes, as two's complement of 64 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function join(chunks: Chunks): Uint8Array {
  const result = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.byteLength;
  }
  return result;
}
