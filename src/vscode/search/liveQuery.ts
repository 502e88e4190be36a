import { abortError, isAbort } from "../../platform/errors.ts";

interface Parts<T> {
  /** Answers a query, better and better. */
  readonly run: (query: string, signal: AbortSignal) => AsyncIterable<T>;
  /** Hears every answer to the newest query, and undefined when there is nothing to ask. */
  readonly show: (answer: T | undefined, query: string) => void;
  readonly busy: (busy: boolean) => void;
  readonly fail: (error: unknown) => void;
  /** There is something to ask, though nothing is typed. */
  readonly blank: boolean;
}

/** Asks at every key while somebody types: gives up the former query, and never shows the answer to an older one. */
export class LiveQuery<T> {
  readonly #parts: Parts<T>;
  #running: AbortController | undefined;

  constructor(parts: Parts<T>) {
    this.#parts = parts;
  }

  /** An empty query asks nothing, unless the list has something to begin with. */
  ask(query: string): void {
    this.stop();
    if (!query.trim() && !this.#parts.blank) {
      this.#parts.busy(false);
      this.#parts.show(undefined, query);
      return;
    }
    this.#parts.busy(true);
    void this.#run(query);
  }

  stop(): void {
    this.#running?.abort(abortError());
    this.#running = undefined;
  }

  async #run(query: string): Promise<void> {
    const controller = (this.#running = new AbortController());
    try {
      for await (const answer of this.#parts.run(query, controller.signal)) {
        if (this.#running !== controller) return;
        this.#parts.show(answer, query);
      }
    } catch (error) {
      if (this.#running === controller && !isAbort(error)) this.#parts.fail(error);
    } finally {
      if (this.#running === controller) this.#parts.busy(false);
    }
  }
}
