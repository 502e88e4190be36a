export type Pooling = "mean" | "cls";

/**
 * One vector of unit length from the vectors of a text's tokens: their mean, or the first.
 * @param states row-major, tokens × hidden
 * @param size keeps the first `size` numbers (Matryoshka), scaled to unit length again
 */
export function pool(
  states: Float32Array,
  { hidden, pooling, size }: { hidden: number; pooling: Pooling; size: number },
): Float32Array {
  const sums = new Float64Array(size);
  const end = pooling === "cls" ? hidden : states.length;
  for (let row = 0; row < end; row += hidden)
    for (let i = 0; i < size; i++) sums[i] = (sums[i] ?? 0) + (states[row + i] ?? 0);
  const length = Math.hypot(...sums) || 1;
  return Float32Array.from(sums, (sum) => sum / length);
}
