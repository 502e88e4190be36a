import type { Client } from "../../platform/channel.ts";
import type { Disposable } from "../../platform/disposable.ts";
import { abortError, UserError } from "../../platform/errors.ts";
import { Emitter, type Event } from "../../platform/event.ts";
import type { Log } from "../../platform/log.ts";
import type { Calls } from "../../predictor/calls.ts";
import type { PlayerControl, PlayerService, PlayerWish } from "../protocol.ts";
import { startReading, type Begin, type Reading, type RunningReading } from "./reading.ts";
import { toSound, type ReaderVoice } from "./sound.ts";
import { writeSound } from "./soundFile.ts";
import { makeAll, type Maker, startMaking } from "./made.ts";
import { paragraphFrom } from "./paragraphs.ts";
import { foreignIn } from "../prose/language.ts";
import { speakable } from "../prose/speakable.ts";
import type { ReadableText, Utterance } from "../utterance.ts";

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
  /**
   * Reads a text while it is being written: the voice starts with its first sentence. `text` comes in pieces of any length,
   * in Markdown; it is left when the reading ends.
   * @throws as `read`, and what the text throws before a sentence of it was heard
   */
  follow(
    input: {
      readonly text: (signal: AbortSignal) => AsyncIterable<string>;
      readonly title: string;
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
  /** To the start of the next paragraph (1), or of this one, then of the one before (−1). Stays when there is none. */
  skipParagraph(by: 1 | -1): Promise<void>;
  /** Goes on from the start of this sentence. */
  jump(sentence: number): Promise<void>;
  /** 0 … 100, at once. */
  setVolume(volume: number): Promise<void>;
  /** Asks for the voice again: sentences that do not sound yet are spoken with it. */
  changeVoice(): Promise<void>;
  /**
   * Writes a text as a 16-bit WAV file, whole or not at all. Yields after every sentence.
   * @throws as `read`
   */
  save(
    input: {
      readonly readable: ReadableText;
      /** What was made of it already. */
      readonly utterances?: readonly Utterance[];
      readonly path: string;
    },
    signal?: AbortSignal,
  ): AsyncIterable<{ readonly done: number; readonly of: number }>;
  /** After every change of `current()`. */
  readonly onChange: Event<Reading | undefined>;
  /** Something that the listener should know and that did not stop the reading, in words. */
  readonly onNote: Event<string>;
  /** A button of the page that the owner of the settings has to answer. */
  readonly onWish: Event<PlayerWish>;
  /** The volume that was set in the page, 0 … 100. */
  readonly onVolume: Event<number>;
}

export interface ReaderParts extends Maker {
  readonly speak: Calls["speak"];
  /** The voice to read this with, asked for at the start of every reading and by `changeVoice`. */
  readonly voice: (readable: Pick<ReadableText, "uri">) => ReaderVoice | Promise<ReaderVoice>;
  /** Lets a voice get ready while the text is prepared for it. */
  readonly prepare?: (voice: ReaderVoice) => void;
  /** 0 … 100. */
  readonly volume: () => number;
  readonly player: Client<PlayerService>;
  readonly log: Log;
}

export function openReader(parts: ReaderParts): Reader {
  const onChange = new Emitter<Reading | undefined>();
  const onNote = new Emitter<string>();
  const onWish = new Emitter<PlayerWish>();
  const onVolume = new Emitter<number>();
  let running: RunningReading | undefined;
  let lastReading = 0;

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

  /** Takes the place of the reading before, and lasts until it was heard or ended. */
  async function play(start: Begin, signal: AbortSignal | undefined): Promise<void> {
    close();
    const mine = startReading({
      ...parts,
      ...start,
      volume: parts.volume(),
      onChange: (state) => {
        if (running !== mine) return;
        if (!state) running = undefined;
        onChange.fire(state);
      },
      onNote: note,
      onWish: (wish) => onWish.fire(wish),
      onVolume: (volume) => onVolume.fire(volume),
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
  }

  /** The voice, unless another reading was asked for meanwhile. */
  async function begin(
    readable: ReadableText,
    given: ReaderVoice | undefined,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly reading: number; readonly voice: ReaderVoice }> {
    const reading = ++lastReading;
    const voice = given ?? (await parts.voice(readable));
    if (signal?.aborted || reading !== lastReading) throw abortError();
    parts.prepare?.(voice);
    return { reading, voice };
  }

  const jump = (sentence: number): Promise<void> => control({ kind: "jump", sentence });

  return {
    async read({ readable, title, voice: given }, signal) {
      const { reading, voice } = await begin(readable, given, signal);
      const made = await startMaking(parts, { readable, voice }, signal);
      const doubt = doubtOf(made.utterances, voice);
      if (doubt) note(doubt);
      if (signal?.aborted || reading !== lastReading) throw abortError();
      await play({ reading, title, readable, voice, ...made }, signal);
    },
    async follow({ text, title }, signal) {
      const readable: ReadableText = { text: "", languageId: "markdown", offset: 0 };
      const { reading, voice } = await begin(readable, undefined, signal);
      const rest = async function* (over: AbortSignal) {
        let { manner } = voice;
        for await (const piece of speakable(text(over))) {
          const utterances = [...(await parts.toUtterances({ ...readable, text: piece }, manner))];
          if (utterances.length) manner = { ...manner, opening: Infinity };
          yield utterances;
        }
        if (manner === voice.manner) throw nothingWritten();
      };
      await play({ reading, title, readable, utterances: [], voice, rest }, signal);
    },
    current: () => running?.current(),
    pause: () => control({ kind: "pause" }),
    resume: () => control({ kind: "resume" }),
    stop: async () => close(),
    skip: async (by) => {
      const now = running?.current();
      if (!now) return;
      await jump(Math.max(0, Math.min(now.utterances.length - 1, now.sentence + by)));
    },
    async skipParagraph(by) {
      const now = running?.current();
      const sentence = now && paragraphFrom(now.utterances, now.sentence, by);
      if (sentence !== undefined) await jump(sentence);
    },
    async jump(sentence) {
      await jump(sentence);
      await control({ kind: "resume" });
    },
    setVolume: (volume) => control({ kind: "volume", volume }),
    async changeVoice() {
      const now = running;
      if (now) await now.changeVoice(await parts.voice(now.current().readable));
    },
    save: (input, signal = new AbortController().signal) =>
      saveText({ ...parts, note }, input, signal),
    dispose: close,
    onChange: onChange.event,
    onNote: onNote.event,
    onWish: onWish.event,
    onVolume: onVolume.event,
  };
}

/** Speaks sentence by sentence into a file. Yields after each. */
async function* saveText(
  parts: ReaderParts & { readonly note: (text: string) => void },
  { readable, utterances: given, path }: Parameters<Reader["save"]>[0],
  signal: AbortSignal,
): AsyncGenerator<{ readonly done: number; readonly of: number }, void, undefined> {
  const voice = await parts.voice(readable);
  const utterances = given ?? (await makeAll(parts, { readable, voice }, signal));
  const onRetry = (error: Error): void => parts.note(error.message);
  const sounds = async function* () {
    for (const utterance of utterances) {
      const sound = await toSound({ ...parts, utterance, voice, onRetry }, signal);
      yield { ...sound, ...(utterance.heading && { chapter: utterance.heading }) };
    }
  };
  for await (const done of writeSound(path, sounds())) yield { done, of: utterances.length };
}

/** What to tell of a text in another language than the voice speaks. @throws {UserError} in a script that it cannot read */
function doubtOf(
  utterances: readonly Utterance[],
  { languages, title = "The voice" }: ReaderVoice,
): string | undefined {
  const isEnglish = languages?.length && languages.every((tag) => tag.split("-")[0] === "en");
  const foreign = isEnglish
    ? foreignIn(utterances.map(({ spoken }) => spoken).join(" "))
    : undefined;
  if (foreign?.kind === "script")
    throw new UserError(
      `${title} speaks English and cannot read this script. Choose another voice, or add one for this language with Hearth: Add Model…`,
    );
  const name = foreign && new Intl.DisplayNames("en", { type: "language" }).of(foreign.language);
  return name && `This looks like ${name}, and ${title} speaks English: it may be hard to follow.`;
}

const nothingWritten = (): UserError =>
  new UserError(
    "The model wrote nothing that can be read aloud. Try again, or choose another chat model.",
  );
