import type { Spoken } from "../../src/predictor/calls.ts";

const size = 1024;
const bands = 24;
const coefficients = 13;
const hop = 0.01;

/**
 * How unlike two recordings are as speech, whoever speaks: the mean distance of their mel cepstra along the best way through
 * both (dynamic time warping). Lower is more alike.
 */
export function unlikeness(a: Cepstra, b: Cepstra): number {
  let row = new Float64Array(b.length + 1).fill(Infinity);
  row[0] = 0;
  for (const [i, x] of a.entries()) {
    const next = new Float64Array(b.length + 1).fill(Infinity);
    const [from, to] = [i / a.length - reach, i / a.length + reach].map((part) => part * b.length);
    for (let j = Math.max(0, Math.floor(from!)); j < Math.min(b.length, to!); j++) {
      const cost = distance(x, b[j]!);
      // a step through both counts twice, so that every way has the same weight
      next[j + 1] = Math.min(row[j]! + 2 * cost, row[j + 1]! + cost, next[j]! + cost);
    }
    row = next;
  }
  return row[b.length]! / (a.length + b.length);
}

/** How far, as a part of the whole, one speaker may run ahead of the other. */
const reach = 0.1;

export type Cepstra = readonly Float64Array[];

/** Thirteen cepstral coefficients each 10 ms, less the speaker's mean and spread. */
export function cepstra({ samples, sampleRate }: Spoken): Cepstra {
  const filters = melFilters(sampleRate);
  const step = Math.round(sampleRate * hop);
  const frames: Float64Array[] = [];
  for (let at = 0; at + size <= samples.length; at += step)
    frames.push(cepstrum(samples.subarray(at, at + size), filters));
  return standardised(frames);
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < coefficients; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

function cepstrum(frame: Float32Array, filters: readonly Float64Array[]): Float64Array {
  const windowed = Float64Array.from(
    frame,
    (sample, i) => sample * (0.54 - 0.46 * Math.cos((2 * Math.PI * i) / size)),
  );
  const power = spectrum(windowed);
  const levels = filters.map((filter) =>
    Math.log(filter.reduce((sum, weight, i) => sum + weight * power[i]!, 1e-9)),
  );
  return Float64Array.from({ length: coefficients }, (_, k) =>
    levels.reduce((sum, level, i) => sum + level * Math.cos((Math.PI * k * (i + 0.5)) / bands), 0),
  );
}

function standardised(frames: readonly Float64Array[]): Float64Array[] {
  const moments = Array.from({ length: coefficients }, (_, k) => {
    const values = frames.map((frame) => frame[k]!);
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const spread = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    return { mean, spread: spread || 1 };
  });
  return frames.map((frame) =>
    frame.map((value, k) => (value - moments[k]!.mean) / moments[k]!.spread),
  );
}

/** Triangles from 80 to 7600 Hz, evenly apart on the mel scale. */
function melFilters(sampleRate: number): Float64Array[] {
  const mel = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
  const hertz = (mels: number): number => 700 * (10 ** (mels / 2595) - 1);
  const [low, high] = [mel(80), mel(7600)];
  const edges = Array.from({ length: bands + 2 }, (_, i) =>
    hertz(low + ((high - low) * i) / (bands + 1)),
  );
  return Array.from({ length: bands }, (_, band) => {
    const [from, peak, to] = edges.slice(band, band + 3) as [number, number, number];
    return Float64Array.from({ length: size / 2 }, (__, i) => {
      const f = (i * sampleRate) / size;
      return Math.max(0, Math.min((f - from) / (peak - from), (to - f) / (to - peak)));
    });
  });
}

const cosines = Float64Array.from({ length: size }, (_, i) => Math.cos((2 * Math.PI * i) / size));
const sines = Float64Array.from({ length: size }, (_, i) => -Math.sin((2 * Math.PI * i) / size));

/** Power of each frequency (radix-2 FFT). */
function spectrum(samples: Float64Array): Float64Array {
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  const bits = Math.log2(size);
  for (let i = 0; i < size; i++) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((i >> bit) & 1) << (bits - 1 - bit);
    re[reversed] = samples[i]!;
  }
  for (let length = 2; length <= size; length *= 2)
    for (let start = 0; start < size; start += length)
      for (let i = 0; i < length / 2; i++) {
        const turn = (i * size) / length;
        const [a, b] = [start + i, start + i + length / 2];
        const x = re[b]! * cosines[turn]! - im[b]! * sines[turn]!;
        const y = re[b]! * sines[turn]! + im[b]! * cosines[turn]!;
        [re[b], im[b]] = [re[a]! - x, im[a]! - y];
        [re[a], im[a]] = [re[a]! + x, im[a]! + y];
      }
  return Float64Array.from({ length: size / 2 }, (_, i) => re[i]! ** 2 + im[i]! ** 2);
}
