/**
 * Speech `rate` times as fast at the same pitch: overlapping frames are laid closer together, each moved a little to where it
 * continues the wave before it (WSOLA; Verhelst & Roelands, 1993). Mono; a rate of 1 or less gives the samples as they are.
 */
export function stretch(
  samples: Float32Array,
  { rate, sampleRate }: { readonly rate: number; readonly sampleRate: number },
): Float32Array {
  const half = Math.round(sampleRate * 0.012);
  if (rate <= 1 || samples.length < 6 * half) return samples;
  const reach = Math.round(sampleRate * 0.006);
  const length = Math.floor(samples.length / rate);
  const out = new Float32Array(length);
  // the first frame as it is; each next one fades in over the second half of the one before
  out.set(samples.subarray(0, 2 * half));
  let from = 0;
  for (let at = half; at + 2 * half <= length; at += half) {
    const wanted = Math.min(Math.round(at * rate), samples.length - 2 * half - 1);
    from = bestMatch(samples, { like: from + half, near: wanted, reach, half });
    for (let i = 0; i < half; i++) {
      const weight = 0.5 - 0.5 * Math.cos((Math.PI * i) / half);
      out[at + i] = (out[at + i] ?? 0) * (1 - weight) + (samples[from + i] ?? 0) * weight;
      out[at + half + i] = samples[from + half + i] ?? 0;
    }
  }
  return out;
}

/** Where, near a place, the samples look most like those that would have come next. */
function bestMatch(
  samples: Float32Array,
  {
    like,
    near,
    reach,
    half,
  }: {
    readonly like: number;
    readonly near: number;
    readonly reach: number;
    readonly half: number;
  },
): number {
  const last = samples.length - 2 * half;
  let [best, most] = [Math.min(near, last), -Infinity];
  for (let place = Math.max(0, near - reach); place <= Math.min(last, near + reach); place++) {
    let [match, energy] = [0, 1e-9];
    for (let i = 0; i < half; i += 2) {
      const sample = samples[place + i] ?? 0;
      match += sample * (samples[like + i] ?? 0);
      energy += sample * sample;
    }
    const score = match / Math.sqrt(energy);
    if (score > most) [best, most] = [place, score];
  }
  return best;
}
