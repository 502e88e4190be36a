import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import type { Request } from "../../src/models/sources/web.ts";
import { openCreators } from "../../src/openai/client.ts";
import type { OpenAIClient } from "../../src/openai/types.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Calls } from "../../src/predictor/calls.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";
import { withRemotes } from "../../src/remote/predictors.ts";
import { type Remote, toRemotes } from "../../src/remote/remotes.ts";
import type { Reach } from "../../src/remote/request.ts";
import { fakePredictors } from "../fakes/predictors.ts";

/** The setting that names a model at an endpoint. */
export const entry = (baseUrl: string, more: object = {}): object => ({
  ...{ tag: "@team/chat", kind: "chat", baseUrl, model: "their-model" },
  ...more,
});

export function toRemote(setting: object): Remote {
  const { remotes, problems } = toRemotes([setting]);
  const [remote] = remotes;
  if (!remote) throw new Error(problems.join("\n"));
  return remote;
}

export interface Opened {
  readonly predictors: Predictors;
  readonly calls: Calls;
  readonly client: Omit<OpenAIClient, "models">;
  readonly requests: readonly Request[];
}

/** Remote predictors beside none of this machine. */
export function open(settings: readonly object[], reach: Partial<Reach> = {}): Opened {
  const requests: Request[] = [];
  const remotes = settings.map(toRemote);
  const predictors = withRemotes(fakePredictors({}), {
    remotes: () => remotes,
    reach: {
      key: async () => undefined,
      offline: () => false,
      onRequest: (request) => void requests.push(request),
      pauses: [1, 1],
      ...reach,
    },
  });
  const calls = openCalls(predictors);
  return { predictors, calls, client: openCreators(calls), requests };
}

export interface Endpoint {
  /** "http://127.0.0.1:1234/v1" */
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly asked: readonly Record<string, unknown>[];
  readonly headers: readonly IncomingMessage["headers"][];
}

/** A server that does what the test wants, request by request; the last answer is given again and again. */
export async function endpoint(
  context: TestContext,
  ...answers: readonly ((response: ServerResponse, request: IncomingMessage) => unknown)[]
): Promise<Endpoint> {
  const asked: Record<string, unknown>[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(JSON.parse(body || "{}") as Record<string, unknown>);
      headers.push(request.headers);
      return answers[Math.min(asked.length, answers.length) - 1]?.(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked, headers };
}

export const failing =
  (status: number, error: object = {}, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(status, headers).end(JSON.stringify({ error }));

/** Says these words as a stream of chunks. */
export const saying =
  (...words: readonly string[]) =>
  (response: ServerResponse): void => {
    for (const [i, word] of words.entries()) response.write(piece(word, i === words.length - 1));
    response.end("data: [DONE]\n\n");
  };

export const piece = (content: string, isLast = false): string =>
  `data: ${JSON.stringify({
    ...{ id: "theirs", object: "chat.completion.chunk", created: 1, model: "their-model" },
    choices: [{ index: 0, delta: { content }, finish_reason: isLast ? "stop" : null }],
  })}\n\n`;
