import { randomUUID } from "node:crypto";
import type {
  ChatHistoryItem,
  ChatModelFunctions,
  LlamaChat,
  LlamaChatResponse,
  LLamaChatGenerateResponseOptions,
  LlamaGrammar,
  Token,
} from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";
import { Feed } from "../../src/platform/stream.ts";
import type {
  ChatCompletionChunk,
  ChatTool,
  FinishReason,
  Message,
  ToolCallDelta,
  Usage,
} from "../../src/predictor/chatTypes.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import { Deltas, type Delta } from "./deltas.ts";
import { openGrammar } from "./grammar.ts";
import { toHistory } from "./history.ts";
import type { LoadedModel } from "./load.ts";
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
 * Streams the answer: first the role, then text and thoughts as they come, last why it ended, with the token counts.
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
  const { sequence, chat } = place;
  const { llama, threads } = loaded;
  const { pace } = loaded;
  const cached = await prefill(place, { tokens, llama, pace, threads: threads.prompt }, signal);
  llama.maxThreads = threads.answer;
  const before = sequence.tokenMeter.getState();
  const room = loaded.contextSize - tokens.length - 1;
  const stream = generate(
    { chat, history, grammar, functions },
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
    if (tooling.kind === "forced") forced += textOf(result.value);
    else yield chunk({ delta: result.value });
  const calls = tooling.kind === "forced" ? [forcedCall(forced)] : callsOf(result.value);
  const made = calls.flatMap((call) => call ?? []);
  if (made.length) yield chunk({ delta: { tool_calls: made } });
  const cut = result.value.metadata.stopReason === "maxTokens";
  yield chunk({
    delta: {},
    finish: made.length ? "tool_calls" : cut ? "length" : "stop",
    usage: toUsage(tokens.length, sequence.tokenMeter.diff(before).usedOutputTokens, cached),
  });
}

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

type Sampling = Pick<
  LLamaChatGenerateResponseOptions,
  | "temperature"
  | "topP"
  | "seed"
  | "customStopTriggers"
  | "repeatPenalty"
  | "maxTokens"
  | "contextShift"
>;

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

type Response = LlamaChatResponse<ChatModelFunctions>;

/** Turns the engine's callbacks into a stream. It ends only when the engine has stopped, also when its reader leaves early. */
async function* generate(
  turn: {
    readonly chat: LlamaChat;
    readonly history: ChatHistoryItem[];
    readonly grammar: LlamaGrammar | undefined;
    /** Not together with a grammar. */
    readonly functions: ChatModelFunctions | undefined;
  },
  options: Sampling,
  signal: AbortSignal,
): AsyncGenerator<Delta, Response> {
  const left = new AbortController();
  const feed = new Feed<Delta>();
  const deltas = new Deltas((delta) => feed.push(delta));
  const response = turn.chat.generateResponse(turn.history, {
    ...options,
    ...(turn.grammar
      ? { grammar: turn.grammar }
      : turn.functions && { functions: turn.functions, documentFunctionParams: true }),
    signal: AbortSignal.any([signal, left.signal]),
    onResponseChunk: (part) =>
      deltas.add(part.segmentType === "thought" ? "reasoning_content" : "content", part.text),
  });
  const pour = async (): Promise<void> => {
    try {
      await response;
      deltas.flush();
      feed.end();
    } catch (error) {
      deltas.cancel();
      feed.fail(signal.aborted ? abortError() : error);
    }
  };
  const ended = pour();
  try {
    yield* feed;
    return await response;
  } finally {
    left.abort();
    await ended;
  }
}

interface ChunkParts {
  readonly delta: ChatCompletionChunk["choices"][number]["delta"];
  readonly finish?: FinishReason;
  readonly usage?: Usage;
}

function chunksOf(model: string): (parts: ChunkParts) => ChatCompletionChunk {
  const id = `chatcmpl-${randomUUID()}`;
  const created = Math.floor(Date.now() / 1000);
  return ({ delta, finish = null, usage }) => ({
    object: "chat.completion.chunk",
    id,
    created,
    model,
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...(usage && { usage }),
  });
}

const toUsage = (prompt: number, completion: number, cached: number): Usage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
  prompt_tokens_details: { cached_tokens: cached },
});
