/** A voice-like sound: two tones that swell, and a little hiss. Mono. */
export function tone({
  seconds,
  sampleRate,
}: {
  readonly seconds: number;
  readonly sampleRate: number;
}): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, i) => {
    const turn = (2 * Math.PI * i) / sampleRate;
    const swell = 0.6 + 0.4 * Math.sin(turn * 3);
    const hiss = ((i * 7919) % 997) / 997 - 0.5;
    return swell * (0.3 * Math.sin(turn * 220) + 0.1 * Math.sin(turn * 1330)) + 0.004 * hiss;
  });
}
