import { randomUUID } from "node:crypto";
import type { ChatHistoryItem, ChatModelFunctions, LlamaGrammar, Token } from "node-llama-cpp";
import type {
  ChatCompletionChunk,
  ChatTool,
  FinishReason,
  Message,
  TokenLogprob,
  ToolCallDelta,
  Usage,
} from "../../src/predictor/chatTypes.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import { pacing } from "./answerThreads.ts";
import type { Delta } from "./deltas.ts";
import { generate, type Response, type Sampling } from "./generate.ts";
import { openGrammar } from "./grammar.ts";
import { toHistory } from "./history.ts";
import type { LoadedModel } from "./load.ts";
import { Odds } from "./odds.ts";
import { prefill } from "./prefill.ts";
import type { Place } from "./sequences.ts";
import { toTokens } from "./template.ts";
import { forcedCall, openTooling, toCall, type Tooling } from "./tools.ts";

/** One question, with every parameter filled in. */
export interface Question {
  readonly messages: readonly Message[];
  readonly max_output_tokens: number;
  readonly temperature: number;
  readonly top_p: number;
  readonly frequency_penalty: number;
  readonly presence_penalty: number;
  readonly stop: readonly string[];
  /** −1: another one each time. */
  readonly seed: number;
  readonly response_format: Readonly<Record<string, unknown>>;
  readonly tools: readonly ChatTool[];
  readonly tool_choice: string;
  readonly logprobs: boolean;
  readonly top_logprobs: number;
  /** Absolute path, "" for none. */
  readonly state_folder: string;
}

interface Context {
  readonly tag: string;
  readonly repeatPenalty: number;
  readonly signal: AbortSignal;
}

/** Room that a prompt must leave for the answer, tokens. */
const answerRoom = 16;

/**
 * Streams the answer: first the role, then text and thoughts as they come, last why it ended. Each piece has the token
 * counts up to it, for whoever stops before the end.
 * When this throws or returns, the engine is idle.
 * @throws {PredictorError} context_length_exceeded, invalid_value
 */
export async function* answer(
  loaded: LoadedModel,
  question: Question,
  { tag, repeatPenalty, signal }: Context,
): AsyncGenerator<ChatCompletionChunk> {
  const { tools, tool_choice: choice } = question;
  const asked = toHistory(question.messages);
  const tooling = await openTooling({ llama: loaded.llama, tag }, { tools, choice }, asked);
  const history = tooling.kind === "forced" ? tooling.history : asked;
  const functions = tooling.kind === "free" ? tooling.functions : undefined;
  const tokens = toTokens(loaded.model, loaded.template, history, functions);
  checkRoom(tokens.length, loaded.contextSize, tag);
  const grammar =
    tooling.kind === "forced"
      ? tooling.grammar
      : await openGrammar(loaded.llama, question.response_format, tag);
  const chunk = chunksOf(tag);
  yield chunk({ delta: { role: "assistant" } });

  const place = loaded.places.take(tokens);
  await loaded.kept.restore(place, tokens, question.state_folder);
  const asking = { question, tokens, history, tooling, functions, grammar, chunk };
  try {
    yield* write(loaded, { ...asking, place, repeatPenalty }, signal);
  } finally {
    loaded.kept.changed(place, question.state_folder);
  }
}

interface Asking {
  readonly question: Question;
  readonly tokens: readonly Token[];
  readonly history: ChatHistoryItem[];
  readonly tooling: Tooling;
  readonly functions: ChatModelFunctions | undefined;
  readonly grammar: LlamaGrammar | undefined;
  readonly chunk: ReturnType<typeof chunksOf>;
  readonly place: Place;
  readonly repeatPenalty: number;
}

