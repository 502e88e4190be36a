import type { Calls, Spoken } from "../predictor/call.ts";
import { isPredictorError } from "../predictor/errors.ts";
import type { CodeStyle, Utterance } from "./utterance.ts";

/** With what is read. */
export interface ReaderVoice {
  /** Tag of the speech model. */
  readonly tag: string;
  /** One of the model's voices. */
  readonly voice: string;
  /** 1 is the voice's own speed. */
  readonly speed: number;
  readonly codeStyle: CodeStyle;
}

/** Mono, −1 … 1, `sampleRate` per second; at least one sample. */
export interface Sound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/**
 * One sentence as sound, followed by its pause. When the voice's process dies it is tried once more, because the
 * process starts again on demand; `onRetry` hears why.
 */
export async function toSound(
  {
    speak,
    utterance,
    voice,
    onRetry,
  }: {
    readonly speak: Calls["speak"];
    readonly utterance: Utterance;
    readonly voice: ReaderVoice;
    readonly onRetry: (error: Error) => void;
  },
  signal: AbortSignal,
): Promise<Sound> {
  const call = { text: utterance.spoken, voice: voice.voice, speed: voice.speed };
  const attempt = (): Promise<Spoken> => speak(voice.tag, call, signal);
  const spoken = await attempt().catch((error: unknown) => {
    if (signal.aborted || !isPredictorError(error, "predictor_failed")) throw error;
    onRetry(error);
    return attempt();
  });
  return withPause(spoken, utterance.pause / voice.speed);
}

/** One channel, the mean of all, with `pause` seconds of silence after it. Always an array of its own, exactly sized. */
function withPause({ samples, channels, sampleRate }: Spoken, pause: number): Sound {
  const frames = Math.floor(samples.length / channels);
  const silence = Math.max(0, Math.round(pause * sampleRate));
  const mono = new Float32Array(Math.max(1, frames + silence));
  if (channels === 1) mono.set(samples);
  else
    for (let frame = 0; frame < frames; frame++) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel++)
        sum += samples[frame * channels + channel] ?? 0;
      mono[frame] = sum / channels;
    }
  return { samples: mono, sampleRate };
}
