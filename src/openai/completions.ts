import type { Calls } from "../predictor/calls.ts";
import type { ChatCompletionChunk } from "../predictor/chatTypes.ts";
import { isPredictorError, PredictorError } from "../predictor/errors.ts";
import { createChatCompletion } from "./chat.ts";
import { checkFields, type FieldPolicy, invalid } from "./fields.ts";
import type {
  ChatAnswer,
  ChatParams,
  Completion,
  CompletionParams,
  CreateCompletion,
} from "./types.ts";

const passedOn = [
  ...["model", "stream", "stream_options", "temperature", "top_p", "frequency_penalty"],
  ...["presence_penalty", "stop", "seed", "max_tokens"],
] as const;

const policies: Readonly<Record<string, FieldPolicy>> = {
  ...Object.fromEntries(passedOn.map((field) => [field, "honoured"])),
  prompt: "honoured",
  user: "ignored",
  n: (value) => value === 1,
  best_of: (value) => value === 1,
  echo: (value) => value === false,
  suffix: (value) => value === "",
  logit_bias: (value) => Object.keys(value as object).length === 0,
};

/**
 * `completions.create`, OpenAI's older call, over chat predictors: the prompt is put to the model as a question, for the
 * contract knows conversations alone.
 */
export function createCompletion(calls: Calls): CreateCompletion {
  const ask = createChatCompletion(calls);
  async function create(
    params: CompletionParams,
    options: Parameters<CreateCompletion>[1] = {},
  ): Promise<unknown> {
    checkFields(params, policies);
    try {
      const question = toQuestion(params);
      if (!params.stream) return toCompletion(await ask({ ...question, stream: false }, options));
      return pieces(await ask({ ...question, stream: true }, options));
    } catch (error) {
      throw inTheirWords(error);
    }
  }
  return create as CreateCompletion;
}

function toQuestion(params: CompletionParams): ChatParams {
  const { model: tag } = params;
  const given = Object.fromEntries(passedOn.map((field) => [field, params[field]]));
  return {
    ...given,
    model: tag,
    // OpenAI's own limit where none is named
    max_tokens: params.max_tokens ?? 16,
    messages: [{ role: "user", content: promptOf(params) }],
  };
}

function promptOf({ model: tag, prompt }: CompletionParams): string {
  const text: unknown = Array.isArray(prompt) && prompt.length === 1 ? prompt[0] : prompt;
  if (typeof text === "string") return text;
  const message = "prompt takes one text. Send several in requests of their own.";
  throw invalid({ tag, param: "prompt", message });
}

async function* pieces(
  chunks: AsyncIterable<ChatCompletionChunk>,
): AsyncGenerator<Completion, void, undefined> {
  for await (const chunk of chunks) yield toCompletion(chunk);
}

function toCompletion(answer: ChatAnswer | ChatCompletionChunk): Completion {
  const { id, created, model, usage } = answer;
  return {
    id: id.replace(/^chatcmpl-/, "cmpl-"),
    object: "text_completion",
    created,
    model,
    choices: answer.choices.map((choice) => ({
      index: choice.index,
      text: ("message" in choice ? choice.message.content : choice.delta?.content) ?? "",
      logprobs: null,
      finish_reason: choice.finish_reason,
    })),
    ...(usage !== undefined && { usage }),
  };
}

/** Errors name the fields of this call, not those of the one beneath. */
function inTheirWords(error: unknown): unknown {
  if (!isPredictorError(error) || !error.param) return error;
  const param = error.param.startsWith("messages")
    ? "prompt"
    : error.param.replace("max_completion_tokens", "max_tokens");
  const message = error.message.replaceAll(error.param, param);
  return new PredictorError({ ...error, message, param });
}