/** Reads the prompt, then writes the answer. */
async function* write(
  loaded: LoadedModel,
  { question, tokens, history, tooling, functions, grammar, chunk, place, repeatPenalty }: Asking,
  signal: AbortSignal,
): AsyncGenerator<ChatCompletionChunk> {
  const { sequence } = place;
  const { llama, threads, pace } = loaded;
  const odds = question.logprobs ? new Odds(place, question.top_logprobs) : undefined;
  const cached = await prefill(place, { tokens, llama, pace, threads: threads.prompt }, signal);
  const onTokens = pacing(isRepeatable(question) ? threads.answer.fixed() : threads.answer, llama);
  const before = sequence.tokenMeter.getState();
  // without what asking for likelihoods has the engine do over again
  const usage = (): Usage => {
    const written = sequence.tokenMeter.diff(before).usedOutputTokens - (odds?.again ?? 0);
    return toUsage(tokens.length, written, cached);
  };
  const room = loaded.contextSize - tokens.length - 1;
  const stream = generate(
    { ...place, odds, onTokens, history, grammar, functions },
    {
      ...sampling(question, repeatPenalty),
      maxTokens: Math.min(question.max_output_tokens, room),
      // 1 and not the default tenth of the context: the prompt fits, so no part of it may be dropped
      contextShift: { size: 1 },
    },
    signal,
  );
  let result = await stream.next();
  let forced = "";
  for (; !result.done; result = await stream.next())
    if (tooling.kind === "forced") forced += textOf(result.value.delta);
    else yield chunk({ ...result.value, usage: usage() });
  const calls = tooling.kind === "forced" ? [forcedCall(forced)] : callsOf(result.value);
  const made = calls.flatMap((call) => call ?? []);
  if (made.length) yield chunk({ delta: { tool_calls: made } });
  const cut = result.value.metadata.stopReason === "maxTokens";
  const finish = made.length ? "tool_calls" : cut ? "length" : "stop";
  yield chunk({ delta: {}, finish, usage: usage() });
}

/**
 * A seed asks for the same text again, and another number of threads rounds otherwise. A conversation that is kept goes on
 * from what was read before, in whatever pieces that was: it rounds otherwise each time.
 */
const isRepeatable = ({ seed, state_folder: folder }: Question): boolean => seed >= 0 && !folder;

const textOf = (delta: Delta): string => ("content" in delta ? delta.content : "");

const callsOf = ({ functionCalls = [] }: Response): ToolCallDelta[] =>
  functionCalls.map(({ functionName: name, params }, i) => toCall({ name, params }, i));

function checkRoom(tokens: number, contextSize: number, tag: string): void {
  const most = contextSize - answerRoom;
  if (tokens <= most) return;
  throw new PredictorError({
    code: "context_length_exceeded",
    tag,
    param: "messages",
    message:
      `The conversation has ${tokens} tokens, ${tokens - most} more than ${tag} can read (${most}). ` +
      "Attach less, start a new conversation, or choose a model with a larger context.",
  });
}

function sampling(question: Question, repeatPenalty: number): Sampling {
  const { temperature, top_p: topP, seed, stop } = question;
  const { frequency_penalty: frequencyPenalty, presence_penalty: presencePenalty } = question;
  const penalised = repeatPenalty !== 1 || frequencyPenalty !== 0 || presencePenalty !== 0;
  return {
    temperature,
    topP,
    ...(seed >= 0 && { seed }),
    ...(stop.length > 0 && { customStopTriggers: stop }),
    repeatPenalty: penalised
      ? {
          lastTokens: 256,
          penalty: repeatPenalty,
          penalizeNewLine: true,
          frequencyPenalty,
          presencePenalty,
        }
      : false,
  };
}

interface ChunkParts {
  readonly delta: ChatCompletionChunk["choices"][number]["delta"];
  readonly likely?: readonly TokenLogprob[];
  readonly finish?: FinishReason;
  readonly usage?: Usage;
}

function chunksOf(model: string): (parts: ChunkParts) => ChatCompletionChunk {
  const id = `chatcmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  return ({ delta, likely, finish = null, usage }) => ({
    object: "chat.completion.chunk",
    id,
    created,
    model,
    choices: [
      {
        ...{ index: 0, delta, finish_reason: finish },
        ...(likely && { logprobs: { content: likely, refusal: null } }),
      },
    ],
    ...(usage && { usage }),
  });
}

const toUsage = (prompt: number, completion: number, cached: number): Usage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: cached },
});
