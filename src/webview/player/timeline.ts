import type { Clip } from "../../speech/protocol.ts";

/** Where clips are put on the audio clock. */
export interface Track {
  /** Makes the clock run at this rate. Called while nothing is scheduled; may start the clock anew. */
  tune(sampleRate: number): void;
  /** Seconds. Stands still while the sound is suspended. */
  now(): number;
  /** Plays a clip from `at` on, without its first `skip` seconds. `onEnd` is called once when it has sounded, never after `stop`. */
  play(
    clip: Clip,
    when: { readonly at: number; readonly skip: number },
    onEnd: () => void,
  ): Playing;
  /** Calls back once, when what is on the clock at `at` is heard. */
  alarm(at: number, ring: () => void): { stop(): void };
}

export interface Playing {
  /** At once, or at a time to come. */
  stop(at?: number): void;
}

export type TimelineEvent =
  | { readonly kind: "sentence"; readonly sentence: number }
  | { readonly kind: "word"; readonly sentence: number; readonly word: number }
  | { readonly kind: "want"; readonly sentence: number }
  /** "sounding" also while the track is suspended. */
  | { readonly kind: "flow"; readonly flow: Flow };
export type Flow = "waiting" | "sounding" | "finished";

/** Seconds of sound that are held ready after the sentence that sounds; one sentence is held however long. */
const ahead = 20;
/** Seconds of sound that are kept before it, so that going back is immediate. */
const behind = 30;
/** Seconds between deciding to play and the first sample, so that it is not cut. */
const lead = 0.03;

interface Scheduled {
  readonly clip: Clip;
  /** When its first sample sounds, or would have. */
  readonly start: number;
  readonly end: number;
  readonly stop: Playing["stop"];
}

/**
 * Puts the clips of one reading back to back on the audio clock, holds a bounded stretch of them around the sentence
 * that sounds, and says which clip it needs next. Knows no timer: the end of each clip moves it on.
 */
export class Timeline {
  #count: number;
  /** More sentences will come: the end of those that are known is not the end. */
  #open: boolean;
  readonly #track: Track;
  readonly #tell: (event: TimelineEvent) => void;
  readonly #held = new Map<number, Clip>();
  /** What sounds and what is already on the clock after it. */
  #scheduled: Scheduled[] = [];
  /** The sentence that sounds, or will sound next. */
  #position = 0;
  /** The last sentence that was told of. */
  #told: number | undefined;
  #flow: Flow | undefined;
  #wanted: number | undefined;
  /** The sentence that sounds and is to go on in another manner. */
  #renewing: number | undefined;
  /** Rings at the next word of what sounds. */
  #alarm: { stop(): void } | undefined;

  constructor(
    { count, open }: { readonly count: number; readonly open: boolean },
    track: Track,
    tell: (event: TimelineEvent) => void,
  ) {
    this.#count = count;
    this.#open = open;
    this.#track = track;
    this.#tell = tell;
  }

  /** Asks for the first clip. */
  start(): void {
    this.#advance();
  }

