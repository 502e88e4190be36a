import { readFile } from "node:fs/promises";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { defineSpeech } from "../../src/predictor/define.ts";
import type { Engine, Manifest } from "../../src/predictor/manifest.ts";
import { Parameter } from "../../src/predictor/parameter.ts";
import { loadEnglish } from "../english/load.ts";
import type { English } from "../english/phonemes.ts";
import { trimSilence } from "../english/samples.ts";
import { speak } from "../english/speak.ts";
import { checkVoice, readVoiceOptions } from "../english/voices.ts";
import { stretch } from "../english/stretch.ts";
import { floatModel } from "../onnx/derived.ts";
import { openSession } from "../onnx/session.ts";
import vocabulary from "./data/vocabulary.json" with { type: "json" };

/** The model takes 510 symbols; it is at its best up to 200 and hurries beyond 400 (hexgrad's VOICES.md). */
const longest = 250;
/** Every symbol takes at least one frame, so the model cannot speak much faster than this; the rest is done to its sound. */
const fastest = 2;
/** A voice is one row of so many numbers for each number of symbols, 1 … 510. */
const rowSize = 256;
const rows = 510;

/** Kokoro 82M. The manifest's options: see `VoiceOptions`; the voices lie in voices/<name>.bin. */
export const engine: Engine = (manifest) => {
  const { tag, description } = manifest;
  const { model, voices, sampleRate } = readVoiceOptions(manifest);
  return defineSpeech({
    tag,
    description,
    inputs: {
      text: Parameter.Text({ description: "Text to say, in English." }),
      voice: Parameter.AudioVoice({
        description: "Voice: a for American, b for British; f for female, m for male.",
        voices,
      }),
      speed: Parameter.AudioSpeed({ description: "Speed.", min: 0.5, max: 3 }).default(1),
    },
    outputs: [Parameter.Audio({ description: "Samples (F,).", sampleRate })],
    async load(context): Promise<State> {
      // 8-bit weights are slow in today's runtime: see `dequantise`
      const path = await floatModel(
        { model, sha256: digestOf(manifest, model), share: 0.6 },
        context,
      );
      const english = await loadEnglish(manifest, context);
      context.progress(0.8);
      const session = await openSession(path, context);
      context.runsOn("CPU");
      const resource = (name: string): string => context.resource(name);
      return { english, session, resource, styles: new Map() };
    },
    async predict({ text, voice, speed }, state, { signal }) {
      checkVoice(voice, { tag, voices });
      const style = await styleOf(voice, state);
      const own = Math.min(speed, fastest);
      const synthesise = async (phonemes: string): Promise<Float32Array> => {
        const samples = await run(state.session, { phonemes, style, speed: own });
        // the model begins with 0.3 s of silence and ends with 0.5 s
        const sound = trimSilence(samples, { sampleRate, keep: 0.03 });
        return stretch(sound, { rate: speed / own, sampleRate });
      };
      return speak(
        text,
        { english: state.english, longest, sampleRate, speed, synthesise },
        signal,
      );
    },
    dispose: ({ session }: State) => session.release(),
  });
};

interface State {
  readonly english: English;
  readonly session: InferenceSession;
  readonly resource: (name: string) => string;
  /** Voices that were used, by name. */
  readonly styles: Map<string, Float32Array>;
}

const digestOf = ({ files }: Manifest, name: string): string =>
  files.find((file) => file.name === name)?.sha256 ?? "";

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

/** Samples of one sentence. Exports differ in the name of the first input and in the type of the speed. */
async function run(
  session: InferenceSession,
  { phonemes, style, speed }: Sentence,
): Promise<Float32Array> {
  const ids = toIds(phonemes);
  const row = Math.min(Math.max(ids.length - 1, 0), rows - 1);
  const tokens = BigInt64Array.from([0, ...ids, 0], BigInt);
  const tokensName = session.inputNames.find((name) => name !== "style" && name !== "speed");
  const results = await session.run({
    [tokensName ?? "tokens"]: new Tensor("int64", tokens, [1, tokens.length]),
    style: new Tensor("float32", style.slice(row * rowSize, (row + 1) * rowSize), [1, rowSize]),
    speed: new Tensor("float32", Float32Array.of(speed), [1]),
  });
  return results[session.outputNames[0] ?? ""]?.data as Float32Array;
}

const known = new Map(Object.entries(vocabulary.ids));

/** The model's number for each symbol; one that it does not know is left out. Version 1 writes T and t for misaki's ɾ and ʔ. */
export function toIds(phonemes: string): number[] {
  const symbols = [...phonemes.replaceAll("ɾ", "T").replaceAll("ʔ", "t")];
  return symbols.flatMap((symbol) => known.get(symbol) ?? []);
}
