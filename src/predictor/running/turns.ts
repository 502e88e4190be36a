import { abortError } from "../../platform/errors.ts";

/** Lets one in at a time, in the order of asking. */
export class Turns {
  #last: Promise<void> = Promise.resolve();
  #asked = 0;

  /** True while somebody has the turn or waits for it. */
  get taken(): boolean {
    return this.#asked > 0;
  }

  /** Resolves when it is this one's turn; the result ends the turn. @throws AbortError while it waits */
  async take(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw abortError();
    this.#asked++;
    const before = this.#last;
    let end = (): void => {};
    this.#last = new Promise((done) => {
      end = done;
    });
    try {
      await orAbort(before, signal);
    } catch (error) {
      this.#asked--;
      // those behind still wait for the one before
      void before.then(end);
      throw error;
    }
    return () => {
      this.#asked--;
      end();
    };
  }
}

/** What the promise says, or an AbortError as soon as the signal does. The work behind the promise goes on. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  if (signal.aborted) return Promise.reject(abortError());
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(abortError());
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