  add(clip: Clip): void {
    if (clip.sentence === this.#wanted) this.#wanted = undefined;
    if (clip.sentence === this.#renewing) this.#renew(clip);
    this.#held.set(clip.sentence, clip);
    this.#advance();
  }

  /** Sentences that follow. */
  extend({ count, open }: { readonly count: number; readonly open: boolean }): void {
    this.#count += count;
    this.#open = open;
    this.#advance();
  }

  /** To the start of a sentence; it sounds as soon as its clip is there. */
  jump(sentence: number): void {
    this.#unschedule(() => true);
    this.#alarm?.stop();
    this.#renewing = undefined;
    this.#move(Math.max(0, Math.min(this.#count - 1, sentence)));
    this.#advance();
  }

  /** Forgets every clip, because the voice has changed. The one that sounds goes on until it is there anew. */
  change(): void {
    const [sounding] = this.#scheduled;
    this.#unschedule((item) => item !== sounding);
    this.#held.clear();
    if (sounding) this.#held.set(sounding.clip.sentence, sounding.clip);
    this.#renewing = sounding?.clip.words.length ? sounding.clip.sentence : undefined;
    this.#wanted = undefined;
    this.#advance();
  }

  /** Silence, for good. */
  stop(): void {
    this.#unschedule(() => true);
    this.#alarm?.stop();
    this.#held.clear();
  }

  /** How many clips are kept. */
  held(): number {
    return this.#held.size;
  }

  /** Which sentence sounds and how many seconds of it were heard. */
  place(): { readonly sentence: number; readonly heard: number } {
    const [sounding] = this.#scheduled;
    const heard = sounding ? this.#track.now() - sounding.start : 0;
    return { sentence: this.#position, heard: Math.max(0, heard) };
  }

  #advance(): void {
    this.#schedule();
    this.#forget();
    this.#ask();
    const over = this.#position >= this.#count && !this.#open;
    this.#setFlow(over ? "finished" : this.#scheduled.length ? "sounding" : "waiting");
  }

  #schedule(): void {
    for (;;) {
      const last = this.#scheduled.at(-1);
      const clip = this.#held.get(last ? last.clip.sentence + 1 : this.#position);
      if (!clip) return;
      // another rate needs another clock, and the old one must run out first
      if (last && last.clip.sampleRate !== clip.sampleRate) return;
      if (!last) this.#track.tune(clip.sampleRate);
      // between two frames of the clock the samples would be interpolated
      const soonest = Math.ceil((this.#track.now() + (last ? 0 : lead)) * clip.sampleRate);
      const start = Math.max(last?.end ?? 0, soonest / clip.sampleRate);
      const end = start + clip.samples.length / clip.sampleRate;
      const scheduled = { clip, start, end, stop: this.#play(clip, { at: start, skip: 0 }) };
      this.#scheduled.push(scheduled);
      if (!last) this.#sound(scheduled);
    }
  }

  #play(clip: Clip, when: { readonly at: number; readonly skip: number }): Playing["stop"] {
    return this.#track.play(clip, when, () => this.#ended(clip.sentence)).stop;
  }

  /** Goes over from what sounds to the same sentence in another manner, at the beginning of a word. */
  #renew(clip: Clip): void {
    this.#renewing = undefined;
    const [old, ...rest] = this.#scheduled;
    if (!old || old.clip.sentence !== clip.sentence || rest.length) return;
    if (old.clip.sampleRate !== clip.sampleRate) return;
    const soonest = this.#track.now() + lead;
    const times = new Map(clip.words.map(({ word, at }) => [word, at]));
    const next = old.clip.words.find(({ word, at }) => old.start + at > soonest && times.has(word));
    if (!next) return;
    const toFrame = (seconds: number): number =>
      Math.round(seconds * clip.sampleRate) / clip.sampleRate;
    const at = toFrame(old.start + next.at);
    const skip = toFrame(times.get(next.word) ?? 0);
    old.stop(at);
    const end = at + clip.samples.length / clip.sampleRate - skip;
    const renewed = { clip, start: at - skip, end, stop: this.#play(clip, { at, skip }) };
    this.#scheduled = [renewed];
    this.#follow(
      renewed,
      clip.words.findIndex(({ word }) => word === next.word),
    );
  }

  #ended(sentence: number): void {
    this.#renewing = undefined;
    this.#scheduled.shift();
    const [next] = this.#scheduled;
    if (next) this.#sound(next);
    else this.#position = sentence + 1;
    this.#advance();
  }

  #sound(scheduled: Scheduled): void {
    this.#move(scheduled.clip.sentence);
    this.#follow(scheduled, 0);
  }

  /** Tells of each word of what sounds as it is heard. */
  #follow(scheduled: Scheduled, next: number): void {
    this.#alarm?.stop();
    const { clip, start } = scheduled;
    const timed = clip.words[next];
    this.#alarm =
      timed &&
      this.#track.alarm(start + timed.at, () => {
        this.#tell({ kind: "word", sentence: clip.sentence, word: timed.word });
        this.#follow(scheduled, next + 1);
      });
  }

  #move(sentence: number): void {
    this.#position = sentence;
    if (this.#told === sentence) return;
    this.#told = sentence;
    this.#tell({ kind: "sentence", sentence });
  }

  #unschedule(which: (item: Scheduled) => boolean): void {
    this.#scheduled.filter(which).forEach(({ stop }) => stop());
    this.#scheduled = this.#scheduled.filter((item) => !which(item));
  }

  /** Keeps an unbroken stretch of clips around the position. */
  #forget(): void {
    const keep = new Set<number>([this.#position]);
    for (let i = this.#position - 1, sum = 0; sum < behind && this.#held.has(i); i--) {
      sum += this.#seconds(i);
      keep.add(i);
    }
    for (let i = this.#position + 1; this.#held.has(i); i++) keep.add(i);
    for (const sentence of this.#held.keys()) if (!keep.has(sentence)) this.#held.delete(sentence);
  }

  #ask(): void {
    let sentence = this.#position;
    if (sentence === this.#renewing) return this.#want(sentence);
    for (let sum = 0; this.#held.has(sentence); sentence++) {
      if (sentence > this.#position) sum += this.#seconds(sentence);
      if (sum >= ahead) return;
    }
    if (sentence < this.#count) this.#want(sentence);
  }

  #want(sentence: number): void {
    if (sentence === this.#wanted) return;
    this.#wanted = sentence;
    this.#tell({ kind: "want", sentence });
  }

  #seconds(sentence: number): number {
    const clip = this.#held.get(sentence);
    return clip ? clip.samples.length / clip.sampleRate : 0;
  }

  #setFlow(flow: Flow): void {
    if (flow === this.#flow) return;
    this.#flow = flow;
    this.#tell({ kind: "flow", flow });
  }
}
