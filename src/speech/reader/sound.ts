import type { Calls, Spoken } from "../../predictor/calls.ts";
import { isPredictorError } from "../../predictor/errors.ts";
import { phonemesOf } from "../pronounce.ts";
import type { TimedWord } from "../protocol.ts";
import type { Manner, Utterance } from "../utterance.ts";

/** With what is read. */
export interface ReaderVoice {
  /** Tag of the speech model. */
  readonly tag: string;
  /** One of the model's voices. */
  readonly voice: string;
  /** What it is called; left out: as the model calls it. */
  readonly title?: string;
  /** BCP 47 tags of what it speaks; left out: not known. */
  readonly languages?: readonly string[];
  /** 1 is the voice's own speed. */
  readonly speed: number;
  /** How texts are put into words for it. */
  readonly manner: Manner;
}

/** Mono, −1 … 1, `sampleRate` per second; at least one sample. */
export interface Sound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** When each word begins to sound, in order; empty when the model does not tell. */
  readonly words: readonly TimedWord[];
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
  const pronunciations = phonemesOf(voice.manner.pronunciations);
  const call = {
    text: utterance.spoken,
    voice: voice.voice,
    speed: voice.speed,
    ...(Object.keys(pronunciations).length && { pronunciations }),
  };
  const attempt = (): Promise<Spoken> => speak(voice.tag, call, signal);
  const spoken = await attempt().catch((error: unknown) => {
    if (signal.aborted || !isPredictorError(error, "predictor_failed")) throw error;
    onRetry(error);
    return attempt();
  });
  return { ...withPause(spoken, utterance.pause / voice.speed), words: timed(utterance, spoken) };
}

/** The words of the sentence that the model says the time of: what it says of a part of a word goes for the whole. */
function timed({ words }: Utterance, { words: told = [] }: Spoken): TimedWord[] {
  const found: TimedWord[] = [];
  let next = 0;
  for (const { start, end, from } of told) {
    while ((words[next]?.to ?? Infinity) <= start) next++;
    const word = words[next];
    if (!word || word.from >= end || found.at(-1)?.word === next) continue;
    found.push({ word: next, at: from });
  }
  return found;
}

/** One channel, the mean of all, with `pause` seconds of silence after it. Always an array of its own, exactly sized. */
function withPause({ samples, channels, sampleRate }: Spoken, pause: number): Omit<Sound, "words"> {
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
