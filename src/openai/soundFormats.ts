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
      readonly whole: (spoken: Spoken) => Uint8Array;
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
    start: async () => ({ add: toPcm16, end: () => new Uint8Array(0) }),
  },
};

/** OpenAI has them too. No free encoder of them may go into Hearth, and it never sends one thing under another's name. */
export const withoutEncoder: readonly string[] = ["mp3", "aac"];

function toWavFile({ samples, sampleRate, channels }: Spoken): Buffer {
  const pcm = toPcm16(samples);
  return Buffer.concat([wavHeader({ bytes: pcm.length, sampleRate, channels }), pcm]);
}

function toFlacFile({ samples, ...layout }: Spoken): Buffer {
  const flac = startFlac(layout);
  const frames = flac.add(samples);
  const { head, rest } = flac.end();
  return Buffer.concat([head, frames, rest]);
}
