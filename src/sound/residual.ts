import type { Bits } from "./bits.ts";

/** What a fixed predictor gets wrong: each order is the difference of the one before. */
interface Predicted {
  readonly order: number;
  /** From the sample `order` on. */
  readonly residual: Int32Array;
}

/** By the order, 0 … 4, that leaves least. */
export function smallest(samples: Int32Array): Predicted {
  let best: Predicted = { order: 0, residual: samples };
  let least = weightOf(samples);
  let residual = samples;
  for (let order = 1; order <= Math.min(4, samples.length - 1); order++) {
    residual = residual.subarray(1).map((sample, i) => sample - (residual[i] as number));
    const weight = weightOf(residual);
    if (weight >= least) continue;
    least = weight;
    best = { order, residual };
  }
  return best;
}

const weightOf = (values: Int32Array): number =>
  values.reduce((sum, value) => sum + Math.abs(value), 0);

/** Partitions of a block, each with a parameter of its own: 2 to this power. */
const mostPartitions = 4;

/** Rice codes in partitions of one length. */
export function writeResidual(
  bits: Bits,
  residual: Int32Array,
  { length, order }: { readonly length: number; readonly order: number },
): void {
  let power = mostPartitions;
  while (power && (length % 2 ** power || length / 2 ** power <= order)) power--;
  // parameters of 4 bits
  bits.write(0, 2);
  bits.write(power, 4);
  const size = length / 2 ** power;
  // the first lacks the samples that the predictor begins with
  for (let from = 0, to = size - order; from < residual.length; from = to, to += size)
    writePartition(bits, residual.subarray(from, to));
}

function writePartition(bits: Bits, residual: Int32Array): void {
  // the sign becomes the lowest bit
  const folded = Uint32Array.from(residual, (value) => (value << 1) ^ (value >> 31));
  const low = parameterFor(folded);
  bits.write(low, 4);
  for (const value of folded) {
    bits.unary(value >>> low);
    bits.write(value, low);
  }
}

/** How many low bits are written as they are: those with which the whole is shortest. 15 would mean something else. */
function parameterFor(folded: Uint32Array): number {
  let best = 0;
  let least = Infinity;
  for (let low = 0; low < 15; low++) {
    let length = folded.length * (low + 1);
    for (const value of folded) length += value >>> low;
    if (length < least) [best, least] = [low, length];
  }
  return best;
}
