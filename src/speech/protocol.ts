/** What the player page serves. The page owns the sound; the editor owns the text. */
export type PlayerService = {
  /** Starts a reading: forgets the one before. Yields what happens until it is over or replaced. */
  open(input: ReadingInfo, signal: AbortSignal): AsyncIterable<PlayerEvent>;
  /** Adds the next clip of the reading, in order. */
  add(input: Clip, signal: AbortSignal): AsyncIterable<void>;
  /** Says that no clip will follow. */
  complete(input: { readonly reading: number }, signal: AbortSignal): AsyncIterable<void>;
  control(input: PlayerControl, signal: AbortSignal): AsyncIterable<void>;
};

export interface ReadingInfo {
  readonly reading: number;
  /** What is read, for people: "greet.ts, lines 3 to 20". */
  readonly title: string;
  readonly voice: string;
  readonly speed: number;
  /** The sentences as they will be spoken, in order. */
  readonly sentences: readonly string[];
}

export interface Clip {
  readonly reading: number;
  /** Index into `sentences`. */
  readonly sentence: number;
  /** Mono, −1 … 1. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

export type PlayerControl =
  | { readonly kind: "pause" | "resume" | "stop" }
  | { readonly kind: "jump"; readonly sentence: number };

export type PlayerEvent =
  /** The sound that comes out now belongs to this sentence. */
  | { readonly kind: "sentence"; readonly sentence: number }
  | { readonly kind: "state"; readonly state: PlayerState }
  /** A button of the page that only the editor can answer. */
  | { readonly kind: "wish"; readonly wish: "faster" | "slower" | "voice" };

/** "blocked": the editor wants a click in the page before it lets sound out. "waiting": the next clip is not there yet. */
export type PlayerState = "blocked" | "waiting" | "playing" | "paused" | "stopped" | "finished";
