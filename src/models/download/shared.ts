import { abortError } from "../../platform/errors.ts";
import { Feed } from "../../platform/stream.ts";

/** Work of which any number of callers follow the progress. It is stopped when the last of them leaves. */
export interface Shared<T> {
  /** Starts the work of this key, or joins it. Every caller gets the latest item first, then all that follow. */
  join(key: string, work: Work<T>, signal?: AbortSignal): AsyncIterable<T>;
  /** Stops the work of this key, if there is any; resolves when it has stopped. */
  stop(key: string): Promise<void>;
}

export type Work<T> = (tell: (item: T) => void, signal: AbortSignal) => Promise<void>;

interface Run<T> {
  readonly feeds: Set<Feed<T>>;
  readonly controller: AbortController;
  latest: T | undefined;
  /** Never rejects: failures go to the feeds. */
  ended: Promise<void>;
}

export function openShared<T>(): Shared<T> {
  const runs = new Map<string, Run<T>>();

  function start(key: string, work: Work<T>): Run<T> {
    const run: Run<T> = {
      feeds: new Set(),
      controller: new AbortController(),
      latest: undefined,
      ended: Promise.resolve(),
    };
    const tell = (item: T): void => {
      run.latest = item;
      for (const feed of run.feeds) feed.push(item);
    };
    runs.set(key, run);
    run.ended = work(tell, run.controller.signal)
      .finally(() => {
        if (runs.get(key) === run) runs.delete(key);
      })
      .then(
        () => run.feeds.forEach((feed) => feed.end()),
        (error: unknown) => run.feeds.forEach((feed) => feed.fail(error)),
      );
    return run;
  }

  async function* join(key: string, work: Work<T>, signal?: AbortSignal): AsyncGenerator<T> {
    if (signal?.aborted) throw abortError();
    const run = runs.get(key) ?? start(key, work);
    const feed = new Feed<T>();
    if (run.latest !== undefined) feed.push(run.latest);
    run.feeds.add(feed);
    const abort = (): void => feed.fail(abortError());
    signal?.addEventListener("abort", abort, { once: true });
    try {
      yield* feed;
    } finally {
      signal?.removeEventListener("abort", abort);
      run.feeds.delete(feed);
      if (!run.feeds.size) await end(key, run);
    }
  }

  async function end(key: string, run: Run<T>): Promise<void> {
    // the next caller starts anew instead of joining work that is being stopped
    if (runs.get(key) === run) runs.delete(key);
    run.controller.abort(abortError());
    await run.ended;
  }

  return {
    join,
    stop: async (key) => {
      const run = runs.get(key);
      if (run) await end(key, run);
    },
  };
}
