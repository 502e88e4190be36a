import type { Utterance } from "../utterance.ts";

/**
 * The sentence that the next paragraph (1) begins with; or (−1) the first of this one, and of the one before when this one
 * has only begun. Undefined when there is none.
 */
export function paragraphFrom(
  utterances: readonly Pick<Utterance, "opens">[],
  sentence: number,
  by: 1 | -1,
): number | undefined {
  const found =
    by > 0
      ? utterances.findIndex(({ opens }, i) => opens && i > sentence)
      : utterances.findLastIndex(({ opens }, i) => opens && i < sentence);
  return found < 0 ? undefined : found;
}
