const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const object = (
  required: Readonly<Record<string, object>>,
  optional: Readonly<Record<string, object>> = {},
): object => ({
  type: "object",
  required: Object.keys(required),
  properties: { ...required, ...optional },
});
const one = (...values: readonly (string | boolean | null)[]): object => ({ enum: values });
const orNull = (type: string, more: object = {}): object => ({ type: [type, "null"], ...more });
const list = (items: object, more: object = {}): object => ({ type: "array", items, ...more });

const text = { type: "string" };
const whole = { type: "integer" };
const count = { type: "integer", minimum: 0 };
const reason = (more: readonly null[] = []): object =>
  one("stop", "length", "content_filter", "tool_calls", ...more);

/** Settings that both calls of a chat model share. */
const sampling = {
  stream: orNull("boolean"),
  stream_options: orNull("object", { properties: { include_usage: { type: "boolean" } } }),
  max_tokens: orNull("integer", { minimum: 1 }),
  temperature: orNull("number", { minimum: 0, maximum: 2 }),
  top_p: orNull("number", { minimum: 0, maximum: 1 }),
  frequency_penalty: orNull("number", { minimum: -2, maximum: 2 }),
  presence_penalty: orNull("number", { minimum: -2, maximum: 2 }),
  stop: { anyOf: [text, list(text), { type: "null" }] },
  seed: orNull("integer"),
};

const likely = {
  token: text,
  logprob: { type: "number", maximum: 0 },
  bytes: { anyOf: [list({ type: "integer", minimum: 0, maximum: 255 }), { type: "null" }] },
};
const orNothing = (schema: object): object => ({ anyOf: [schema, { type: "null" }] });
const logprobs = orNothing(
  object({
    content: orNothing(list(object({ ...likely, top_logprobs: list(object(likely)) }))),
    refusal: { type: "null" },
  }),
);

const message = object(
  { role: one("system", "developer", "user", "assistant", "tool") },
  {
    content: {
      anyOf: [text, list(object({ type: one("text"), text })), { type: "null" }],
    },
  },
);

/** What is asked and answered, as JSON Schema. Answers may hold more than is named here. */
export const schemas = {
  Error: object({
    error: object({
      message: text,
      type: one("invalid_request_error", "rate_limit_error", "server_error"),
      param: orNull("string"),
      code: orNull("string"),
    }),
  }),
  Health: object({ status: one("ok") }),
  Model: object(
    {
      id: text,
      object: one("model"),
      created: whole,
      owned_by: text,
      kind: one("chat", "embedding", "speech"),
      title: text,
      state: one("absent", "loading", "ready", "busy", "failed"),
    },
    {
      voices: list(text),
      remote: { type: "string", description: "The host that it runs at, if not on this machine." },
    },
  ),
  ModelList: object({ object: one("list"), data: list(ref("Model")) }),
  Usage: object(
    { prompt_tokens: count, total_tokens: count },
    {
      completion_tokens: count,
      prompt_tokens_details: object({ cached_tokens: count }),
    },
  ),

  ChatRequest: object(
    { model: text, messages: list(message, { minItems: 1 }) },
    {
      ...sampling,
      tools: list(object({ type: one("function"), function: object({ name: text }) })),
      tool_choice: { anyOf: [one("auto", "none", "required"), { type: "object" }] },
      max_completion_tokens: orNull("integer", { minimum: 1 }),
      logprobs: orNull("boolean"),
      top_logprobs: orNull("integer", { minimum: 0, maximum: 20 }),
      reasoning_effort: orNull("string"),
      response_format: orNull("object"),
    },
  ),
  ChatCompletion: object(
    {
      id: text,
      object: one("chat.completion"),
      created: whole,
      model: text,
      choices: list(
        object({
          index: count,
          message: object(
            { role: one("assistant"), content: orNull("string"), refusal: { type: "null" } },
            { reasoning_content: text },
          ),
          logprobs,
          finish_reason: reason(),
        }),
      ),
    },
    { usage: ref("Usage") },
  ),
  /** An event of a streamed answer. */
  ChatCompletionChunk: object(
    {
      id: text,
      object: one("chat.completion.chunk"),
      created: whole,
      model: text,
      choices: list(
        object(
          { index: count, delta: { type: "object" }, finish_reason: reason([null]) },
          { logprobs },
        ),
      ),
    },
    { usage: orNothing(ref("Usage")) },
  ),

  CompletionRequest: object(
    { model: text, prompt: { anyOf: [text, list(text, { minItems: 1, maxItems: 1 })] } },
    { ...sampling, logprobs: orNull("integer", { minimum: 0, maximum: 5 }) },
  ),
  Completion: object(
    {
      id: text,
      object: one("text_completion"),
      created: whole,
      model: text,
      choices: list(
        object({
          index: count,
          text,
          logprobs: orNothing(
            object({
              tokens: list(text),
              token_logprobs: list({ type: "number", maximum: 0 }),
              top_logprobs: list({ type: "object", additionalProperties: { type: "number" } }),
              text_offset: list(count),
            }),
          ),
          finish_reason: reason([null]),
        }),
      ),
    },
    { usage: orNothing(ref("Usage")) },
  ),

  EmbeddingRequest: object(
    {
      model: text,
      input: {
        anyOf: [
          { type: "string", minLength: 1 },
          list({ type: "string", minLength: 1 }, { minItems: 1, maxItems: 2048 }),
        ],
      },
    },
    {
      encoding_format: one("float", "base64", null),
      dimensions: orNull("integer", { minimum: 1 }),
      user: text,
    },
  ),
  EmbeddingList: object(
    {
      object: one("list"),
      data: list(
        object({
          object: one("embedding"),
          index: count,
          embedding: { anyOf: [list({ type: "number" }), text] },
        }),
      ),
      model: text,
    },
    { usage: ref("Usage") },
  ),

  SpeechRequest: object(
    { model: text, input: { type: "string", minLength: 1 }, voice: text },
    {
      response_format: one("wav", "flac", "opus", "pcm", null),
      stream_format: one("audio", "sse", null),
      speed: orNull("number"),
    },
  ),
} as const;
