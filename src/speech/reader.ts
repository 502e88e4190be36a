import type { Client } from "../platform/channel.ts";
import type { Disposable } from "../platform/disposable.ts";
import { abortError, UserError } from "../platform/errors.ts";
import { Emitter, type Event } from "../platform/event.ts";
import type { Log } from "../platform/log.ts";
import type { Calls } from "../predictor/call.ts";
import type { PlayerControl, PlayerService, PlayerWish } from "./protocol.ts";
import { startReading, type Reading, type RunningReading } from "./readerReading.ts";
import { toSound, type ReaderVoice } from "./readerSound.ts";
import { writeWav } from "./readerWav.ts";
import type { CodeStyle, ReadableText, Utterance } from "./utterance.ts";

/** Reads texts aloud, one at a time, through a player page. */
export interface Reader extends Disposable {
  /**
   * Reads a text in place of the one before. Resolves when it was heard to its end, stopped or replaced; after its
   * end the page can still go back into it.
   * @throws {UserError} nothing to read; {PredictorError} the voice is missing or failed twice for one sentence
   */
  read(
    input: {
      readonly readable: ReadableText;
      readonly title: string;
      /** Instead of the voice that `ReaderParts.voice` names. */
      readonly voice?: ReaderVoice;
    },
    signal?: AbortSignal,
  ): Promise<void>;
  /** What is read now, or was read last; undefined before the first and after a stop. */
  current(): Reading | undefined;
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
  /** To the start of another sentence, counted from the one that sounds: 1 is the next. Stays inside the text. */
  skip(by: number): Promise<void>;
  /** Asks for the voice again: sentences that do not sound yet are spoken with it. */
  changeVoice(): Promise<void>;
  /**
   * Writes a text as a 16-bit WAV file, whole or not at all. Yields after every sentence.
   * @throws as `read`
   */
  save(
    input: { readonly readable: ReadableText; readonly path: string },
    signal?: AbortSignal,
  ): AsyncIterable<{ readonly done: number; readonly of: number }>;
  /** After every change of `current()`. */
  readonly onChange: Event<Reading | undefined>;
  /** Something that the listener should know and that did not stop the reading, in words. */
  readonly onNote: Event<string>;
  /** A button of the page that the owner of the settings has to answer. */
  readonly onWish: Event<PlayerWish>;
}

export interface ReaderParts {
  readonly speak: Calls["speak"];
  readonly toUtterances: (readable: ReadableText, style: CodeStyle) => readonly Utterance[];
  /** The voice to read with, asked for at the start of every reading and by `changeVoice`. */
  readonly voice: () => ReaderVoice | Promise<ReaderVoice>;
  readonly player: Client<PlayerService>;
  readonly log: Log;
}

export function openReader(parts: ReaderParts): Reader {
  const onChange = new Emitter<Reading | undefined>();
  const onNote = new Emitter<string>();
  const onWish = new Emitter<PlayerWish>();
  let running: RunningReading | undefined;
  let lastReading = 0;

  const utterancesOf = (readable: ReadableText, voice: ReaderVoice): readonly Utterance[] => {
    const utterances = parts.toUtterances(readable, voice.codeStyle);
    if (utterances.length) return utterances;
    throw new UserError(
      "There is nothing to read aloud here. Select some text, or let code be read too (setting hearth.speech.codeStyle).",
    );
  };

  const close = (): void => {
    const closing = running;
    running = undefined;
    closing?.end();
    if (closing) onChange.fire(undefined);
  };

  const note = (text: string): void => {
    parts.log.warn(text);
    onNote.fire(text);
  };

  const control = async (input: PlayerControl): Promise<void> => running?.control(input);

  return {
    async read({ readable, title, voice: given }, signal) {
      const reading = ++lastReading;
      const voice = given ?? (await parts.voice());
      if (signal?.aborted || reading !== lastReading) throw abortError();
      const utterances = utterancesOf(readable, voice);
      close();
      const mine = startReading({
        ...parts,
        reading,
        title,
        readable,
        utterances,
        voice,
        onChange: (state) => {
          if (running !== mine) return;
          if (!state) running = undefined;
          onChange.fire(state);
        },
        onNote: note,
        onWish: (wish) => onWish.fire(wish),
      });
      running = mine;
      onChange.fire(mine.current());
      signal?.addEventListener("abort", mine.end, { once: true });
      try {
        await mine.heard;
        if (signal?.aborted) throw abortError();
      } finally {
        signal?.removeEventListener("abort", mine.end);
      }
    },
    current: () => running?.current(),
    pause: () => control({ kind: "pause" }),
    resume: () => control({ kind: "resume" }),
    stop: async () => close(),
    skip: async (by) => {
      const now = running?.current();
      if (!now) return;
      const sentence = Math.max(0, Math.min(now.utterances.length - 1, now.sentence + by));
      await control({ kind: "jump", sentence });
    },
    changeVoice: async () => running?.changeVoice(await parts.voice()),
    async *save({ readable, path }, signal = new AbortController().signal) {
      const voice = await parts.voice();
      const utterances = utterancesOf(readable, voice);
      const onRetry = (error: Error): void => note(error.message);
      const sounds = async function* () {
        for (const utterance of utterances)
          yield await toSound({ ...parts, utterance, voice, onRetry }, signal);
      };
      for await (const done of writeWav(path, sounds())) yield { done, of: utterances.length };
    },
    dispose: close,
    onChange: onChange.event,
    onNote: onNote.event,
    onWish: onWish.event,
  };
}
