import { UserError } from "../../src/platform/errors.ts";

/** One tensor of a weights file. */
export interface Weights {
  readonly shape: readonly number[];
  /** Row-major float32, little-endian. */
  readonly bytes: Uint8Array;
}

const sizes: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };

/**
 * Every floating point tensor of a safetensors file by its name, as float32; views of `file` where it holds
 * float32 already. Integer tensors are left out.
 * Format: 8 bytes length of the header (little-endian), the header as JSON, then the data.
 * @throws {UserError} when it is not such a file or is cut short
 */
export function readSafetensors(file: Uint8Array): ReadonlyMap<string, Weights> {
  const { header, start } = readHeader(file);
  const tensors = new Map<string, Weights>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const { dtype, shape, data_offsets } = entry;
    const size = sizes[dtype];
    if (size === undefined) continue;
    const [from, to] = data_offsets;
    const count = shape.reduce((product, n) => product * n, 1);
    if (to - from !== count * size || start + to > file.byteLength) throw broken(name);
    tensors.set(name, { shape, bytes: toFloat32(file.subarray(start + from, start + to), dtype) });
  }
  return tensors;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

function readHeader(file: Uint8Array): {
  readonly header: Readonly<Record<string, Entry>>;
  readonly start: number;
} {
  if (file.byteLength < 8) throw broken("the header");
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  if (length > file.byteLength - 8) throw broken("the header");
  try {
    const text = new TextDecoder().decode(file.subarray(8, 8 + length));
    return { header: JSON.parse(text) as Record<string, Entry>, start: 8 + length };
  } catch {
    throw broken("the header");
  }
}

const broken = (what: string): UserError =>
  new UserError(
    `The weights cannot be read: ${what} is damaged or cut short. Remove the model and download it again.`,
  );

function toFloat32(bytes: Uint8Array, dtype: string): Uint8Array {
  if (dtype === "F32") return bytes;
  const from = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result = new Uint8Array(bytes.byteLength * 2);
  const to = new DataView(result.buffer);
  for (let i = 0; i < bytes.byteLength; i += 2) {
    const half = from.getUint16(i, true);
    // bfloat16 is the upper half of a float32
    if (dtype === "BF16") to.setUint32(i * 2, half << 16, true);
    else to.setFloat32(i * 2, fromHalf(half), true);
  }
  return result;
}

/** IEEE 754 binary16. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
