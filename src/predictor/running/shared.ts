import { orAbort } from "./turns.ts";

/** One piece of work that several wait for. It is aborted when the last of them has left. */
export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#result = work(this.#controller.signal);
    // whoever left does not hear of it any more
    this.#result.catch(() => {});
  }

  /** True when everybody left before it was done: it cannot be joined any more. */
  get abandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** @throws AbortError as soon as this one's signal aborts; whatever the work throws */
  async join(signal: AbortSignal | undefined): Promise<T> {
    this.#waiting++;
    let left = true;
    try {
      const result = await orAbort(this.#result, signal);
      left = false;
      return result;
    } finally {
      if (--this.#waiting === 0 && left) this.abandon();
    }
  }

  abandon(): void {
    this.#controller.abort();
  }
}
