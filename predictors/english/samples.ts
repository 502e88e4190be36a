/** Mono samples, −1 … 1, scaled so that the loudest reaches 0.9; quiet sound is raised by half at most. Changes them in place. */
export function level(samples: Float32Array): Float32Array {
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const gain = Math.min(0.9 / Math.max(peak, 1e-6), 1.5);
  for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) * gain;
  return samples;
}

/** Without the silence before the first and after the last sound; `keep` seconds of it stay. */
export function trimSilence(
  samples: Float32Array,
  { sampleRate, keep }: { readonly sampleRate: number; readonly keep: number },
): Float32Array {
  const frame = Math.max(1, Math.round(sampleRate / 100));
  const loud: number[] = [];
  for (let at = 0; at < samples.length; at += frame)
    if (loudness(samples.subarray(at, at + frame)) > audible) loud.push(at);
  const [first, last] = [loud[0], loud.at(-1)];
  if (first === undefined || last === undefined) return samples.subarray(0, 0);
  const margin = Math.round(keep * sampleRate);
  return samples.subarray(Math.max(0, first - margin), last + frame + margin);
}

/** −50 dB of full scale. */
const audible = 10 ** (-50 / 20);

/** Root mean square. */
function loudness(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

/** The pieces in order, each but the last followed by its silence. */
export function joinPieces(
  pieces: readonly { readonly samples: Float32Array; readonly silence: number }[],
): Float32Array {
  const gaps = pieces.map(({ silence }, i) => (i < pieces.length - 1 ? silence : 0));
  const length = pieces.reduce((sum, { samples }, i) => sum + samples.length + (gaps[i] ?? 0), 0);
  const joined = new Float32Array(length);
  let at = 0;
  for (const [i, { samples }] of pieces.entries()) {
    joined.set(samples, at);
    at += samples.length + (gaps[i] ?? 0);
  }
  return joined;
}
