import { setImmediate as nextTurn } from "node:timers/promises";
import { toPcm16, wavHeader } from "../platform/wav.ts";
import type { Spoken } from "../predictor/calls.ts";
import type { Encoder, Layout } from "../sound/encoder.ts";
import { startFlac } from "../sound/flac.ts";

/** What a sound is written as. */
export type Format = {
  readonly contentType: (layout: Layout) => string;
  /** Channels that it takes; left out: any number. */
  readonly mostChannels?: number;
} & (
  | {
      /** It begins with how long it is, so that all must be spoken before the first byte. */
      readonly whole: (spoken: Spoken) => Promise<Uint8Array>;
    }
  | { readonly start: (layout: Layout) => Promise<Encoder> }
);

export const formats: Readonly<Record<string, Format>> = {
  wav: { contentType: () => "audio/wav", whole: toWavFile },
  flac: { contentType: () => "audio/flac", whole: toFlacFile, mostChannels: 8 },
  opus: {
    contentType: () => "audio/ogg; codecs=opus",
    mostChannels: 2,
    // the codec is half a megabyte: loaded by those alone who ask for it
    start: async (layout) => (await import("../sound/opus.ts")).startOpus(layout),
  },
  pcm: {
    contentType: ({ sampleRate, channels }) =>
      `audio/pcm; rate=${sampleRate}; channels=${channels}`,
    start: async () => ({ add: toPcm16, end: () => new Uint8Array(0), release() {} }),
  },
};

/** OpenAI has them too. No free encoder of them may go into Hearth, and it never sends one thing under another's name. */
export const withoutEncoder: readonly string[] = ["mp3", "aac"];

async function toWavFile({ samples, sampleRate, channels }: Spoken): Promise<Buffer> {
  const pcm = toPcm16(samples);
  return Buffer.concat([wavHeader({ bytes: pcm.length, sampleRate, channels }), pcm]);
}

async function toFlacFile({ samples, ...layout }: Spoken): Promise<Buffer> {
  const flac = startFlac(layout);
  const frames: Uint8Array[] = [];
  for await (const second of seconds(samples, layout)) frames.push(flac.add(second));
  const { head, rest } = flac.end();
  return Buffer.concat([head, ...frames, rest]);
}

/** A sound second by second, between which others have their turn: what encodes it holds this thread. */
export async function* seconds(
  samples: Float32Array,
  { sampleRate, channels }: Layout,
): AsyncGenerator<Float32Array, void, undefined> {
  const step = sampleRate * channels;
  for (let from = 0; from < samples.length; from += step) {
    if (from) await nextTurn();
    yield samples.subarray(from, from + step);
  }
}
