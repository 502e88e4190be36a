import type { Broken } from "./broken.ts";
import type { SpokenWord } from "../contract/parameter.ts";
import { inWords, toTensor } from "./tensorResult.ts";

/** Samples in playing order: L0 R0 L1 R1 …; −1 … 1. */
export interface Sound {
  readonly samples: Float32Array;
  readonly channels: number;
}

/** Holds a speech predictor's output against rules S7, S8, S15 and S16. Samples louder than 1 are clipped. */
export function toSound(output: unknown, broken: Broken): Sound {
  const { data, shape } = toTensor(output, { dtype: "S7", shape: "S8", content: "S15" }, broken);
  const [channels = 0, frames = 0] = shape.length === 1 ? [1, ...shape] : shape;
  if (shape.length < 1 || shape.length > 2 || channels === 0)
    throw broken("S8", `the shape is ${inWords(shape)}, not (frames) or (channels, frames)`);
  if (channels > 8 && frames <= 8)
    throw broken("S16", `the shape ${inWords(shape)} looks like (frames, channels); turn it round`);
  return { samples: clipped(interleaved(data, channels)), channels };
}

/** Holds the output that says when each word sounds against rule S18: places of the text, times that do not go back. */
export function toWords(output: unknown, text: string, broken: Broken): readonly SpokenWord[] {
  if (!Array.isArray(output)) throw broken("S18", "the words are no list");
  let last = 0;
  return output.map((word: unknown, i): SpokenWord => {
    const { start, end, from, to } = (word ?? {}) as Partial<Record<keyof SpokenWord, unknown>>;
    const isPlace = isCount(start) && isCount(end) && start < end && end <= text.length;
    if (!isPlace) throw broken("S18", `word ${i} is no part of the text`);
    if (!isTime(from) || !isTime(to) || from > to || from < last)
      throw broken("S18", `word ${i} sounds before the one before it`);
    last = from;
    return { start, end, from, to };
  });
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isTime = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;

/** (C, F) holds one channel after the other; players want one frame after the other. */
function interleaved(data: Float32Array, channels: number): Float32Array {
  if (channels === 1) return data;
  const frames = data.length / channels;
  const samples = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++)
    for (let frame = 0; frame < frames; frame++)
      samples[frame * channels + channel] = data[channel * frames + frame] ?? 0;
  return samples;
}

function clipped(samples: Float32Array): Float32Array {
  return samples.some((sample) => Math.abs(sample) > 1)
    ? samples.map((sample) => Math.max(-1, Math.min(1, sample)))
    : samples;
}
