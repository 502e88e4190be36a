import type { Calls, ChatCall } from "../predictor/calls.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatTool,
  Message,
  ToolCall,
} from "../predictor/chatTypes.ts";
import { mergeChunks } from "../predictor/merge.ts";
import { checkFields, type FieldPolicy, invalid, unsupported } from "./fields.ts";
import type {
  ChatAnswer,
  ChatParams,
  CreateChatCompletion,
  MessageParam,
  RequestOptions,
} from "./types.ts";

const empty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const policies: Readonly<Record<string, FieldPolicy>> = {
  ...Object.fromEntries(
    [
      ...["model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens"],
      ...["temperature", "top_p", "frequency_penalty", "presence_penalty", "reasoning_effort"],
      ...["response_format", "stop", "seed", "tools", "tool_choice", "logprobs", "top_logprobs"],
    ].map((field) => [field, "honoured"]),
  ),
  // who asks, and what the provider may keep: says nothing about the answer
  ...Object.fromEntries(
    [
      ...["user", "store", "metadata", "service_tier", "safety_identifier"],
      ...["prompt_cache_key", "prompt_cache_options", "prompt_cache_retention"],
    ].map((field) => [field, "ignored"]),
  ),
  n: (value) => value === 1,
  functions: empty,
  function_call: (value) => value === "none" || value === "auto",
  // a local model calls one tool after the other in any case
  parallel_tool_calls: "ignored",
  logit_bias: (value) => Object.keys(value as object).length === 0,
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === "text"),
};

/** `chat.completions.create` over chat predictors. */
export function createChatCompletion(calls: Calls): CreateChatCompletion {
  async function create(params: ChatParams, { signal }: RequestOptions = {}): Promise<unknown> {
    checkFields(params, policies);
    checkStream(params);
    const chunks = calls.chat(params.model, toChatCall(params), signal);
    if (!params.stream) return toAnswer(await mergeChunks(chunks));
    return started(withUsage(chunks, params.stream_options?.include_usage === true));
  }
  return create as CreateChatCompletion;
}

function checkStream({ model: tag, stream, stream_options: options }: ChatParams): void {
  const fail = (param: string, takes: string): Error =>
    invalid({ tag, param, message: `${param} takes ${takes}.` });
  if (typeof (stream ?? false) !== "boolean") throw fail("stream", "true or false");
  if (typeof (options ?? {}) !== "object") throw fail("stream_options", "an object");
}

function toChatCall(params: ChatParams): ChatCall {
  const { model: tag, max_tokens: older, stop } = params;
  const limit = params.max_completion_tokens ?? older;
  if (typeof older === "number" && limit !== older)
    throw invalid({
      tag,
      param: "max_tokens",
      message: `max_tokens is ${older}, but max_completion_tokens ${limit}. Name one of them.`,
    });
  if (params.top_logprobs && !params.logprobs)
    throw invalid({
      tag,
      param: "top_logprobs",
      message: "top_logprobs needs logprobs: true beside it.",
    });
  if (!Array.isArray(params.messages))
    throw invalid({ tag, param: "messages", message: "messages takes a list of messages." });
  if (!Array.isArray(params.tools ?? []))
    throw invalid({ tag, param: "tools", message: "tools takes a list of tools." });
  return {
    messages: params.messages.map((message: MessageParam, i) => toMessage(tag, message, i)),
    ...given("maxTokens", limit),
    ...given("temperature", params.temperature),
    ...given("topP", params.top_p),
    ...given("frequencyPenalty", params.frequency_penalty),
    ...given("presencePenalty", params.presence_penalty),
    ...given("reasoningEffort", params.reasoning_effort),
    ...given("responseFormat", params.response_format as ChatCall["responseFormat"] | null),
    ...given("stop", typeof stop === "string" ? [stop] : stop),
    ...given("seed", params.seed),
    ...given(
      "tools",
      params.tools?.map((tool, i) => toTool(tag, tool as Partial<ChatTool>, i)),
    ),
    ...given("toolChoice", toChoice(params.tool_choice)),
    ...given("logprobs", params.logprobs),
    ...given("topLogprobs", params.top_logprobs),
  };
}

function toTool(tag: string, tool: Partial<ChatTool>, i: number): ChatTool {
  const param = `tools[${i}]`;
  if (tool?.type !== "function" || !tool.function?.name)
    throw unsupported({
      tag,
      param,
      message: `${param} is no function with a name; ${tag} calls nothing else.`,
    });
  if (!/^[\w-]{1,64}$/.test(tool.function.name))
    throw invalid({
      tag,
      param: `${param}.function.name`,
      message: `${param}.function.name takes 1 to 64 letters, digits, underscores and dashes.`,
    });
  return tool as ChatTool;
}

function toChoice(choice: ChatParams["tool_choice"]): string | null | undefined {
  if (typeof choice !== "object") return choice;
  const named: { readonly function?: { readonly name?: string } } | null = choice;
  return named?.function?.name;
}

/** One field of a call, or none. */
const given = <K extends keyof ChatCall>(
  key: K,
  value: ChatCall[K] | null | undefined,
): { readonly [P in K]?: NonNullable<ChatCall[K]> } =>
  (value === null || value === undefined ? {} : { [key]: value }) as {
    readonly [P in K]?: NonNullable<ChatCall[K]>;
  };

function toMessage(tag: string, message: MessageParam | null, i: number): Message {
  const {
    role,
    content = null,
    tool_calls: calls,
    tool_call_id: id,
  } = (message ?? {}) as Partial<MessageParam>;
  return {
    ...(calls?.length && { tool_calls: calls as readonly ToolCall[] }),
    ...(id !== undefined && { tool_call_id: id }),
    // roles and texts are held against the contract by the call
    role: role as Message["role"],
    content: Array.isArray(content)
      ? content.map((part, j) => textOf(tag, part, `messages[${i}].content[${j}]`)).join("")
      : (content as string | null),
  };
}

function textOf(tag: string, part: unknown, param: string): string {
  const { type, text } = (part ?? {}) as { readonly type?: unknown; readonly text?: unknown };
  if (type !== "text")
    throw unsupported({
      tag,
      param,
      message: `${tag} reads text only, and ${param} is ${String(type)}.`,
    });
  if (typeof text !== "string")
    throw invalid({ tag, param: `${param}.text`, message: `${param}.text takes a text.` });
  return text;
}

const toAnswer = (whole: ChatCompletion): ChatAnswer => ({
  ...whole,
  choices: whole.choices.map((choice) => ({
    ...choice,
    message: { ...choice.message, refusal: null },
    logprobs: choice.logprobs ?? null,
  })),
});

/** OpenAI's rule: usage comes in a last chunk of its own when it was asked for, and nowhere else. */
async function* withUsage(
  chunks: AsyncIterable<ChatCompletionChunk>,
  wanted: boolean,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  let seen: ChatCompletionChunk | undefined;
  for await (const chunk of chunks) {
    const { usage, ...rest } = chunk;
    if (usage) seen = chunk;
    // a piece without news is an empty one
    const choices = rest.choices.map((choice) => ({ ...choice, delta: choice.delta ?? {} }));
    if (choices.length) yield { ...rest, choices, ...(wanted && { usage: null }) };
  }
  if (wanted && seen) yield { ...seen, choices: [] };
}

/** Waits for the first item, so that a refusal rejects the call and not the loop. */
async function started<T>(stream: AsyncGenerator<T, void, undefined>): Promise<AsyncIterable<T>> {
  const first = await stream.next();
  return (async function* () {
    try {
      if (first.done) return;
      yield first.value;
      yield* stream;
    } finally {
      await stream.return();
    }
  })();
}
