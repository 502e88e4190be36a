import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { isAbort } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import { readJson } from "./body.ts";
import type { Guard } from "./guard.ts";
import type { Limits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { Refusal, toFailure } from "./refusal.ts";
import { send, toJson } from "./reply.ts";
import { findRoute, type Route } from "./routes.ts";

/** The requests that are being answered. */
export interface Answering {
  answer(this: void, request: IncomingMessage, response: ServerResponse): void;
  /** Refuses new ones; resolves when none runs any more. What still does after so many milliseconds is stopped. */
  drain(patience: number): Promise<void>;
}

export interface AnsweringOptions {
  readonly routes: readonly Route[];
  readonly guard: Guard;
  readonly metrics: Metrics;
  readonly limits: Limits;
  readonly log: Log;
}

export function openAnswering(options: AnsweringOptions): Answering {
  const { metrics, limits } = options;
  const running = new Map<Promise<void>, AbortController>();
  let closing = false;

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<void> {
    const ended = metrics.began();
    let path = "other";
    response.setHeader("X-Request-Id", randomUUID());
    if (closing) response.setHeader("Connection", "close");
    try {
      options.guard.checkPlace(request.headers);
      if (closing) throw closed();
      const { route, name } = findRoute(options.routes, request);
      path = route.path;
      if (!route.open) options.guard.checkToken(request.headers);
      const json = (): Promise<object> => readJson(request, response, limits);
      await send(response, await route.answer({ name, signal, json }), limits);
    } catch (error) {
      // stopped from here, the client still waits for a word
      const failure = closing && isAbort(error) ? closed() : error;
      if (response.destroyed || isAbort(failure)) response.destroy();
      else await refuse(response, failure, options);
    } finally {
      ended(path, response.writableEnded ? response.statusCode : 499);
      if (!request.complete) cutLater(request);
    }
  }

  return {
    answer(request, response) {
      const leaving = new AbortController();
      response.once("close", () => leaving.abort());
      const work = answer(request, response, leaving.signal);
      running.set(work, leaving);
      void work.finally(() => running.delete(work));
    },
    async drain(patience) {
      closing = true;
      const timer = setTimeout(() => running.forEach((leaving) => leaving.abort()), patience);
      await Promise.all(running.keys());
      clearTimeout(timer);
    },
  };
}

/** Never rejects. */
async function refuse(
  response: ServerResponse,
  error: unknown,
  { limits, log }: Pick<AnsweringOptions, "limits" | "log">,
): Promise<void> {
  const { status, body, headers } = toFailure(error);
  if (status === 500) log.error(error instanceof Error ? error : String(error));
  if (response.headersSent) return void response.destroy();
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  await send(response, toJson(body), limits).catch(() => response.destroy());
}

/** The rest of a refused body is thrown away for a moment, so that the client hears why, then no more is taken. */
function cutLater(request: IncomingMessage): void {
  const timer = setTimeout(() => request.socket.destroy(), 2000);
  for (const event of ["end", "close"]) request.once(event, () => clearTimeout(timer));
}

const closed = (): Refusal =>
  new Refusal(503, "server_closed", "The server is being stopped.", { "Retry-After": "5" });
