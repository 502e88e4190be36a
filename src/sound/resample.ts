import type { Layout } from "./encoder.ts";
import { joined } from "./joined.ts";

/** Samples on either side that a new one is made of. */
const reach = 16;

/** Sound at another rate, as it comes. */
export interface Resampling {
  add(samples: Float32Array): Float32Array;
  end(): Float32Array;
}

/** From one rate to the same or a higher one; the length in seconds stays. */
export function startResampling({ sampleRate, channels }: Layout, rate: number): Resampling {
  if (sampleRate === rate) return { add: (samples) => samples, end: () => new Float32Array(0) };
  const lines = Array.from({ length: channels }, () => openLine(sampleRate, rate));
  const channel = (samples: Float32Array, index: number): Float32Array =>
    channels === 1 ? samples : samples.filter((_, i) => i % channels === index);
  const together = (parts: readonly Float32Array[]): Float32Array => {
    const all = new Float32Array((parts[0]?.length ?? 0) * channels);
    for (const [index, part] of parts.entries())
      for (let i = 0; i < part.length; i++) all[i * channels + index] = part[i] as number;
    return all;
  };
  return {
    add: (samples) => together(lines.map((line, i) => line.add(channel(samples, i)))),
    end: () => together(lines.map((line) => line.end())),
  };
}

/** One channel. */
function openLine(from: number, to: number): Resampling {
  const step = from / to;
  const kernels = openKernels();
  // silence before the first sample
  let open: Float32Array = new Float32Array(reach);
  /** Samples that came, and that went. */
  let came = 0;
  let made = 0;
  /** Where `open` begins, counted in samples that came. */
  let start = -reach;
  const make = (until: number): Float32Array => {
    const out: number[] = [];
    for (; made * step < until; made++) {
      const at = made * step;
      const whole = Math.floor(at);
      const kernel = kernels(at - whole);
      const first = whole - reach + 1 - start;
      let sum = 0;
      for (let i = 0; i < kernel.length; i++) sum += (kernel[i] as number) * (open[first + i] ?? 0);
      out.push(sum);
    }
    const spent = Math.max(0, Math.floor(made * step) - reach + 1 - start);
    open = open.slice(spent);
    start += spent;
    return Float32Array.from(out);
  };
  return {
    add(samples) {
      came += samples.length;
      open = joined(open, samples);
      return make(came - reach);
    },
    end: () => make(came),
  };
}

/** Weights of the samples around a place between two of them (0 … 1 after the first), each made once. */
function openKernels(): (place: number) => Float32Array {
  const known = new Map<number, Float32Array>();
  return (place) => {
    // rates are whole numbers, so that places come again
    const key = Math.round(place * 1e6);
    const kernel = known.get(key) ?? toKernel(place);
    known.set(key, kernel);
    return kernel;
  };
}

/** A sinc under a Blackman window; the weights add up to 1, so that silence and a steady level stay what they are. */
function toKernel(place: number): Float32Array {
  const weights = Array.from({ length: 2 * reach }, (_, i) => {
    const x = i - reach + 1 - place;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    const turn = (Math.PI * x) / reach;
    return sinc * (0.42 + 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn));
  });
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}
