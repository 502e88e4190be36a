import {
  bytesField,
  type Chunk,
  join,
  numberField,
  textField,
} from "../../predictors/onnx/wire.ts";

// Types of onnx.proto.
const types = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7 } as const;
type Type = keyof typeof types;

/** A model written by hand, field by field, so that what reads it is not tested against itself alone. */
export interface Tiny {
  readonly nodes: readonly TinyNode[];
  readonly weights: Readonly<
    Record<
      string,
      { type: Type; shape: readonly number[]; values: readonly number[]; packed?: boolean }
    >
  >;
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, number>>;
}

export interface TinyNode {
  readonly op: string;
  readonly in: readonly string[];
  readonly out: readonly string[];
  readonly domain?: string;
  readonly ints?: Readonly<Record<string, number | readonly number[]>>;
}

/** Numbers without a pattern, −1 … 1, the same in every run. */
export const numbers = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1)));

/** A weight of this shape. */
export const weight = (...shape: readonly number[]) => ({
  type: "float" as const,
  shape,
  values: numbers(shape.reduce((product, size) => product * size, 1)),
});

/** The bytes of the model, opset 18 and com.microsoft 1. Inputs and outputs are float32. */
export function tinyModel({ nodes, weights, inputs, outputs }: Tiny): Uint8Array {
  const graph = [
    ...nodes.flatMap((node, i) => bytesField(1, ...nodeOf(node, i))),
    ...textField(2, "tiny"),
    ...Object.entries(weights).flatMap(([name, weight]) => bytesField(5, ...tensor(name, weight))),
    ...Object.entries(inputs).flatMap(([name, shape]) => bytesField(11, ...port(name, shape))),
    ...Object.entries(outputs).flatMap(([name, rank]) =>
      bytesField(
        12,
        ...port(
          name,
          Array.from({ length: rank }, () => undefined),
        ),
      ),
    ),
  ];
  return join([
    ...numberField(1, 8),
    ...bytesField(8, ...textField(1, ""), ...numberField(2, 18)),
    ...bytesField(8, ...textField(1, "com.microsoft"), ...numberField(2, 1)),
    ...bytesField(7, ...graph),
  ]);
}

const nodeOf = (node: TinyNode, i: number): Chunk[] => [
  ...node.in.flatMap((name) => textField(1, name)),
  ...node.out.flatMap((name) => textField(2, name)),
  ...textField(3, `${node.op}${i}`),
  ...textField(4, node.op),
  ...Object.entries(node.ints ?? {}).flatMap(([name, value]) =>
    bytesField(
      5,
      ...textField(1, name),
      ...(typeof value === "number"
        ? [...numberField(3, value), ...numberField(20, 2)]
        : [...value.flatMap((n) => numberField(8, n)), ...numberField(20, 7)]),
    ),
  ),
  ...(node.domain ? textField(7, node.domain) : []),
];

function tensor(name: string, { type, shape, values, packed }: Tiny["weights"][string]): Chunk[] {
  const made = {
    float: () => Float32Array.from(values),
    uint8: () => Uint8Array.from(values),
    int8: () => Int8Array.from(values),
    int32: () => Int32Array.from(values),
    int64: () => BigInt64Array.from(values, BigInt),
  }[type]();
  const raw = new Uint8Array(made.buffer);
  // small integers may also stand in the field of 32-bit integers, one after the other
  const data = packed ? bytesField(5, Uint8Array.from(values)) : bytesField(9, raw);
  return [
    ...shape.flatMap((size) => numberField(1, size)),
    ...numberField(2, types[type]),
    ...textField(8, name),
    ...data,
  ];
}

const port = (name: string, shape: readonly (number | undefined)[]): Chunk[] => [
  ...textField(1, name),
  ...bytesField(
    2,
    ...bytesField(
      1,
      ...numberField(1, types.float),
      ...bytesField(
        2,
        ...shape.flatMap((size) =>
          bytesField(1, ...(size === undefined ? textField(2, "any") : numberField(1, size))),
        ),
      ),
    ),
  ),
];
