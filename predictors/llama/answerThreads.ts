import type { Llama } from "node-llama-cpp";

/** Tokens of a trial. */
const trial = 8;
/** The last tokens by which it is judged whether it stays so: one that had to wait decides nothing. */
const judged = 24;
/** Tokens from one trial to the next: after each that failed, twice as many. */
const soonest = 16;
const latest = 1024;
/** More threads must be so much faster: they take the processor from the editor. */
const worthIt = 0.95;

/**
 * How many threads write an answer. All cores write it quicker by a tenth to a half while nothing else needs them; but
 * threads wait for one another by spinning, so one whose core is taken by another program holds up all: then it is ten
 * times slower. Both change by the second. So a few tokens are written with all cores now and then, and it stays so
 * exactly as long as they come sooner.
 */
export class AnswerThreads {
  readonly #few: number;
  readonly #all: number;
  #now: number;
  /** Milliseconds a token, of the last ones since the number changed. */
  #times: number[] = [];
  /** Milliseconds a token with few threads. */
  #usual = Infinity;
  #written = 0;
  #wait = soonest;

  /** `few`: leaves a core to the editor. `all`: as many as compute at the same time; no fewer. */
  constructor(few: number, all: number) {
    this.#few = few;
    this.#all = Math.max(few, all);
    this.#now = few;
  }

  /** The few, without trials. */
  fixed(): AnswerThreads {
    return new AnswerThreads(this.#few, this.#few);
  }

  /** For the next token. */
  next(): number {
    return this.#now;
  }

  /** A token was written with that number. */
  took(ms: number): void {
    if (this.#few === this.#all) return;
    this.#times.push(ms);
    this.#written++;
    if (this.#now === this.#few) this.#tookFew();
    else this.#tookAll();
  }

  #tookFew(): void {
    const last = this.#times.slice(-soonest);
    this.#usual = last.toSorted((a, b) => a - b)[last.length >> 1] ?? Infinity;
    if (this.#written >= this.#wait) this.#change(this.#all);
    else this.#times = last;
  }

  #tookAll(): void {
    this.#times = this.#times.slice(-judged);
    const sum = this.#times.reduce((total, ms) => total + ms, 0);
    // no need to wait for the rest of a trial that has failed by now
    const tokens = Math.max(trial, this.#times.length);
    if (sum <= this.#usual * worthIt * tokens) return;
    this.#wait = tokens > trial ? soonest : Math.min(this.#wait * 2, latest);
    this.#change(this.#few);
  }

  #change(threads: number): void {
    this.#now = threads;
    this.#times = [];
    this.#written = 0;
  }
}

/** Sets the threads for an answer; to be called with the number of tokens whenever some were written. */
export function pacing(
  threads: AnswerThreads,
  llama: Pick<Llama, "maxThreads">,
  clock: () => number = () => performance.now(),
): (tokens: number) => void {
  let last: number | undefined;
  const set = (): void => {
    if (llama.maxThreads !== threads.next()) llama.maxThreads = threads.next();
  };
  set();
  return (tokens) => {
    // the engine also calls when it holds back what may become a stop text
    if (!tokens) return;
    const now = clock();
    if (last !== undefined) threads.took((now - last) / tokens);
    last = now;
    set();
  };
}
