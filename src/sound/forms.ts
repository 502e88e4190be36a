import { setImmediate as nextTurn } from "node:timers/promises";
import type { Encoder, Layout } from "./encoder.ts";
import { flacHeadBytes, startFlac } from "./flac.ts";
import { startWav, wavHeadBytes } from "./wav.ts";

/** What sound is written as. */
export interface Form {
  readonly contentType: (layout: Layout) => string;
  /** Channels that it takes; left out: any number. */
  readonly mostChannels?: number;
  /** Bytes of its head, which is known when all the rest is there; 0: it can be heard before it ends. */
  readonly headBytes: number;
  readonly start: (layout: Layout) => Encoder | Promise<Encoder>;
}

/** Forms of files, by the endings of their names. */
export const forms = {
  wav: { contentType: () => "audio/wav", headBytes: wavHeadBytes, start: startWav },
  flac: {
    contentType: () => "audio/flac",
    mostChannels: 8,
    headBytes: flacHeadBytes,
    start: startFlac,
  },
  opus: {
    contentType: () => "audio/ogg; codecs=opus",
    mostChannels: 2,
    headBytes: 0,
    // the codec is half a megabyte: loaded by those alone who ask for it
    start: async (layout) => (await import("./opus.ts")).startOpus(layout),
  },
} satisfies Readonly<Record<string, Form>>;

/** A file of this form, whole. */
export async function toFile(
  { start }: Form,
  { samples, ...layout }: Layout & { readonly samples: Float32Array },
): Promise<Uint8Array> {
  const encoder = await start(layout);
  try {
    const parts: Uint8Array[] = [];
    for await (const second of seconds(samples, layout)) parts.push(encoder.add(second));
    const { head, rest } = encoder.end();
    return Buffer.concat([head, ...parts, rest]);
  } finally {
    encoder.release();
  }
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
