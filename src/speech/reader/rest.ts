import { isAbort, messageOf } from "../../platform/errors.ts";
import type { Utterance } from "../utterance.ts";

/**
 * Hands on what is written as it comes. What fails after a sentence was written is told of, and what was written is heard.
 * @throws what `rest` throws before that
 */
export async function extendReading(
  {
    rest,
    known,
    ready,
    extend,
    note,
  }: {
    readonly rest: (signal: AbortSignal) => AsyncIterable<readonly Utterance[]>;
    /** How many sentences there are already. */
    readonly known: number;
    /** Resolves when the page has the reading, and the first sentence is on its way if there is one: it comes before all else. */
    readonly ready: Promise<void>;
    /** `open`: more will follow. */
    readonly extend: (utterances: readonly Utterance[], open: boolean) => Promise<void>;
    readonly note: (text: string) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  await ready;
  let written = known;
  try {
    for await (const utterances of rest(signal)) {
      if (signal.aborted) return;
      written += utterances.length;
      if (utterances.length) await extend(utterances, true);
    }
  } catch (error) {
    if (isAbort(error) || signal.aborted) return;
    if (!written) throw error;
    note(messageOf(error));
  }
  if (signal.aborted) return;
  await extend([], false);
}
