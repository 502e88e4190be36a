import { abortError, fromWire, toWire, type WireError } from "./errors.ts";
import { Feed } from "./stream.ts";

/** One end of a message pipe: a child process, its parent, a webview or its page, half of a pair in a test. */
export interface Port {
  /** Never throws: a message that cannot be delivered is followed by `onClose`. */
  post(message: unknown): void;
  /** Hears every message, then `onClose` once when the other side is gone. */
  listen(onMessage: (message: unknown) => void, onClose: (reason: Error) => void): void;
}

/** What one side offers: each method is `(input, signal) => stream`. A single answer is a stream of one. */
export type Service = Record<string, (input: never, signal: AbortSignal) => AsyncIterable<unknown>>;

/** The same methods as the other side calls them. */
export type Client<S extends Service> = {
  readonly [K in keyof S]: (
    input: Parameters<S[K]>[0],
    signal?: AbortSignal,
  ) => AsyncIterable<ReturnType<S[K]> extends AsyncIterable<infer T> ? T : never>;
};

type Message =
  | {
      readonly hearth: "call";
      readonly id: number;
      readonly method: string;
      readonly input: unknown;
    }
  | { readonly hearth: "abort"; readonly id: number }
  | { readonly hearth: "item"; readonly id: number; readonly item: unknown }
  | { readonly hearth: "done"; readonly id: number }
  | { readonly hearth: "fail"; readonly id: number; readonly error: WireError };

/** Answers the calls that arrive on `port`. Leaving or aborting a call aborts its signal and closes its stream. */
export function serve(service: Service, port: Port): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, method: string, input: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const run = Object.hasOwn(service, method) ? service[method] : undefined;
      if (!run) throw new Error(`Nobody answers to "${method}" here.`);
      for await (const item of run(input as never, controller.signal)) {
        if (controller.signal.aborted) throw abortError();
        port.post({ hearth: "item", id, item } satisfies Message);
      }
      port.post({ hearth: "done", id } satisfies Message);
    } catch (error) {
      port.post({ hearth: "fail", id, error: toWire(error) } satisfies Message);
    } finally {
      running.delete(id);
    }
  }

  port.listen(
    (raw) => {
      if (!isMessage(raw)) return;
      if (raw.hearth === "call") void answer(raw.id, raw.method, raw.input);
      else if (raw.hearth === "abort") running.get(raw.id)?.abort(abortError());
    },
    () => running.forEach((controller) => controller.abort(abortError())),
  );
}

/**
 * Calls the service at the other end. Items arrive in order; aborting rejects at once and stops the producer;
 * leaving the loop stops the producer; when the other side goes away every open call fails with the reason.
 */
export function connect<S extends Service>(port: Port): Client<S> {
  const open = new Map<number, Feed<unknown>>();
  let closed: Error | undefined;
  let lastId = 0;

  port.listen(
    (raw) => {
      if (!isMessage(raw)) return;
      const feed = open.get(raw.id);
      if (raw.hearth === "item") feed?.push(raw.item);
      else if (raw.hearth === "done") feed?.end();
      else if (raw.hearth === "fail") feed?.fail(fromWire(raw.error));
    },
    (reason) => {
      closed = reason;
      for (const feed of open.values()) feed.fail(reason);
    },
  );

  async function* call(method: string, input: unknown, signal?: AbortSignal): AsyncGenerator {
    if (signal?.aborted) throw abortError();
    if (closed) throw closed;
    const id = ++lastId;
    const stop = (): void => port.post({ hearth: "abort", id } satisfies Message);
    const feed = new Feed<unknown>(stop);
    const abort = (): void => {
      stop();
      feed.fail(abortError());
    };
    open.set(id, feed);
    signal?.addEventListener("abort", abort, { once: true });
    try {
      port.post({ hearth: "call", id, method, input } satisfies Message);
      yield* feed;
    } finally {
      signal?.removeEventListener("abort", abort);
      open.delete(id);
    }
  }

  return new Proxy({} as Client<S>, {
    // a client must not look like a promise, or `await client` would call "then" at the other side
    get: (_, method) =>
      typeof method === "string" && method !== "then"
        ? (input: unknown, signal?: AbortSignal) => call(method, input, signal)
        : undefined,
  });
}

const isMessage = (raw: unknown): raw is Message =>
  typeof raw === "object" && raw !== null && "hearth" in raw && "id" in raw;
