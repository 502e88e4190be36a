import { abortError, isAbort } from "../platform/errors.ts";

interface Parts<T> {
  /** Answers a query, better and better. */
  readonly run: (query: string, signal: AbortSignal) => AsyncIterable<T>;
  /** Hears every answer to the newest query, and undefined when there is nothing to ask. */
  readonly show: (answer: T | undefined, query: string) => void;
  readonly busy: (busy: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/** Milliseconds without a key before the query is asked. */
const pause = 120;

/** Asks while somebody types: waits for a pause, gives up the former query, and never shows the answer to an older one. */
export class LiveQuery<T> {
  readonly #parts: Parts<T>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: AbortController | undefined;

  constructor(parts: Parts<T>) {
    this.#parts = parts;
  }

  /** `now` skips the wait. An empty query asks nothing. */
  ask(query: string, now = false): void {
    this.stop();
    if (!query.trim()) {
      this.#parts.busy(false);
      this.#parts.show(undefined, query);
      return;
    }
    this.#parts.busy(true);
    if (now) void this.#run(query);
    else this.#timer = setTimeout(() => void this.#run(query), pause);
  }

  stop(): void {
    clearTimeout(this.#timer);
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
