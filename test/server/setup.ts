import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { request as ask, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { defineChat } from "../../src/predictor/contract/define.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";
import type { Limits } from "../../src/server/limits.ts";
import { type Server, startServer } from "../../src/server/server.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { chunk, echo, embedder, speaker } from "../predictor/samples.ts";

export const token = "secret-of-the-test";
export const chatTag = "@test/echo";
export const standard: Readonly<Record<string, Predictor>> = {
  [chatTag]: echo,
  "@test/embedder": embedder,
  "@test/speaker": speaker,
};

export interface Served extends Server {
  /** "http://127.0.0.1:1234" */
  readonly origin: string;
  readonly predictors: Predictors;
  /** One request with the token; what `headers` names is sent instead of it. */
  ask(path: string, options?: Asking): Promise<Answer>;
  post(path: string, body: unknown, options?: Asking): Promise<Answer>;
  /** A bare connection, destroyed when the test ends. */
  connect(): Socket;
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON. */
  readonly json: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into it
}

/** A server over predictors in this process; closed when the test ends. */
export async function serve(
  context: TestContext,
  {
    byTag = standard,
    limits = {},
    change = (predictors) => predictors,
  }: {
    readonly byTag?: Readonly<Record<string, Predictor>>;
    readonly limits?: Partial<Limits>;
    readonly change?: (predictors: Predictors) => Predictors;
  } = {},
): Promise<Served> {
  const predictors = change(fakePredictors(byTag));
  const server = await startServer({
    calls: openCalls(predictors),
    predictors,
    models: {
      list: async () => Object.entries(byTag).map(([tag, { kind }]) => toManifest(tag, kind)),
      state: async () => ({ kind: "installed" }),
    },
    token,
    port: 0,
    log: silent,
    limits: { drainTime: 200, ...limits },
  });
  context.after(() => server.close());
  const { port } = server;
  const sockets: Socket[] = [];
  context.after(() => sockets.forEach((socket) => socket.destroy()));
  const askAt = (path: string, options: Asking = {}): Promise<Answer> => send(port, path, options);
  return {
    ...server,
    origin: `http://127.0.0.1:${port}`,
    predictors,
    ask: askAt,
    post: (path, body, { headers = {}, ...options } = {}) =>
      askAt(path, {
        method: "POST",
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
        headers: { "Content-Type": "application/json", ...headers },
        ...options,
      }),
    connect() {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => {});
      sockets.push(socket);
      return socket;
    },
  };
}

const toManifest = (tag: string, kind: Manifest["kind"]): Manifest => ({
  ...{ tag, kind, engine: "fake", title: `Title of ${tag}`, description: "A fake." },
  ...{ licence: { id: "MIT" }, languages: ["en"], files: [], memory: 0, options: {} },
});

/** By hand, because `fetch` lets nobody choose the Host. */
function send(port: number, path: string, options: Asking): Promise<Answer> {
  const { method = "GET", headers = {}, body, signal } = options;
  return new Promise((resolve, reject) => {
    const request = ask(
      {
        ...{ host: "127.0.0.1", port, path, method, agent: false },
        headers: { Authorization: `Bearer ${token}`, ...headers },
        ...(signal && { signal }),
      },
      (response) => {
        text(response).then(
          (found) =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: found,
              get json() {
                return JSON.parse(found) as unknown;
              },
            }),
          reject,
        );
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** Speaks on until it is stopped, a word a turn of the loop; `stopped` resolves then. */
export function endless(): { readonly predictor: Predictor; readonly stopped: Promise<void> } {
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const predictor = defineChat({
    tag: "@test/endless",
    description: "Never ends.",
    inputs: { messages: Parameter.Messages({ description: "Ignored." }) },
    outputs: [Parameter.ChatCompletionChunk({ description: "Words." })],
    async *predict(_values, _state, { signal }) {
      try {
        for (; !signal.aborted; await new Promise(setImmediate)) yield chunk({ content: "on " });
      } finally {
        stop();
      }
    },
  });
  return { predictor, stopped };
}

export const question = (content: string, more: object = {}): object => ({
  model: chatTag,
  messages: [{ role: "user", content }],
  ...more,
});

/** The events of a streamed answer, as they were written. */
export const eventsIn = (body: string): string[] =>
  body
    .split("\n\n")
    .filter(Boolean)
    .map((event) => event.replace(/^data: /, ""));

/** After whatever was done to it, it still answers. */
export async function assertAlive({ post }: Served): Promise<void> {
  const { status, json } = await post("/v1/chat/completions", question("still here"));
  assert.equal(status, 200);
  assert.equal(json.choices[0].message.content, "still here");
}

/** All that comes until the connection ends. */
export async function allOf(socket: Socket): Promise<string> {
  let found = "";
  socket.on("data", (bytes) => (found += String(bytes)));
  await once(socket, "close");
  return found;
}
