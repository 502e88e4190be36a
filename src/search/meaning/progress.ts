/** How far a run is. */
export interface Progressed {
  /** 0 … 1. Never goes back while a run lasts. */
  readonly share: number;
  /** Until the run is over. Never goes up: unknown at first, and while the work turns out slower than it said. */
  readonly secondsLeft?: number;
}

export interface Step {
  /** Chunks with a vector, of all that are to have one. */
  readonly done: number;
  readonly total: number;
  /** Of the words: 0 … 1. They count a tenth: they take seconds where meaning takes minutes. */
  readonly words: number;
  /** The work goes on; it does not wait for anything. */
  readonly working: boolean;
  /** Milliseconds of any clock. */
  readonly now: number;
}

/** Seconds of work, and chunks, before a rate is believed. */
const leastSeconds = 4;
const leastChunks = 12;
/** Seconds of work over which the rate is smoothed. */
const memory = 30;
/** An estimate that is so much worse than what was said is not said. */
const tooFarOff = 1.5;

/** Follows runs: a run begins with work to do and ends when all is done. */
export class Progress {
  #share = 0;
  #over = true;
  #before: Step | undefined;
  #seconds = 0;
  #chunks = 0;
  #rate = 0;
  #said = Infinity;

  /** Starts from nothing: what was done is thrown away. */
  reset(): void {
    this.#over = true;
  }

  step(next: Step): Progressed {
    const open = next.done < next.total || next.words < 1;
    if (this.#over && open) this.#begin();
    this.#over = !open;
    this.#measure(next);
    // before anything is read there are no chunks to count, and nothing is done
    const meaning = next.total ? next.done / next.total : Math.floor(next.words);
    this.#share = Math.max(this.#share, 0.1 * next.words + 0.9 * meaning);
    if (this.#over) this.#share = 1;
    const secondsLeft = this.#over ? undefined : this.#estimate(next);
    return { share: this.#share, ...(secondsLeft !== undefined && { secondsLeft }) };
  }

  #begin(): void {
    this.#share = 0;
    this.#before = undefined;
    this.#seconds = this.#chunks = this.#rate = 0;
    this.#said = Infinity;
  }

  /** Time in which the work waits, and chunks that came from elsewhere meanwhile, say nothing of its speed. */
  #measure(next: Step): void {
    const before = this.#before;
    this.#before = next;
    if (!before?.working || !next.working) return;
    const seconds = (next.now - before.now) / 1000;
    const chunks = next.done - before.done;
    if (seconds <= 0 || chunks < 0) return;
    this.#seconds += seconds;
    this.#chunks += chunks;
    const weight = 1 - Math.exp(-seconds / Math.min(this.#seconds, memory));
    this.#rate += weight * (chunks / seconds - this.#rate);
  }

  #estimate({ done, total, words }: Step): number | undefined {
    const known = this.#seconds >= leastSeconds && this.#chunks >= leastChunks && words >= 1;
    if (!known || this.#rate <= 0) return undefined;
    const left = (total - done) / this.#rate;
    if (left > this.#said * tooFarOff) return undefined;
    this.#said = Math.min(this.#said, left);
    return this.#said;
  }
}
