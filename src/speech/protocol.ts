/**
 * What the player page serves. The page owns the sound, the editor owns the text: the page says which clip it wants
 * next, so what is synthesised ahead is bounded by what the page has room for.
 */
export type PlayerService = {
  /** Starts a reading: forgets the one before. Yields what happens until it is stopped, left or replaced. */
  open(input: ReadingInfo, signal: AbortSignal): AsyncIterable<PlayerEvent>;
  /** Brings a clip that the page wanted. A clip of a former reading is dropped. */
  add(input: Clip, signal: AbortSignal): AsyncIterable<void>;
  control(input: PlayerControl, signal: AbortSignal): AsyncIterable<void>;
};

/** What the editor serves to the player page. The page asks once, when its script runs. */
export type PlayerHost = {
  labels(input: null, signal: AbortSignal): AsyncIterable<PlayerLabels>;
  /** A button of the page while nothing is being read. */
  begin(input: PlayerBeginning, signal: AbortSignal): AsyncIterable<void>;
};

/** "file": the one in the editor is read. "voice": one is chosen. "again": what was read last is read once more. */
export type PlayerBeginning = "file" | "voice" | "again";

export interface ReadingInfo {
  readonly reading: number;
  /** What is read, for people: "greet.ts, lines 3 to 20". */
  readonly title: string;
  readonly voice: string;
  readonly speed: number;
  /** 0 … 100. */
  readonly volume: number;
  /** The sentences as they will be spoken, in order. */
  readonly sentences: readonly string[];
  /** More sentences are still being written: see the control "more". */
  readonly open: boolean;
}

export interface Clip {
  readonly reading: number;
  /** Index into `sentences`. */
  readonly sentence: number;
  /** Mono, −1 … 1; ends with the silence that belongs after the sentence. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  /** When each word begins to sound, in order; empty when the model does not tell. */
  readonly words: readonly TimedWord[];
}

export interface TimedWord {
  /** Counted from the sentence's first, parted by spaces. */
  readonly word: number;
  /** Seconds from the first sample. */
  readonly at: number;
}

export type PlayerControl =
  | { readonly kind: "pause" | "resume" | "stop" }
  | { readonly kind: "jump"; readonly sentence: number }
  /** Voice or speed changed: clips that do not sound yet are forgotten and wanted anew. */
  | { readonly kind: "change"; readonly voice: string; readonly speed: number }
  /** Sentences that follow those that are known; `open` as in `ReadingInfo`. */
  | { readonly kind: "more"; readonly sentences: readonly string[]; readonly open: boolean }
  /** 0 … 100; at once. */
  | { readonly kind: "volume"; readonly volume: number }
  /** Something to tell the listener, shown until the next sentence begins. */
  | { readonly kind: "note"; readonly text: string };

export type PlayerEvent =
  /** The sound that comes out now belongs to this sentence. */
  | { readonly kind: "sentence"; readonly sentence: number }
  /** The word that sounds now, counted from the sentence's first. */
  | { readonly kind: "word"; readonly sentence: number; readonly word: number }
  | { readonly kind: "state"; readonly state: PlayerState }
  /** The clip that the page needs next. Replaces an earlier want that was not answered yet. */
  | { readonly kind: "want"; readonly sentence: number }
  /** A button of the page that only the editor can answer. */
  | { readonly kind: "wish"; readonly wish: PlayerWish }
  /** The volume was set in the page, which sounds so already. */
  | { readonly kind: "volume"; readonly volume: number };

export type PlayerWish = "faster" | "slower" | "previousParagraph" | "nextParagraph";

/** "blocked": the editor wants a click in the page before it lets sound out. "waiting": the next clip is not there yet. */
export type PlayerState = "blocked" | "waiting" | "playing" | "paused" | "stopped" | "finished";

/** Every text of the page, in the user's language. `{0}` and `{1}` are filled in by the page. */
export interface PlayerLabels {
  readonly emptyTitle: string;
  readonly emptyText: string;
  readonly emptyButtons: Readonly<Record<"file" | "voice", string>>;
  /** Keys as they are without a change of the user's, with "Ctrl" for every system, and what they do. */
  readonly emptyKeys: readonly (readonly [keys: string, does: string])[];
  readonly enableAudio: string;
  readonly enableAudioWhy: string;
  readonly controls: string;
  readonly sentences: string;
  readonly previous: string;
  readonly next: string;
  readonly previousParagraph: string;
  readonly nextParagraph: string;
  readonly volume: string;
  readonly play: string;
  readonly pause: string;
  readonly again: string;
  readonly stop: string;
  readonly slower: string;
  readonly faster: string;
  readonly chooseVoice: string;
  /** {0}: the figure, such as "1.25". */
  readonly speed: string;
  /** {0}: number of the sentence, {1}: of how many. */
  readonly progress: string;
  /** {0}: number of the sentence, while more are still being made. */
  readonly progressOpen: string;
  /** Instead of the progress, while a text has no sentence yet. */
  readonly writing: string;
  /** {0}: time heard, {1}: estimated time in all. */
  readonly time: string;
  readonly states: Readonly<Record<PlayerState, string>>;
}
