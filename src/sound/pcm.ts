/** −1 … 1 as 16-bit little-endian integers; what is louder is clipped, not wrapped. */
export function toPcm16(samples: Float32Array): Buffer {
  const pcm = Buffer.allocUnsafe(samples.length * 2);
  samples.forEach((sample, i) => pcm.writeInt16LE(toInteger(sample), i * 2));
  return pcm;
}

/** One of them. */
export const toInteger = (sample = 0): number =>
  Math.round(Math.max(-1, Math.min(1, sample)) * 32_767);
