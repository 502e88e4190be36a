import { Feed } from "../../platform/stream.ts";
import type {
  Clip,
  PlayerControl,
  PlayerEvent,
  PlayerService,
  PlayerState,
  PlayerWish,
  ReadingInfo,
} from "../../speech/protocol.ts";
import { sentenceAt, toElapsed, type Elapsed } from "./elapsed.ts";
import type { Output, Sound } from "./sound.ts";
import { Timeline, type Flow, type TimelineEvent } from "./timeline.ts";

/** What the page shows. */
export interface Shown {
  readonly title: string;
  readonly voice: string;
  readonly speed: number;
  readonly sentences: readonly string[];
  /** More sentences will follow. */
  readonly open: boolean;
  readonly sentence: number;
  /** The word of it that sounds. */
  readonly word: number | undefined;
  /** 0 … 100. */
  readonly volume: number;
  readonly state: PlayerState;
  readonly note: string | undefined;
}

/** The player without its looks: what the editor calls, what the buttons press, what is to be shown. */
export interface Deck {
  readonly service: PlayerService;
  control(input: PlayerControl): void;
  wish(wish: PlayerWish): void;
  /** At once, and kept by the editor. */
  setVolume(volume: number): void;
  /** Pause, resume, or from the beginning again once it is over. */
  toggle(): void;
  elapsed(): Elapsed;
  /** To the sentence at so many seconds of `elapsed().total`. */
  seek(seconds: number): void;
  /** To be called when `sound.output()` has changed. */
  soundChanged(): void;
}

interface Reading {
  readonly info: ReadingInfo;
  readonly feed: Feed<PlayerEvent>;
  readonly timeline: Timeline;
  readonly seconds: Map<number, number>;
  shown: Shown;
  flow: Flow;
  paused: boolean;
}

export function openDeck(sound: Sound, show: (shown: Shown) => void): Deck {
  let current: Reading | undefined;

  async function* open(info: ReadingInfo, signal: AbortSignal): AsyncGenerator<PlayerEvent> {
    end(current);
    const reading = begin(info);
    const stop = (): void => end(reading);
    signal.addEventListener("abort", stop, { once: true });
    try {
      yield* reading.feed;
    } finally {
      signal.removeEventListener("abort", stop);
      end(reading);
    }
  }

  function begin(info: ReadingInfo): Reading {
    const { volume, sentences, open: isOpen } = info;
    const count = sentences.length;
    const reading: Reading = {
      info,
      feed: new Feed<PlayerEvent>(),
      timeline: new Timeline({ count, open: isOpen }, sound, (event) => hear(reading, event)),
      seconds: new Map(),
      shown: toShown(info),
      flow: "waiting",
      paused: false,
    };
    current = reading;
    show(reading.shown);
    reading.feed.push({ kind: "state", state: "waiting" });
    sound.setVolume(volume);
    sound.resume();
    reading.timeline.start();
    return reading;
  }

  function end(reading: Reading | undefined): void {
    if (!reading || reading !== current) return;
    current = undefined;
    reading.timeline.stop();
    sound.suspend();
    reading.feed.push({ kind: "state", state: "stopped" });
    reading.feed.end();
    show({ ...reading.shown, state: "stopped" });
  }

  function hear(reading: Reading, event: TimelineEvent): void {
    if (event.kind === "flow") {
      reading.flow = event.flow;
      settle(reading);
      return;
    }
    reading.feed.push(event);
    update(reading, changeBy(event));
  }

  /** Lets the sound run or rest, and tells the state if it is another one. */
  function settle(reading: Reading): void {
    const resting = reading.paused || reading.flow === "finished";
    if (resting) sound.suspend();
    else sound.resume();
    const state = stateOf(reading, sound.output());
    if (state === reading.shown.state) return;
    reading.feed.push({ kind: "state", state });
    update(reading, { state });
  }

  function update(reading: Reading, change: Partial<Shown>): void {
    reading.shown = { ...reading.shown, ...change };
    if (reading === current) show(reading.shown);
  }

  function control(input: PlayerControl): void {
    if (!current) return;
    switch (input.kind) {
      case "stop":
        return end(current);
      case "note":
        return update(current, { note: input.text });
      case "volume":
        sound.setVolume(input.volume);
        return update(current, { volume: input.volume });
      case "more":
        // first shown, so that what is asked for next is known
        update(current, longer(current.shown, input));
        current.timeline.extend({ count: input.sentences.length, open: input.open });
        break;
      case "jump":
        current.timeline.jump(input.sentence);
        break;
      case "change":
        update(current, { voice: input.voice, speed: input.speed });
        current.timeline.change();
        break;
      default:
        current.paused = input.kind === "pause";
        if (!current.paused && current.flow === "finished") current.timeline.jump(0);
    }
    settle(current);
  }

  return {
    service: {
      open,
      add: async function* (clip: Clip) {
        if (clip.reading !== current?.info.reading) return;
        current.seconds.set(clip.sentence, clip.samples.length / clip.sampleRate);
        current.timeline.add(clip);
      },
      control: async function* (input) {
        control(input);
      },
    },
    control,
    wish: (wish) => current?.feed.push({ kind: "wish", wish }),
    setVolume: (volume) => {
      control({ kind: "volume", volume });
      current?.feed.push({ kind: "volume", volume });
    },
    toggle: () =>
      control({ kind: current?.paused || current?.flow === "finished" ? "resume" : "pause" }),
    elapsed: () =>
      current ? toElapsed(paceOf(current), current.timeline.place()) : { heard: 0, total: 0 },
    seek: (seconds) =>
      current && control({ kind: "jump", sentence: sentenceAt(paceOf(current), seconds) }),
    soundChanged: () => current && settle(current),
  };
}

function stateOf({ flow, paused }: Reading, output: Output): PlayerState {
  if (flow === "finished") return "finished";
  if (paused) return "paused";
  if (output === "blocked") return "blocked";
  return flow === "sounding" && output === "on" ? "playing" : "waiting";
}

const longer = (
  { sentences }: Shown,
  more: Pick<ReadingInfo, "sentences" | "open">,
): Partial<Shown> => ({ sentences: [...sentences, ...more.sentences], open: more.open });

function changeBy(event: TimelineEvent): Partial<Shown> {
  if (event.kind === "word") return { word: event.word };
  return event.kind === "sentence"
    ? { sentence: event.sentence, word: undefined, note: undefined }
    : {};
}

const paceOf = ({ shown, seconds }: Reading) => ({
  lengths: shown.sentences.map(({ length }) => length),
  seconds,
});

const toShown = ({ title, voice, speed, volume, sentences, open }: ReadingInfo): Shown => ({
  title,
  voice,
  speed,
  volume,
  sentences,
  open,
  sentence: 0,
  word: undefined,
  state: "waiting",
  note: undefined,
});
