import { type Kernel, openKernel, openMemory } from "./kernel.ts";

/** A vector of `size` int8; the original is `values × scale`. */
export interface Quantised {
  readonly values: Int8Array;
  readonly scale: number;
}

/** The largest number becomes 127: symmetric, one scale a vector. A vector of zeros keeps scale 0. */
export function quantise(vector: ArrayLike<number>): Quantised {
  let top = 0;
  for (let i = 0; i < vector.length; i++) top = Math.max(top, Math.abs(vector[i] as number));
  const scale = Math.fround(top / 127);
  return { values: Int8Array.from(vector, (v) => (scale ? Math.round(v / scale) : 0)), scale };
}

/** The original, as near as it was kept, at unit length; zeros stay zeros. */
export function toUnit({ values }: Quantised): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return Float32Array.from(values, (value) => value / length);
}

/** Vectors by the digest of what they mean, scanned exactly: 50,000 × 384 take about 2 ms. */
export class Vectors {
  /** Numbers a vector. */
  readonly size: number;
  readonly #stride: number;
  readonly #memory = openMemory();
  readonly #kernel: Kernel | undefined;
  readonly #rows = new Map<string, number>();
  #scales = new Float32Array(64);

  constructor(size: number, { simd = true }: { readonly simd?: boolean } = {}) {
    this.size = size;
    this.#stride = Math.ceil(size / 16) * 16;
    this.#kernel = simd ? openKernel(this.#memory) : undefined;
  }

  get count(): number {
    return this.#rows.size;
  }

  has(hash: string): boolean {
    return this.#rows.has(hash);
  }

  /** The row of a vector, −1 when there is none. */
  rowOf(hash: string): number {
    return this.#rows.get(hash) ?? -1;
  }

  add(hash: string, { values, scale }: Quantised): void {
    if (values.length !== this.size)
      throw new Error(`A vector of ${values.length} numbers among vectors of ${this.size}.`);
    const row = this.#rows.get(hash) ?? this.#rows.size;
    this.#rows.set(hash, row);
    this.#reserve(row + 1);
    new Int8Array(this.#memory.buffer).set(values, this.#rowsAt + row * this.#stride);
    this.#scales[row] = scale;
  }

  get(hash: string): Quantised | undefined {
    const row = this.#rows.get(hash);
    if (row === undefined) return undefined;
    const at = this.#rowsAt + row * this.#stride;
    const values = new Int8Array(this.#memory.buffer).slice(at, at + this.size);
    return { values, scale: this.#scales[row] ?? 0 };
  }

  /** The cosine of `query` (unit length) with every row. */
  scan(query: Float32Array): Float32Array {
    const { values, scale } = quantise(query);
    const sums = this.#dots(values, this.count);
    const cosines = new Float32Array(sums.length);
    for (let row = 0; row < sums.length; row++)
      cosines[row] = (sums[row] as number) * scale * (this.#scales[row] as number);
    return cosines;
  }

  // the memory: query, rows, sums
  get #rowsAt(): number {
    return this.#stride;
  }

  #dots(query: Int8Array, count: number): Int32Array {
    if (!count) return new Int32Array(0);
    const out = this.#rowsAt + count * this.#stride;
    this.#grow(out + count * 4);
    const bytes = new Int8Array(this.#memory.buffer);
    bytes.set(query, 0);
    if (this.#kernel) {
      this.#kernel.dots(0, this.#rowsAt, count, this.#stride, out);
      return new Int32Array(this.#memory.buffer, out, count);
    }
    return Int32Array.from({ length: count }, (_, row) => {
      let sum = 0;
      const at = this.#rowsAt + row * this.#stride;
      for (let i = 0; i < this.size; i++) sum += (bytes[at + i] as number) * (bytes[i] as number);
      return sum;
    });
  }

  #reserve(count: number): void {
    this.#grow(this.#rowsAt + count * this.#stride);
    if (count <= this.#scales.length) return;
    const scales = new Float32Array(count * 2);
    scales.set(this.#scales);
    this.#scales = scales;
  }

  #grow(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength;
    // by an eighth at least: growing copies
    if (missing > 0)
      this.#memory.grow(Math.ceil(Math.max(missing, this.#memory.buffer.byteLength / 8) / 65_536));
  }
}
