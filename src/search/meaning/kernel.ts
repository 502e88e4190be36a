/**
 * Dot products of one int8 vector with many, as a WebAssembly module of one function:
 * `dots(query, rows, count, size, out)`. Addresses are bytes of the imported memory; `size` is a multiple of 16;
 * `out` receives `count` int32 sums. Sixteen products a step: i16x8.extmul, then i32x4.extadd_pairwise.
 */
export interface Kernel {
  dots(query: number, rows: number, count: number, size: number, out: number): void;
}

/** Bytes that grow by pages of 64 KiB; `buffer` is another one after growing. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

// the part of the global that is used: the compiler knows it only together with a browser's
declare const WebAssembly: {
  readonly Memory: new (about: { readonly initial: number }) => Memory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  validate(code: Uint8Array): boolean;
};

export const openMemory = (): Memory => new WebAssembly.Memory({ initial: 1 });

/** Undefined on a machine without SIMD. */
export function openKernel(memory: Memory): Kernel | undefined {
  const code = kernelModule();
  if (!WebAssembly.validate(code)) return undefined;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { host: { memory } });
  return instance.exports as Kernel;
}

const i32 = 0x7f;
const v128 = 0x7b;
// the five parameters, then the locals
const [query, rows, count, size, out, at, sum, a, c] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const add = [0x6a];
const lessUnsigned = [0x49];
const again = (depth: number): number[] => [0x0d, depth];
const loop = (...body: number[][]): number[] => [0x03, 0x40, ...body.flat(), 0x0b];
const simd = (op: number, ...rest: number[]): number[] => [0xfd, ...unsigned(op), ...rest];
const load = simd(0x00, 0, 0);
const zero = simd(0x0c, ...Array.from({ length: 16 }, () => 0));
const addPairs = simd(0x7e); // i32x4.extadd_pairwise_i16x8_s
const multiplyLow = simd(0x9c); // i16x8.extmul_low_i8x16_s
const multiplyHigh = simd(0x9d);
const addLanes = simd(0xae); // i32x4.add
const lane = (n: number): number[] => simd(0x1b, n);
const storeInt = [0x36, 2, 0];

function kernelModule(): Uint8Array<ArrayBuffer> {
  const body = loop(
    [...zero, ...set(sum), ...constant(0), ...set(at)],
    loop(
      [...get(query), ...get(at), ...add, ...load, ...set(a)],
      [...get(rows), ...get(at), ...add, ...load, ...set(c)],
      [...get(sum), ...get(a), ...get(c), ...multiplyLow, ...addPairs, ...addLanes],
      [...get(a), ...get(c), ...multiplyHigh, ...addPairs, ...addLanes, ...set(sum)],
      [...get(at), ...constant(16), ...add, 0x22, at, ...get(size), ...lessUnsigned, ...again(0)],
    ),
    [...get(out)],
    [...get(sum), ...lane(0), ...get(sum), ...lane(1), ...add],
    [...get(sum), ...lane(2), ...add, ...get(sum), ...lane(3), ...add, ...storeInt],
    [...get(out), ...constant(4), ...add, ...set(out)],
    [...get(rows), ...get(size), ...add, ...set(rows)],
    [...get(count), ...constant(-1), ...add, 0x22, count, ...again(0)],
  );
  const locals = [3, 1, i32, 1, v128, 2, v128];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 5, i32, i32, i32, i32, i32, 0]),
    ...section(2, [1, ...name("host"), ...name("memory"), 0x02, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name("dots"), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...body, 0x0b])]),
  ]);
}

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const name = (text: string): number[] => sized([...Buffer.from(text)]);

/** LEB128 */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
}

function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const done = (rest === 0 && !(low & 64)) || (rest === -1 && (low & 64) !== 0);
  return done ? [low] : [low | 128, ...signed(rest)];
}
