import {
  defineSpeech,
  type LoadContext,
  type Predictor,
} from "../../src/predictor/contract/define.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { loadEnglish } from "./load.ts";
import type { English } from "./phonemes.ts";
import { type PhraseSound, speak } from "./speak.ts";
import { stretch } from "./stretch.ts";
import { checkVoice, readVoiceOptions, type VoiceOptions } from "./voices.ts";

/** Every symbol takes at least one frame, so models cannot speak much faster than this; the rest is done to the sound. */
const fastest = 2;

/** One phrase that a voice is asked for. */
export interface Asked {
  /** In misaki's alphabet. */
  readonly phonemes: string;
  readonly voice: string;
  /** 1 is natural; at most 2. */
  readonly speed: number;
}

/** Who says it. */
export interface Speaker<State> {
  readonly state: State;
  readonly options: VoiceOptions;
}

/** What an engine for English voices has of its own. State: what `load` has made of the model's files. */
export interface EnglishVoice<State> {
  /** For people: how its voices are named. */
  readonly voiceDescription: string;
  /** The most symbols that it takes at once. */
  readonly longest: number;
  load(options: VoiceOptions, context: LoadContext): Promise<State>;
  sound(asked: Asked, at: Speaker<State>, signal: AbortSignal): Promise<PhraseSound>;
  dispose(state: State): Promise<void>;
}

/** A speech predictor for English text, around an engine that turns phonemes into sound. The manifest's options: see `VoiceOptions`. */
export function defineEnglishVoice<State>(
  manifest: Manifest,
  engine: EnglishVoice<State>,
): Predictor {
  const { tag, description } = manifest;
  const options = readVoiceOptions(manifest);
  const { voices, sampleRate } = options;
  interface Loaded {
    readonly english: English;
    readonly state: State;
  }
  return defineSpeech({
    tag,
    description,
    inputs: {
      text: Parameter.Text({ description: "Text to say, in English." }),
      voice: Parameter.AudioVoice({ description: engine.voiceDescription, voices }),
      speed: Parameter.AudioSpeed({ description: "Speed.", min: 0.5, max: 3 }).default(1),
      pronunciations: Parameter.Pronunciations({ description: "Words and their IPA." }).default({}),
    },
    outputs: [
      Parameter.Audio({ description: "Samples (F,).", sampleRate }),
      Parameter.SpokenWords({ description: "When each word sounds." }),
    ],
    async load(context): Promise<Loaded> {
      const english = await loadEnglish(manifest, context);
      context.progress(0.2);
      const state = await engine.load(options, context);
      context.runsOn("CPU");
      return { english, state };
    },
    predict({ text, voice, speed, pronunciations }, { english, state }, { signal }) {
      checkVoice(voice, { tag, voices });
      const own = Math.min(speed, fastest);
      const rate = speed / own;
      const synthesise = async (phonemes: string): Promise<PhraseSound> => {
        const { samples, times } = await engine.sound(
          { phonemes, voice, speed: own },
          { state, options },
          signal,
        );
        return {
          samples: stretch(samples, { rate, sampleRate }),
          times: times?.map((time) => time / rate),
        };
      };
      return speak(
        text,
        { english, pronunciations, longest: engine.longest, sampleRate, speed, synthesise },
        signal,
      );
    },
    dispose: ({ state }: Loaded) => engine.dispose(state),
  });
}
