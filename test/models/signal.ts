import type { Spoken } from "../../src/predictor/calls.ts";

const decibels = (power: number): number => 10 * Math.log10(power + 1e-12);

/** Loudness of each 20 ms, in dB of full scale. */
export function loudness({ samples, sampleRate }: Spoken): number[] {
  const frame = Math.round(sampleRate / 50);
  return Array.from({ length: Math.floor(samples.length / frame) }, (_, i) =>
    decibels(powerOf(samples.subarray(i * frame, (i + 1) * frame))),
  );
}

const powerOf = (samples: Float32Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);

/**
 * What is wrong with a clip of speech as a signal; empty when nothing is. `phonemes` is how many sounds it says, `speed` how
 * fast. The bounds hold for speech of any voice: level, clipping, offset, silence at the ends and inside, tempo.
 */
export function faultsOf(
  spoken: Spoken,
  { phonemes, speed = 1 }: { readonly phonemes: number; readonly speed?: number },
): string[] {
  const { samples, sampleRate } = spoken;
  const seconds = samples.length / sampleRate;
  const frames = loudness(spoken);
  const quiet = frames.map((level) => level < -50);
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const level = decibels(powerOf(samples));
  const clipped = samples.filter((sample) => Math.abs(sample) >= 0.999).length;
  const [head, tail] = [quiet.indexOf(false), quiet.toReversed().indexOf(false)];
  const each = (seconds * speed) / phonemes;
  const found: readonly (readonly [boolean, string])[] = [
    [!samples.every(Number.isFinite), "a sample is no number"],
    [peak < 0.3 || peak > 1, `its peak is ${peak}`],
    [clipped > 0, `${clipped} samples are clipped`],
    [level < -35 || level > -10, `its level is ${level} dB`],
    [Math.abs(mean) > 0.01, `it lies ${mean} off zero`],
    [head < 0, "it is silent"],
    [head > 25, `it begins with ${head * 20} ms of silence`],
    [tail > 35, `it ends with ${tail * 20} ms of silence`],
    [longestRun(quiet) > 45, `it is silent for ${longestRun(quiet) * 20} ms inside`],
    [quiet.filter(Boolean).length / frames.length > 0.45, "it is silent for half of its time"],
    [each < 0.035 || each > 0.14, `a sound lasts ${each} s`],
  ];
  return found.flatMap(([isWrong, what]) => (isWrong ? [what] : []));
}

/** Frames of silence that stand between sounds. */
function longestRun(quiet: readonly boolean[]): number {
  let [run, most] = [0, 0];
  for (const one of quiet.slice(quiet.indexOf(false), quiet.lastIndexOf(false))) {
    run = one ? run + 1 : 0;
    most = Math.max(most, run);
  }
  return most;
}
