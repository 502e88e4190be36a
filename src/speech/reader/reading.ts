import type { Client } from "../../platform/channel.ts";
import { isAbort, messageOf } from "../../platform/errors.ts";
import type { Calls } from "../../predictor/calls.ts";
import type {
  PlayerControl,
  PlayerEvent,
  PlayerService,
  PlayerState,
  PlayerWish,
} from "../protocol.ts";
import { extendReading } from "./rest.ts";
import { toSound, type ReaderVoice } from "./sound.ts";
import type { ReadableText, Utterance } from "../utterance.ts";

/** One text on its way from the voice to the ear, as it stands now. */
export interface Reading {
  readonly title: string;
  /** The text itself: the object that `read` was given. */
  readonly readable: ReadableText;
  readonly utterances: readonly Utterance[];
  /** More utterances will follow. */
  readonly open: boolean;
  /** Index of the utterance that sounds, or sounds next. */
  readonly sentence: number;
  /** Index of the word of it that sounds; undefined between words, and when the model does not tell. */
  readonly word: number | undefined;
  readonly state: PlayerState;
  readonly voice: ReaderVoice;
}

export interface RunningReading {
  current(): Reading;
  control(input: PlayerControl): Promise<void>;
  changeVoice(voice: ReaderVoice): Promise<void>;
  /** Stops sound and work. */
  readonly end: () => void;
  /** Resolves when the text was heard to its end for the first time, or was ended; rejects when it failed before that. */
  readonly heard: Promise<void>;
}

/** What is to be read, and with what. */
export interface Begin {
  readonly reading: number;
  readonly title: string;
  readonly readable: ReadableText;
  readonly utterances: readonly Utterance[];
  readonly voice: ReaderVoice;
  /** Brings the utterances that follow, as they are made; left when the reading ends. */
  readonly rest?: (signal: AbortSignal) => AsyncIterable<readonly Utterance[]>;
}

interface Start extends Begin {
  readonly speak: Calls["speak"];
  readonly player: Client<PlayerService>;
  readonly volume: number;
  /** Undefined once the reading is over. */
  readonly onChange: (reading: Reading | undefined) => void;
  readonly onNote: (text: string) => void;
  readonly onWish: (wish: PlayerWish) => void;
  readonly onVolume: (volume: number) => void;
}

/** Opens the page's side and answers its wants, one sentence at a time, until one of the two ends it. */
export function startReading(start: Start): RunningReading {
  const { speak, player, reading, title, readable, rest, onChange, onNote } = start;
  const over = new AbortController();
  let settle: { resolve(): void; reject(error: unknown): void } | undefined;
  const heard = new Promise<void>((resolve, reject) => (settle = { resolve, reject }));
  const ready = defer();
  let now: Reading = {
    title,
    readable,
    utterances: start.utterances,
    open: rest !== undefined,
    voice: start.voice,
    sentence: 0,
    word: undefined,
    state: "waiting",
  };
  let making = new AbortController();
  let made: Promise<void> = Promise.resolve();

  const end = (): void => over.abort();
  const show = (change: Partial<Reading>): void => onChange((now = { ...now, ...change }));

  function wasHeard(): void {
    settle?.resolve();
    settle = undefined;
  }

  function fail(error: unknown): void {
    if (over.signal.aborted) return;
    if (settle) settle.reject(error);
    // heard once already: nobody awaits the reading any more
    else onNote(messageOf(error));
    settle = undefined;
    end();
  }

  async function make(sentence: number, signal: AbortSignal): Promise<void> {
    const utterance = now.utterances[sentence];
    if (!utterance || signal.aborted) return;
    const onRetry = ({ message }: Error): void => {
      onNote(message);
      void control({ kind: "note", text: message });
    };
    const sound = await toSound({ speak, utterance, voice: now.voice, onRetry }, signal);
    if (signal.aborted) return;
    await drain(player.add({ reading, sentence, ...sound }, signal));
    ready.resolve();
  }

  /** The newest want wins; the one before is given up and waited for, so that one sentence is made at a time. */
  function want(sentence: number): void {
    making.abort();
    making = new AbortController();
    const signal = AbortSignal.any([making.signal, over.signal]);
    made = made
      .then(() => make(sentence, signal))
      .catch((error: unknown) => {
        if (!isAbort(error)) fail(error);
      });
  }

  function hear(event: PlayerEvent): void {
    if (!start.utterances.length) ready.resolve();
    switch (event.kind) {
      case "want":
        return want(event.sentence);
      case "wish":
        return start.onWish(event.wish);
      case "volume":
        return start.onVolume(event.volume);
      case "sentence":
        return show({ sentence: event.sentence, word: undefined });
      case "word":
        if (event.sentence === now.sentence) show({ word: event.word });
        return;
      default:
        show({ state: event.state });
        if (event.state === "finished") wasHeard();
    }
  }

  async function extend(more: readonly Utterance[], open: boolean): Promise<void> {
    const utterances = more.length ? [...now.utterances, ...more] : now.utterances;
    show({ utterances, open });
    await control({ kind: "more", sentences: more.map(({ spoken }) => spoken), open });
  }

  async function follow(): Promise<void> {
    const { speed } = start.voice;
    const voice = nameOf(start.voice);
    const { volume } = start;
    const sentences = start.utterances.map(({ spoken }) => spoken);
    try {
      const info = { reading, title, voice, speed, volume, sentences, open: rest !== undefined };
      for await (const event of player.open(info, over.signal)) hear(event);
    } catch (error) {
      if (!isAbort(error)) fail(error);
    } finally {
      end();
      ready.resolve();
      onChange(undefined);
      await made;
      wasHeard();
    }
  }

  async function control(input: PlayerControl): Promise<void> {
    try {
      await drain(player.control(input, over.signal));
    } catch (error) {
      if (!isAbort(error)) throw error;
    }
  }

  void follow();
  if (rest)
    void extendReading(
      { rest, known: start.utterances.length, ready: ready.promise, extend, note: onNote },
      over.signal,
    ).catch(fail);
  return {
    current: () => now,
    control,
    async changeVoice(voice) {
      making.abort();
      show({ voice });
      await control({ kind: "change", voice: nameOf(voice), speed: voice.speed });
    },
    end,
    heard,
  };
}

const nameOf = ({ title, voice }: ReaderVoice): string => title ?? voice;

/** A promise that is resolved from outside. */
function defer(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve: () => resolve() };
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}
