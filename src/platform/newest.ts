import { abortError } from "./errors.ts";

/** Work of which the newest counts: what begins stops what is being done, and waits until that is over. */
export class Newest {
  #running: { readonly stop: AbortController; readonly over: Promise<void> } | undefined;

  /** Ends with the work; work that was stopped before it began is not begun. */
  run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const previous = this.stop();
    const stop = new AbortController();
    const over = previous.then(() => (stop.signal.aborted ? undefined : work(stop.signal)));
    const own = { stop, over };
    this.#running = own;
    return over.finally(() => {
      if (this.#running === own) this.#running = undefined;
    });
  }

  /** Resolves when nothing is being done any more. */
  async stop(): Promise<void> {
    this.#running?.stop.abort(abortError());
    await this.#running?.over;
  }
}
