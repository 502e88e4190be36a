/** Values of a GGUF header: integers as uint32, lists of numbers as int32, `float(s)` as float32. */
export type Metadata = Readonly<
  Record<
    string,
    | string
    | number
    | boolean
    | readonly string[]
    | readonly number[]
    | { readonly float: number }
    | { readonly floats: readonly number[] }
  >
>;

/** A tensor; the first dimension is the one that lies together. */
export interface TensorData {
  readonly name: string;
  readonly dims: readonly number[];
  /** Numbers, or the bytes of blocks of `type`. */
  readonly data: Float32Array | Uint8Array;
  /** As GGUF numbers them: 0 is float32, 2 is Q4_0. Left out: float32. */
  readonly type?: number;
}

const valueType = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;
const alignment = 32;

/** A GGUF file, version 3 (github.com/ggml-org/ggml/blob/master/docs/gguf.md). */
export function gguf(metadata: Metadata, tensors: readonly TensorData[]): Uint8Array {
  const entries = Object.entries(metadata);
  let offset = 0;
  const infos = tensors.map(({ name, dims, data, type = 0 }) => {
    const info = [text(name), u32(dims.length), ...dims.map(u64), u32(type), u64(offset)];
    offset += aligned(data.byteLength);
    return Buffer.concat(info);
  });
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    u32(3),
    u64(tensors.length),
    u64(entries.length),
    ...entries.flatMap(([key, value]) => [text(key), encode(value)]),
    ...infos,
  ]);
  const body = tensors.map(({ data }) =>
    pad(Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  );
  return Buffer.concat([pad(header), ...body]);
}

function encode(value: Metadata[string]): Buffer {
  if (typeof value === "string") return typed(valueType.string, text(value));
  if (typeof value === "number") return typed(valueType.uint32, u32(value));
  if (typeof value === "boolean") return typed(valueType.bool, Buffer.from([Number(value)]));
  if ("float" in value) return typed(valueType.float32, f32(value.float));
  if ("floats" in value) return list(valueType.float32, value.floats.map(f32));
  return typeof value[0] === "string"
    ? list(valueType.string, (value as readonly string[]).map(text))
    : list(valueType.int32, (value as readonly number[]).map(u32));
}

const typed = (type: number, ...rest: readonly Buffer[]): Buffer =>
  Buffer.concat([u32(type), ...rest]);
const list = (type: number, items: readonly Buffer[]): Buffer =>
  typed(valueType.array, u32(type), u64(items.length), ...items);
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;
const pad = (data: Buffer): Buffer =>
  Buffer.concat([data, Buffer.alloc(aligned(data.length) - data.length)]);

function u32(value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return data;
}

function u64(value: number): Buffer {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(BigInt(value));
  return data;
}

function f32(value: number): Buffer {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return data;
}

function text(value: string): Buffer {
  const data = Buffer.from(value);
  return Buffer.concat([u64(data.length), data]);
}
