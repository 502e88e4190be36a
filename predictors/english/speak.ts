import { setImmediate as nextTurn } from "node:timers/promises";
import { abortError } from "../../src/platform/errors.ts";
import type { SpokenWord } from "../../src/predictor/contract/parameter.ts";
import type { Tensor } from "../../src/predictor/contract/signature.ts";
import type { English, Phrase } from "./phonemes.ts";
import { joinPieces, level } from "./samples.ts";

/** Seconds of silence after a sentence, and where a long one had to be cut. */
const afterSentence = 0.25;
const afterCut = 0.08;

/** The sound of one phrase. */
export interface PhraseSound {
  readonly samples: Float32Array;
  /** Seconds at which each symbol of the phonemes begins, and the end of the last; undefined when the model does not tell. */
  readonly times: readonly number[] | undefined;
}

export interface Speaking {
  readonly english: English;
  /** Words whose phonemes are given. */
  readonly pronunciations?: Readonly<Record<string, string>>;
  /** The most symbols that the voice takes at once. */
  readonly longest: number;
  readonly sampleRate: number;
  readonly speed: number;
  /** The sound of one sentence, given in misaki's phonemes. */
  readonly synthesise: (phonemes: string) => Promise<PhraseSound>;
}

/** Says a text, sentence by sentence. Mono (F,), and when each word sounds. A text without any English word gives a short silence. */
export async function speak(
  text: string,
  how: Speaking,
  signal: AbortSignal,
): Promise<readonly [Tensor, SpokenWord[]]> {
  const { english, pronunciations, longest, sampleRate, speed, synthesise } = how;
  const pieces: { samples: Float32Array; silence: number }[] = [];
  const words: SpokenWord[] = [];
  let frames = 0;
  for (const phrase of english.toPhrases(text, longest, pronunciations)) {
    // where a run blocks this thread, here is the only place where an abort can come in
    await nextTurn();
    if (signal.aborted) throw abortError();
    const pause = /[.!?…]$/.test(phrase.phonemes) ? afterSentence : afterCut;
    const { samples, times } = await synthesise(phrase.phonemes);
    if (times) words.push(...wordsOf(phrase, times, frames / sampleRate));
    const silence = Math.round((pause / speed) * sampleRate);
    pieces.push({ samples: level(samples), silence });
    frames += samples.length + silence;
  }
  if (signal.aborted) throw abortError();
  const data = pieces.length ? joinPieces(pieces) : new Float32Array(Math.round(sampleRate / 10));
  return [{ data, shape: [data.length] }, words];
}

const wordsOf = ({ words }: Phrase, times: readonly number[], since: number): SpokenWord[] =>
  words.map(({ from, to, start, end }) => ({
    start,
    end,
    from: since + (times[from] ?? 0),
    to: since + (times[to] ?? times.at(-1) ?? 0),
  }));
