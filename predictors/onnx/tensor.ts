import {
  bytesField,
  type Chunk,
  join,
  numberField,
  readFields,
  readVarints,
  textField,
} from "./wire.ts";

// Field numbers and types of TensorProto in onnx.proto.
const fields = { dims: 1, type: 2, floats: 4, ints: 5, name: 8, raw: 9 } as const;
const types = { float: 1, uint8: 2, int8: 3, int64: 7 } as const;

/** A weight: row-major values with their shape; a scalar has the shape []. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int8Array | Uint8Array;
}

/** @throws {RangeError} for a type other than float, int8, uint8 */
export function readWeight(tensor: readonly Chunk[]): Weight {
  const found = readFields(join(tensor));
  const bytesOf = (id: number): Uint8Array | undefined =>
    found.find((field) => field.id === id)?.bytes;
  const shape = found
    .filter(({ id }) => id === fields.dims)
    .flatMap(({ wire, number, bytes }) => (wire === 0 ? [number] : readVarints(bytes)));
  const type = found.find(({ id }) => id === fields.type)?.number;
  const raw = bytesOf(fields.raw);
  const packed = bytesOf(fields.ints);
  const ints = (): number[] =>
    packed?.length
      ? readVarints(packed)
      : found.filter(({ id }) => id === fields.ints).map(({ number }) => number);
  switch (type) {
    case types.float:
      // a copy, since the view may not start at a multiple of four; unpacked floats are one field each
      return {
        shape,
        values: new Float32Array(
          Uint8Array.from(
            Buffer.concat(
              found
                .filter(({ id }) => id === (raw ? fields.raw : fields.floats))
                .map(({ bytes }) => bytes),
            ),
          ).buffer,
        ),
      };
    case types.uint8:
      return { shape, values: raw ?? Uint8Array.from(ints()) };
    case types.int8:
      return {
        shape,
        values: raw
          ? new Int8Array(raw.buffer, raw.byteOffset, raw.length)
          : Int8Array.from(ints()),
      };
    default:
      throw new RangeError(`A weight of ONNX type ${type} cannot be read here.`);
  }
}

/** What an input that is a list of whole numbers says of itself (ValueInfoProto). */
export function int64Port(name: string, length: number): Uint8Array {
  const size = bytesField(1, ...numberField(1, length));
  const tensor = [...numberField(1, types.int64), ...bytesField(2, ...size)];
  return join([...textField(1, name), ...bytesField(2, ...bytesField(1, ...tensor))]);
}

/** The numbers of a list such as `intsWeight` makes; undefined for another weight. */
export function intsOfWeight(tensor: readonly Chunk[]): readonly number[] | undefined {
  const found = readFields(join(tensor));
  const raw = found.find(({ id }) => id === fields.raw)?.bytes;
  const isInts = found.some(({ id, number }) => id === fields.type && number === types.int64);
  if (!isInts || !raw) return undefined;
  // a copy, since the view may not start at a multiple of eight
  return Array.from(new BigInt64Array(Uint8Array.from(raw).buffer), Number);
}

/** True for a float32 weight whose values stand in the tensor itself, and not in a file beside the model. */
export function isFloats(tensor: readonly Chunk[]): boolean {
  const found = readFields(join(tensor));
  const isFloat = found.some(({ id, number }) => id === fields.type && number === types.float);
  return isFloat && found.some(({ id }) => id === fields.raw || id === fields.floats);
}

/** A float weight whose values are made when it is written. */
export function floatWeight(
  name: string,
  { shape, make }: { readonly shape: readonly number[]; readonly make: () => Float32Array },
): Chunk[] {
  const length = shape.reduce((product, size) => product * size, 4);
  const bytes = (): Uint8Array => {
    const values = make();
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  };
  return [
    ...shape.flatMap((size) => numberField(fields.dims, size)),
    ...numberField(fields.type, types.float),
    ...textField(fields.name, name),
    ...bytesField(fields.raw, { length, make: bytes }),
  ];
}

/** A list of whole numbers, such as a shape or where to cut. */
export function intsWeight(name: string, values: readonly number[]): Chunk[] {
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return [
    ...numberField(fields.dims, values.length),
    ...numberField(fields.type, types.int64),
    ...textField(fields.name, name),
    ...bytesField(fields.raw, bytes),
  ];
}
