import { schemas } from "./descriptionSchemas.ts";

const json = (name: keyof typeof schemas): object => ({
  "application/json": { schema: { $ref: `#/components/schemas/${name}` } },
});

const failure = (about: string): object => ({ description: about, content: json("Error") });

/** What any call may be refused with before its route sees it. */
const refusals = {
  400: failure("The request is wrong; `param` says where, `code` how."),
  403: failure("It came from a web page, or under a foreign host name."),
  405: failure("The path takes another method."),
};
const token = { 401: failure("There is no token, or a wrong one.") };
/** What a call of a model may be refused with. */
const failures = {
  ...refusals,
  ...token,
  404: failure("There is no such model, or it is not downloaded yet."),
  413: failure("The request is too large."),
  415: failure("The request is not JSON."),
  429: failure(
    "Too many requests wait, or the model is being loaded: come again after `Retry-After`.",
  ),
  500: failure("The model failed."),
  503: failure("The server is being stopped."),
};

const post = (
  operationId: string,
  summary: string,
  request: keyof typeof schemas,
  content: object,
): object => ({
  post: {
    operationId,
    summary,
    requestBody: { required: true, content: json(request) },
    responses: { 200: { description: "The answer.", content }, ...failures },
  },
});

/** Each event: its data is a chunk of the answer as JSON, an Error, or at last "[DONE]". */
const event = { type: "object", required: ["data"], properties: { data: { type: "string" } } };
const events = { "text/event-stream": { schema: event } };
const bytes = { schema: { type: "string", format: "binary" } };

/** Every call of the server in OpenAPI 3.1, served at /openapi.json. */
export const description = {
  openapi: "3.1.0",
  info: {
    title: "Hearth",
    version: "1",
    description: "OpenAI's calls, answered by predictors on this machine.",
  },
  components: {
    schemas,
    securitySchemes: { token: { type: "http", scheme: "bearer" } },
  },
  security: [{ token: [] }],
  paths: {
    "/v1/models": {
      get: {
        operationId: "listModels",
        summary: "The models that can be asked for.",
        responses: {
          200: { description: "All of them.", content: json("ModelList") },
          ...refusals,
          ...token,
        },
      },
    },
    "/v1/models/{model}": {
      get: {
        operationId: "getModel",
        summary: "One model.",
        parameters: [{ name: "model", in: "path", required: true, schema: { type: "string" } }],
        responses: {
          200: { description: "It is here.", content: json("Model") },
          ...refusals,
          ...token,
          404: failure("It is not here."),
        },
      },
    },
    "/v1/chat/completions": post(
      "createChatCompletion",
      "Goes on with a conversation.",
      "ChatRequest",
      { ...json("ChatCompletion"), ...events },
    ),
    "/v1/completions": post(
      "createCompletion",
      "Answers a text, which is put to a chat model as a question.",
      "CompletionRequest",
      { ...json("Completion"), ...events },
    ),
    "/v1/embeddings": post(
      "createEmbedding",
      "Turns texts into vectors.",
      "EmbeddingRequest",
      json("EmbeddingList"),
    ),
    "/v1/audio/speech": post("createSpeech", "Speaks a text.", "SpeechRequest", {
      "audio/wav": bytes,
      "audio/flac": bytes,
      "audio/ogg": bytes,
      "audio/pcm": bytes,
      ...events,
    }),
    "/health": {
      get: {
        operationId: "health",
        summary: "Says that the server is there.",
        security: [],
        responses: {
          200: { description: "It is.", content: json("Health") },
          ...refusals,
        },
      },
    },
    "/metrics": {
      get: {
        operationId: "metrics",
        summary: "What has happened so far, for Prometheus.",
        responses: {
          200: {
            description: "Figures.",
            content: { "text/plain": { schema: { type: "string" } } },
          },
          ...refusals,
          ...token,
        },
      },
    },
  },
} as const;
