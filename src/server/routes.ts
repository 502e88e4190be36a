import { openClient } from "../openai/client.ts";
import type {
  ChatParams,
  CompletionParams,
  EmbeddingParams,
  OpenAIClient,
  SpeechParams,
} from "../openai/types.ts";
import type { Calls } from "../predictor/calls.ts";
import type { ModelSource } from "../predictor/open.ts";
import type { Predictors } from "../predictor/predictors.ts";
import { description } from "./description.ts";
import { type Metrics, metricsType, type Series } from "./metrics.ts";
import { Refusal } from "./refusal.ts";
import { type Reply, toEvents, toJson } from "./reply.ts";

/** One request, as far as a route needs to know it. */
export interface Exchange {
  /** What the path has in the place of "{model}"; "" where it has none. */
  readonly name: string;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** The JSON object in the body. @throws {Refusal} */
  json(): Promise<object>;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** "{model}" stands for the rest of the path. */
  readonly path: string;
  /** True: no token is needed. */
  readonly open?: boolean;
  answer(exchange: Exchange): Promise<Reply>;
}

export interface RouteOptions {
  /** As clients may make them: admitted and counted. */
  readonly calls: Calls;
  readonly models: Pick<ModelSource, "list" | "state">;
  readonly predictors: Pick<Predictors, "states">;
  readonly metrics: Metrics;
  readonly waiting: () => ReadonlyMap<string, number>;
}

/** Everything that the server answers. */
export function toRoutes(options: RouteOptions): readonly Route[] {
  const { metrics } = options;
  const client = openClient(options.calls, options);
  return [
    ...asking(client, metrics),
    ...listing(client),
    { method: "GET", path: "/health", open: true, answer: async () => toJson({ status: "ok" }) },
    { method: "GET", path: "/openapi.json", open: true, answer: async () => toJson(description) },
    {
      method: "GET",
      path: "/metrics",
      answer: async () => ({ type: metricsType, body: metrics.text(gauges(options)) }),
    },
  ];
}

function asking(client: OpenAIClient, metrics: Metrics): readonly Route[] {
  const post = (
    path: string,
    answer: (body: never, signal: AbortSignal) => Promise<Reply>,
  ): Route => ({
    method: "POST",
    path,
    answer: async ({ json, signal }) => answer((await json()) as never, signal),
  });
  const streamed = async (
    path: string,
    create: () => Promise<AsyncIterable<object> | object>,
  ): Promise<Reply> => {
    const start = performance.now();
    const result = await create();
    if (!(Symbol.asyncIterator in result)) return toJson(result);
    metrics.firstPiece(path, (performance.now() - start) / 1000);
    return toEvents(result);
  };
  return [
    post("/v1/chat/completions", (body: ChatParams, signal) =>
      streamed("/v1/chat/completions", () => client.chat.completions.create(body, { signal })),
    ),
    post("/v1/completions", (body: CompletionParams, signal) =>
      streamed("/v1/completions", () => client.completions.create(body, { signal })),
    ),
    post("/v1/embeddings", async (body: EmbeddingParams, signal) =>
      toJson(await client.embeddings.create(body, { signal })),
    ),
    post("/v1/audio/speech", async (body: SpeechParams, signal) => {
      const { headers, body: sound } = await client.audio.speech.create(body, { signal });
      const length = headers.get("content-length");
      return {
        type: headers.get("content-type") ?? "",
        body: sound ?? "",
        ...(length !== null && { length: Number(length) }),
      };
    }),
  ];
}

function listing({ models }: OpenAIClient): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/v1/models",
      answer: async () => toJson(await models.list()),
    },
    {
      method: "GET",
      path: "/v1/models/{model}",
      answer: async ({ name }) => toJson(await models.retrieve(name)),
    },
  ];
}

function gauges({ predictors, waiting }: RouteOptions): readonly Series[] {
  return [
    ...[...predictors.states()].map(([model, { kind: state }]) => ({
      name: "hearth_model_state",
      labels: { model, state },
      value: 1,
    })),
    ...[...waiting()].map(([model, value]) => ({
      name: "hearth_requests_waiting",
      labels: { model },
      value,
    })),
  ];
}

/**
 * The route of a request, and what its path names.
 * @throws {Refusal} 404 for a path that nothing is at, 405 for one that takes another method
 */
export function findRoute(
  routes: readonly Route[],
  {
    method = "",
    url = "",
  }: { readonly method?: string | undefined; readonly url?: string | undefined },
): { readonly route: Route; readonly name: string } {
  const [path = ""] = url.split("?");
  const at = routes.flatMap((route) => {
    const name = nameIn(path, route.path);
    return name === undefined ? [] : [{ route, name }];
  });
  // a HEAD is a GET whose body stays away, for which Node cares
  const found = at.find(({ route }) => route.method === (method === "HEAD" ? "GET" : method));
  if (found) return found;
  if (!at.length)
    throw new Refusal(
      404,
      "unknown_url",
      `There is nothing at ${method} ${path.slice(0, 200)}. ${adviceFor(path, routes)}`,
    );
  const allowed = at.map(({ route }) => route.method).join(", ");
  throw new Refusal(405, "method_not_allowed", `${path} takes ${allowed}, not ${method}.`, {
    Allow: allowed,
  });
}

/** What somebody at a path that there is not may have meant. */
function adviceFor(path: string, routes: readonly Route[]): string {
  const meant = path.startsWith("/v1/v1/") ? path.slice("/v1".length) : `/v1${path}`;
  if (routes.some((route) => nameIn(meant, route.path) !== undefined))
    return `The base URL ends with /v1, once: the call is ${meant}.`;
  const calls = routes.map((route) => `${route.method} ${route.path}`).join(", ");
  // what new clients of OpenAI ask unless they are told otherwise
  const choice = /^(?:\/v1)?\/responses(?:\/|$)/.test(path)
    ? "OpenAI's Responses are not among the calls: set your client to Chat Completions. "
    : "";
  return `${choice}There are: ${calls}. /openapi.json describes them.`;
}

/** What stands in the place of "{model}", decoded; "" for a path without a place, undefined for another path. */
function nameIn(path: string, pattern: string): string | undefined {
  const [prefix = "", rest] = pattern.split("{model}");
  if (rest === undefined) return path === pattern ? "" : undefined;
  if (!path.startsWith(prefix) || path === prefix) return undefined;
  try {
    return decodeURIComponent(path.slice(prefix.length));
  } catch {
    return undefined;
  }
}
