import type { Clip } from "../../src/speech/protocol.ts";
import type { Playing, Track } from "../../src/webview/player/timeline.ts";

interface Played {
  readonly clip: Clip;
  readonly at: number;
  /** Seconds of it that are left out. */
  readonly skip: number;
  /** Cut off there. */
  until: number | undefined;
  readonly onEnd: () => void;
}

/** An audio clock that the test moves by hand. `playing` is what sounds or will sound, in order. */
export class FakeTrack implements Track {
  playing: Played[] = [];
  readonly tuned: number[] = [];
  /** A clock that stands still is one that was suspended, or that the editor blocks. */
  running = true;
  #now = 0;

  now(): number {
    return this.#now;
  }

  tune(sampleRate: number): void {
    if (this.tuned.at(-1) !== sampleRate) this.tuned.push(sampleRate);
  }

  play(clip: Clip, { at, skip }: { at: number; skip: number }, onEnd: () => void): Playing {
    const played: Played = { clip, at, skip, until: undefined, onEnd };
    this.playing.push(played);
    return {
      stop: (time) => {
        played.until = time;
        if (time === undefined) this.playing = this.playing.filter((one) => one !== played);
      },
    };
  }

  alarms: { readonly at: number; readonly ring: () => void }[] = [];

  alarm(at: number, ring: () => void): { stop(): void } {
    const alarm = { at, ring };
    this.alarms.push(alarm);
    return { stop: () => void (this.alarms = this.alarms.filter((one) => one !== alarm)) };
  }

  /** Rings what is due by `time`, in order; ringing may set more. */
  #ringTo(time: number): void {
    for (;;) {
      const [due] = this.alarms.filter(({ at }) => at <= time).toSorted((a, b) => a.at - b.at);
      if (!due) return;
      this.alarms = this.alarms.filter((one) => one !== due);
      this.#now = due.at;
      due.ring();
    }
  }

  runTo(time: number): void {
    if (!this.running) return;
    for (;;) {
      const [first] = this.playing;
      const end = first ? endOf(first) : Infinity;
      if (!first || end > time) break;
      this.#ringTo(end);
      this.#now = end;
      this.playing.shift();
      if (first.until === undefined) first.onEnd();
    }
    this.#ringTo(time);
    this.#now = time;
  }
}

export const clip = (sentence: number, seconds: number, sampleRate = 100): Clip => ({
  reading: 1,
  sentence,
  samples: new Float32Array(seconds * sampleRate),
  sampleRate,
  words: [],
});

const endOf = ({ at, skip, until, clip: { samples, sampleRate } }: Played): number =>
  until ?? at + samples.length / sampleRate - skip;
