import type { Client } from "../../src/platform/channel.ts";
import { abortError } from "../../src/platform/errors.ts";
import { silent } from "../../src/platform/log.ts";
import { Feed } from "../../src/platform/stream.ts";
import type { Calls, SpeechCall, Spoken } from "../../src/predictor/calls.ts";
import type {
  Clip,
  PlayerControl,
  PlayerEvent,
  PlayerService,
  ReadingInfo,
} from "../../src/speech/protocol.ts";
import type { ReaderParts } from "../../src/speech/reader/reader.ts";
import { type ReadableText, usualManner, type Utterance } from "../../src/speech/utterance.ts";

/** A player page that does what the test tells it: `feed` says what happens in it. */
export class FakePlayer {
  readonly opened: ReadingInfo[] = [];
  readonly clips: Clip[] = [];
  readonly controls: PlayerControl[] = [];
  left = 0;
  feed = new Feed<PlayerEvent>();
  readonly #waiting: (() => void)[] = [];

  readonly client: Client<PlayerService> = {
    open: (info, signal) => this.#open(info, signal),
    add: (clip) => this.#take(() => this.clips.push(clip)),
    control: (input) => this.#take(() => this.controls.push(input)),
  };

  say(...events: PlayerEvent[]): void {
    events.forEach((event) => this.feed.push(event));
  }

  want(sentence: number): void {
    this.say({ kind: "want", sentence });
  }

  /** Resolves when something that the test waits for has come true. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    this.#waiting.splice(0).forEach((go) => go());
  }

  async *#open(info: ReadingInfo, signal?: AbortSignal): AsyncGenerator<PlayerEvent> {
    this.opened.push(info);
    const feed = (this.feed = new Feed<PlayerEvent>());
    const leave = (): void => feed.fail(abortError());
    signal?.addEventListener("abort", leave);
    this.wake();
    try {
      yield* feed;
    } finally {
      this.left++;
      this.wake();
    }
  }

  async *#take(act: () => void): AsyncGenerator<never> {
    act();
    this.wake();
  }
}

/** One sentence a line; every sentence is followed by half a second of silence. */
export const toUtterances = ({ text, offset }: ReadableText): Utterance[] => {
  let start = offset;
  return text.split("\n").flatMap((spoken) => {
    const from = start;
    start += spoken.length + 1;
    if (!spoken) return [];
    const words = [...spoken.matchAll(/\S+/g)].map(({ index, 0: word }) => ({
      from: index,
      to: index + word.length,
      start: from + index,
      end: from + index + word.length,
    }));
    const opens = from === offset || text.slice(0, from - offset).endsWith("\n\n");
    return [{ spoken, words, start: from, end: from + spoken.length, pause: 0.5, opens }];
  });
};

/** A voice at 10 samples a second: one sample a letter. `calls` are the requests that reached it. */
export function fakeVoice(answer?: (call: SpeechCall, n: number) => Promise<Spoken> | undefined) {
  const calls: (SpeechCall & { tag: string })[] = [];
  let [atOnce, most] = [0, 0];
  const speak: Calls["speak"] = async (tag, call, signal) => {
    if (signal?.aborted) throw abortError();
    calls.push({ tag, ...call });
    most = Math.max(most, ++atOnce);
    try {
      return await (answer?.(call, calls.length) ?? soundOf(call.text));
    } finally {
      atOnce--;
    }
  };
  return { speak, calls, mostAtOnce: () => most };
}

export const soundOf = (text: string): Spoken => ({
  samples: new Float32Array(text.length).fill(0.5),
  channels: 1,
  sampleRate: 10,
});

export const readable = (text: string, offset = 0): ReadableText => ({
  text,
  languageId: "plaintext",
  offset,
});

export function partsOf(
  over: Partial<ReaderParts> & { player: ReaderParts["player"] },
): ReaderParts {
  return {
    speak: fakeVoice().speak,
    toUtterances,
    voice: () => ({ tag: "@test/voice", voice: "ada", speed: 1, manner: usualManner }),
    volume: () => 100,
    log: silent,
    ...over,
  };
}
