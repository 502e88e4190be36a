import { readFile } from "node:fs/promises";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import type { Engine } from "../../src/predictor/manifest.ts";
import { defineEnglishVoice } from "../english/voice.ts";
import type { VoiceOptions } from "../english/voices.ts";
import { outputTail, prune, readGraph, writeGraph } from "../onnx/graph.ts";
import { inPlanes } from "../onnx/planes.ts";
import { identityOf } from "../onnx/identity.ts";
import { openOptimised } from "../onnx/optimised.ts";
import { openSession } from "../onnx/session.ts";
import { join } from "../onnx/wire.ts";
import { symbolTimes } from "./times.ts";
import { toEspeak } from "./symbols.ts";

/** Longer sentences are cut: memory grows with the length, and nothing can stop a run. */
const longest = 300;

/** Piper's English voices (VITS). The model's own JSON lies beside it. */
export const engine: Engine = (manifest) =>
  defineEnglishVoice<State>(manifest, {
    voiceDescription: "Voice.",
    longest,
    async load(options, context) {
      const config = await readConfig(manifest.tag, options, context);
      const identity = await identityOf(manifest, options.model, context);
      const make = (): Promise<Uint8Array> => toTimed(context.resource(options.model));
      const session = await openOptimised(
        { form: `timed-${timedVersion}-${identity}`, make, open: openSession },
        context,
      );
      return { config, session };
    },
    async sound({ phonemes, voice, speed }, { state, options: { voices, sampleRate } }) {
      const speaker = state.config.speaker_id_map?.[voice] ?? voices.indexOf(voice);
      const { samples, frames } = await run(state, { phonemes, speed, speaker });
      const seconds = (frame: number): number => (frame * hop) / sampleRate;
      return { samples, times: symbolTimes(phonemes, frames, state.config)?.map(seconds) };
    },
    dispose: ({ session }) => session.release(),
  });

/** Raise it when `toTimed` makes something else of a model. */
const timedVersion = 1;

/** Samples of one frame (VITS). */
const hop = 256;

/**
 * The model in the form in which it runs fastest, with its frames per symbol as a second output: what its one Ceil makes.
 * Another export has no second output.
 */
async function toTimed(path: string): Promise<Uint8Array> {
  const graph = readGraph(await readFile(path));
  const ceils = graph.nodes.filter(({ opType }) => opType === "Ceil");
  const [output] = ceils[0]?.outputs ?? [];
  const tail = ceils.length === 1 && output ? outputTail(output) : [];
  return join([...writeGraph(prune(inPlanes(graph))), ...tail]);
}

interface State {
  readonly config: Config;
  readonly session: InferenceSession;
}

/** What is used of the JSON beside a Piper model. */
interface Config {
  readonly audio: { readonly sample_rate: number };
  readonly inference: {
    readonly noise_scale: number;
    readonly length_scale: number;
    readonly noise_w: number;
  };
  readonly num_speakers: number;
  readonly speaker_id_map?: Readonly<Record<string, number>>;
  readonly phoneme_id_map: Readonly<Record<string, readonly number[]>>;
  readonly language?: { readonly family?: string };
}

async function readConfig(
  tag: string,
  { model, sampleRate }: VoiceOptions,
  context: LoadContext,
): Promise<Config> {
  const config = JSON.parse(await readFile(context.resource(`${model}.json`), "utf8")) as Config;
  const family = config.language?.family ?? "en";
  const problem =
    config.audio.sample_rate !== sampleRate
      ? `its sample rate is ${config.audio.sample_rate}, the manifest says ${sampleRate}`
      : family !== "en"
        ? `it speaks "${family}", and only English text can be turned into sounds here`
        : undefined;
  if (!problem) return config;
  throw new PredictorError({
    code: "incompatible_predictor",
    tag,
    message: `${tag} cannot be used: ${problem}. Correct the manifest or choose another voice.`,
  });
}

interface Sentence {
  /** In misaki's alphabet. */
  readonly phonemes: string;
  readonly speed: number;
  readonly speaker: number;
}

/** Samples of one sentence. Inputs as in Piper's own export: ids, their number, [noise, length, noise of the lengths], speaker. */
async function run(
  { config, session }: State,
  { phonemes, speed, speaker }: Sentence,
): Promise<{ readonly samples: Float32Array; readonly frames: Float32Array | undefined }> {
  const ids = toIds(toEspeak(phonemes), config.phoneme_id_map);
  const { noise_scale, length_scale, noise_w } = config.inference;
  const int64 = (values: readonly number[], shape: readonly number[]): Tensor =>
    new Tensor("int64", BigInt64Array.from(values, BigInt), [...shape]);
  const feeds: Record<string, Tensor> = {
    input: int64(ids, [1, ids.length]),
    input_lengths: int64([ids.length], [1]),
    scales: new Tensor(
      "float32",
      Float32Array.of(noise_scale, length_scale * lengthAt(speed), noise_w),
      [3],
    ),
    ...(config.num_speakers > 1 && { sid: int64([speaker], [1]) }),
  };
  const results = await session.run(feeds);
  const [sound = "", frames = ""] = session.outputNames;
  return {
    samples: results[sound]?.data as Float32Array,
    frames: results[frames]?.data as Float32Array | undefined,
  };
}

/**
 * Piper rounds each symbol's length up to a whole frame, half a frame on average, where a symbol lasts two: 1 ÷ speed would
 * leave 60 % of the frames at speed 2. Measured on en_US-joe-medium.
 */
const lengthAt = (speed: number): number => 1.25 / speed - 0.25;

/** Start mark, each symbol followed by the padding, end mark. A symbol that the voice does not know is left out. */
export function toIds(espeak: string, map: Readonly<Record<string, readonly number[]>>): number[] {
  const [start = [], pad = [], end = []] = [map["^"], map["_"], map["$"]];
  const symbols = [...espeak.normalize("NFD")].filter((symbol) => Object.hasOwn(map, symbol));
  return [
    ...start,
    ...pad,
    ...symbols.flatMap((symbol) => [...(map[symbol] ?? []), ...pad]),
    ...end,
  ];
}
