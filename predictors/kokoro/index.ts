import { readFile } from "node:fs/promises";
import type { Engine } from "../../src/predictor/manifest.ts";
import { trimSilence } from "../english/samples.ts";
import { defineEnglishVoice } from "../english/voice.ts";
import { type ApartSession, openApart } from "../onnx/apart.ts";
import { floatForm, floatModel } from "../onnx/derived.ts";
import { identityOf } from "../onnx/identity.ts";
import { openOptimised } from "../onnx/optimised.ts";
import vocabulary from "./data/vocabulary.json" with { type: "json" };

/**
 * The model takes 510 symbols; it is at its best from 100 to 200 and hurries beyond 400 (hexgrad's VOICES.md). Where a piece
 * cannot be stopped (see `ApartSession`), who reads something else waits for it: up to 5 s for one of 250, 3 s for these.
 */
const longest = 150;
/** A voice is one row of so many numbers for each number of symbols, 1 … 510. */
const rowSize = 256;
const rows = 510;

/** Kokoro 82M. The voices lie in voices/<name>.bin. */
export const engine: Engine = (manifest) =>
  defineEnglishVoice<State>(manifest, {
    voiceDescription: "Voice: a for American, b for British; f for female, m for male.",
    longest,
    async load({ model }, context) {
      const sha256 = await identityOf(manifest, model, context);
      // 8-bit weights are slow in today's runtime: see `dequantise`
      const make = (): Promise<string> =>
        floatModel({ model, sha256, output: framesOutput, share: 0.6 }, context);
      const session = await openOptimised(
        { form: floatForm(sha256), make, open: openApart },
        context,
      );
      const resource = (name: string): string => context.resource(name);
      return { session, resource, styles: new Map() };
    },
    async sound({ phonemes, voice, speed }, { state, options: { sampleRate } }, signal) {
      const style = await styleOf(voice, state);
      const { samples, frames } = await run(state.session, { phonemes, style, speed }, signal);
      // the model begins with 0.3 s of silence and ends with 0.5 s
      const sound = trimSilence(samples, { sampleRate, keep: 0.03 });
      const cut = (sound.byteOffset - samples.byteOffset) / samples.BYTES_PER_ELEMENT;
      const seconds = (frame: number): number =>
        Math.min(Math.max(frame * hop - cut, 0), sound.length) / sampleRate;
      return { samples: sound, times: symbolTimes(phonemes, frames)?.map(seconds) };
    },
    dispose: ({ session }) => session.release(),
  });

interface State {
  readonly session: ApartSession;
  readonly resource: (name: string) => string;
  /** Voices that were used, by name. */
  readonly styles: Map<string, Float32Array>;
}

async function styleOf(voice: string, { styles, resource }: State): Promise<Float32Array> {
  const known = styles.get(voice);
  if (known) return known;
  const bytes = await readFile(resource(`voices/${voice}.bin`));
  // a copy, since a small file may lie anywhere in a shared buffer
  const style = new Float32Array(Uint8Array.from(bytes).buffer);
  styles.set(voice, style);
  return style;
}

interface Sentence {
  /** In misaki's alphabet. */
  readonly phonemes: string;
  readonly style: Float32Array;
  readonly speed: number;
}

/** Samples and frames of each token of one sentence. Exports differ in the name of the first input and in the type of the speed. */
async function run(
  session: ApartSession,
  { phonemes, style, speed }: Sentence,
  signal: AbortSignal,
): Promise<{ readonly samples: Float32Array; readonly frames: Float32Array | undefined }> {
  const ids = toIds(phonemes);
  const row = Math.min(Math.max(ids.length - 1, 0), rows - 1);
  const tokens = BigInt64Array.from([0, ...ids, 0], BigInt);
  const tokensName = session.inputNames.find((name) => name !== "style" && name !== "speed");
  const results = await session.run(
    {
      [tokensName ?? "tokens"]: { type: "int64", data: tokens, dims: [1, tokens.length] },
      style: {
        type: "float32",
        data: style.slice(row * rowSize, (row + 1) * rowSize),
        dims: [1, rowSize],
      },
      speed: { type: "float32", data: Float32Array.of(speed), dims: [1] },
    },
    signal,
  );
  return {
    samples: results[session.outputNames[0] ?? ""]?.data as Float32Array,
    frames: results[framesOutput]?.data as Float32Array | undefined,
  };
}

/**
 * The frame at which each symbol begins, and the end of the last. `frames` are those of every token: the padding, each
 * symbol that the model knows, the padding. Undefined without frames, or with others than those of these phonemes.
 */
export function symbolTimes(
  phonemes: string,
  frames: Float32Array | undefined,
): number[] | undefined {
  if (!frames || frames.length !== toIds(phonemes).length + 2) return undefined;
  let [at, token] = [frames[0] ?? 0, 1];
  const times = phonemes.split("").map((symbol) => {
    const begins = at;
    if (toIds(symbol).length) at += frames[token++] ?? 0;
    return begins;
  });
  return [...times, at];
}

/** What the model's only output of whole frames is called in its own export. */
const framesOutput = "/encoder/Clip_output_0";
/** Samples of one frame. */
const hop = 600;

const known = new Map(Object.entries(vocabulary.ids));

/** The model's number for each symbol; one that it does not know is left out. Version 1 writes T and t for misaki's ɾ and ʔ. */
export function toIds(phonemes: string): number[] {
  const symbols = [...phonemes.replaceAll("ɾ", "T").replaceAll("ʔ", "t")];
  return symbols.flatMap((symbol) => known.get(symbol) ?? []);
}
