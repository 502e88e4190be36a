import type { Calls } from "../predictor/calls.ts";
import type { ChatCompletionChunk, LikelyToken, TokenLogprob } from "../predictor/chatTypes.ts";
import { isPredictorError, PredictorError } from "../predictor/errors.ts";
import { createChatCompletion } from "./chat.ts";
import { checkFields, type FieldPolicy, invalid } from "./fields.ts";
import type {
  ChatAnswer,
  ChatParams,
  Completion,
  CompletionLogprobs,
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
  logprobs: "honoured",
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
      if (!params.stream)
        return toCompletion(await ask({ ...question, stream: false }, options), openOffsets());
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
    ...toLogprobs(params),
    messages: [{ role: "user", content: promptOf(params) }],
  };
}

function toLogprobs({
  model: tag,
  logprobs: most,
}: CompletionParams): Pick<ChatParams, "logprobs" | "top_logprobs"> {
  if (most === undefined || most === null) return {};
  if (Number.isInteger(most) && most >= 0 && most <= 5)
    return { logprobs: true, top_logprobs: most };
  throw invalid({ tag, param: "logprobs", message: "logprobs takes a whole number from 0 to 5." });
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
  const offsetOf = openOffsets();
  for await (const chunk of chunks) yield toCompletion(chunk, offsetOf);
}

function toCompletion(answer: ChatAnswer | ChatCompletionChunk, offsetOf: OffsetOf): Completion {
  const { id, created, model, usage } = answer;
  return {
    id: id.replace(/^chatcmpl-/, "cmpl-"),
    object: "text_completion",
    created,
    model,
    choices: answer.choices.map((choice) => ({
      index: choice.index,
      text: ("message" in choice ? choice.message.content : choice.delta?.content) ?? "",
      logprobs: choice.logprobs?.content ? toLists(choice.logprobs.content, offsetOf) : null,
      finish_reason: choice.finish_reason,
    })),
    ...(usage !== undefined && { usage }),
  };
}

const toLists = (content: readonly TokenLogprob[], offsetOf: OffsetOf): CompletionLogprobs => ({
  tokens: content.map(nameOf),
  token_logprobs: content.map(({ logprob }) => logprob),
  top_logprobs: content.map((likely) =>
    Object.fromEntries([...likely.top_logprobs, likely].map((one) => [nameOf(one), one.logprob])),
  ),
  text_offset: content.map(offsetOf),
});

/** Part of a character goes by its bytes, as OpenAI has it: several of them would have one name. */
function nameOf({ token, bytes }: LikelyToken): string {
  if (!bytes || !token.includes("\uFFFD")) return token;
  return `bytes:${bytes.map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
}

/** Where the next token begins, in characters. */
type OffsetOf = (token: TokenLogprob) => number;

function openOffsets(): OffsetOf {
  const decoder = new TextDecoder();
  let offset = 0;
  return ({ token, bytes }) => {
    const start = offset;
    // tokens may share a character: it counts when it is whole
    const text = bytes ? decoder.decode(Uint8Array.from(bytes), { stream: true }) : token;
    offset += [...text].length;
    return start;
  };
}

/** Errors name the fields of this call, not those of the one beneath. */
function inTheirWords(error: unknown): unknown {
  if (!isPredictorError(error) || !error.param) return error;
  const param = error.param.startsWith("messages")
    ? "prompt"
    : error.param
        .replace("max_completion_tokens", "max_tokens")
        .replace("top_logprobs", "logprobs");
  const message = error.message.replaceAll(error.param, param);
  return new PredictorError({ ...error, message, param });
}
