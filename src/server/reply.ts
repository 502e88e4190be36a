import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { abortError } from "../platform/errors.ts";
import { Feed } from "../platform/stream.ts";
import type { Limits } from "./limits.ts";
import { toPublicBody } from "./refusal.ts";

/** What a route answers. */
export interface Reply {
  readonly type: string;
  /** Bytes of a body that comes in pieces, where they are known. */
  readonly length?: number;
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array>;
}

export const toJson = (value: unknown): Reply => ({
  type: "application/json",
  body: JSON.stringify(value),
});

/** Server-sent events, closed by "[DONE]". A failure on the way is an event of its own before it. */
export const toEvents = (events: AsyncIterable<object>): Reply => ({
  type: "text/event-stream; charset=utf-8",
  body: eventLines(readAhead(events)),
});

async function* eventLines(events: AsyncIterable<object>): AsyncGenerator<string> {
  try {
    for await (const event of events) yield `data: ${JSON.stringify(event)}\n\n`;
  } catch (error) {
    yield `data: ${JSON.stringify(toPublicBody(error))}\n\n`;
  }
  yield "data: [DONE]\n\n";
}

/** As fast as the source gives: a client that reads slowly must not hold the model. */
function readAhead<T>(source: AsyncIterable<T>): AsyncIterable<T> {
  let left = false;
  const feed = new Feed<T>(() => (left = true));
  const read = async (): Promise<void> => {
    for await (const item of source) {
      if (left) return;
      feed.push(item);
    }
  };
  read().then(
    () => feed.end(),
    (error: unknown) => feed.fail(error),
  );
  return feed;
}

/** Writes an answer at the client's pace. @throws {AbortError} when the client left, or took nothing for too long */
export async function send(
  response: ServerResponse,
  { type, body, length }: Reply,
  { sendTime }: Pick<Limits, "sendTime">,
): Promise<void> {
  response.setHeader("Content-Type", type);
  const whole = typeof body === "string" || body instanceof Uint8Array;
  const bytes = whole ? Buffer.byteLength(body) : length;
  if (bytes !== undefined) response.setHeader("Content-Length", bytes);
  // nothing is kept by anything on the way
  response.setHeader("Cache-Control", "no-store");
  // and nothing is taken for a page
  response.setHeader("X-Content-Type-Options", "nosniff");
  for await (const piece of whole ? [body] : body) await write(response, piece, sendTime);
  response.end();
}

async function write(
  response: ServerResponse,
  piece: string | Uint8Array,
  sendTime: number,
): Promise<void> {
  if (response.destroyed) throw abortError();
  if (response.write(piece)) return;
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  const timer = setTimeout(() => response.destroy(), sendTime);
  response.once("close", leave);
  try {
    await once(response, "drain", { signal: gone.signal });
  } finally {
    clearTimeout(timer);
    response.off("close", leave);
  }
}
