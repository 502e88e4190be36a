import { UserError } from "../../platform/errors.ts";
import type { Manner, ReadableText, Utterance } from "../utterance.ts";
import { inSlices } from "./slices.ts";
import type { ReaderVoice } from "./sound.ts";

/** What is to be said, and for which voice. */
interface Text {
  readonly readable: ReadableText;
  readonly voice: ReaderVoice;
}

export interface Maker {
  /** Asked for one utterance after the other: a long text is heard before it is made into sentences as a whole. */
  readonly toUtterances: (
    readable: ReadableText,
    manner: Manner,
  ) => Iterable<Utterance> | Promise<Iterable<Utterance>>;
}

/** Utterances that are there at once, and those that follow if the text is long. */
export interface Made {
  readonly utterances: readonly Utterance[];
  readonly rest?: (signal: AbortSignal) => AsyncIterable<readonly Utterance[]>;
}

/** @throws {UserError} when there is nothing to say */
export async function startMaking(
  { toUtterances }: Maker,
  { readable, voice }: Text,
  signal: AbortSignal | undefined,
): Promise<Made> {
  const over = new AbortController();
  const stop = (): void => over.abort();
  signal?.addEventListener("abort", stop, { once: true });
  const slices = inSlices(await toUtterances(readable, voice.manner), over.signal);
  const { value: first } = await slices.next();
  if (!first?.items.length)
    throw new UserError(
      "There is nothing to read aloud here. Select some text, or let code be read too (setting hearth.speech.codeStyle).",
    );
  if (first.isLast) return { utterances: first.items };
  return {
    utterances: first.items,
    async *rest(end) {
      end.addEventListener("abort", stop, { once: true });
      for await (const { items } of slices) yield items;
    },
  };
}

/** The utterances of the whole text. @throws as `startMaking` */
export async function makeAll(
  maker: Maker,
  text: Text,
  signal: AbortSignal,
): Promise<readonly Utterance[]> {
  const { utterances, rest } = await startMaking(maker, text, signal);
  const all = [...utterances];
  if (rest) for await (const more of rest(signal)) all.push(...more);
  return all;
}
