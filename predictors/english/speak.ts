import { setImmediate as nextTurn } from "node:timers/promises";
import { abortError } from "../../src/platform/errors.ts";
import type { Tensor } from "../../src/predictor/signature.ts";
import type { English } from "./phonemes.ts";
import { joinPieces, level } from "./samples.ts";

/** Seconds of silence after a sentence, and where a long one had to be cut. */
const afterSentence = 0.25;
const afterCut = 0.08;

export interface Speaking {
  readonly english: English;
  /** The most symbols that the voice takes at once. */
  readonly longest: number;
  readonly sampleRate: number;
  readonly speed: number;
  /** The sound of one sentence, given in misaki's phonemes. */
  readonly synthesise: (phonemes: string) => Promise<Float32Array>;
}

/** Says a text, sentence by sentence. Mono (F,). A text without any English word gives a short silence. */
export async function speak(text: string, how: Speaking, signal: AbortSignal): Promise<Tensor> {
  const { english, longest, sampleRate, speed, synthesise } = how;
  const pieces: { samples: Float32Array; silence: number }[] = [];
  for (const phonemes of english.toPhonemes(text, longest)) {
    // a run blocks this thread: here is the only place where an abort can come in
    await nextTurn();
    if (signal.aborted) throw abortError();
    const pause = /[.!?…]$/.test(phonemes) ? afterSentence : afterCut;
    const samples = level(await synthesise(phonemes));
    pieces.push({ samples, silence: Math.round((pause / speed) * sampleRate) });
  }
  if (signal.aborted) throw abortError();
  const data = pieces.length ? joinPieces(pieces) : new Float32Array(Math.round(sampleRate / 10));
  return { data, shape: [data.length] };
}
