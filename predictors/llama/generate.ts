import {
  type ChatHistoryItem,
  type ChatModelFunctions,
  LlamaChat,
  type LlamaChatResponse,
  type LLamaChatGenerateResponseOptions,
  type LlamaGrammar,
} from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";
import { Feed } from "../../src/platform/stream.ts";
import type { TokenLogprob } from "../../src/predictor/chatTypes.ts";
import { type Delta, Deltas } from "./deltas.ts";
import type { Odds } from "./odds.ts";
import type { Place } from "./sequences.ts";

/** How tokens are chosen, and when to end. */
export type Sampling = Pick<
  LLamaChatGenerateResponseOptions,
  | "temperature"
  | "topP"
  | "seed"
  | "customStopTriggers"
  | "repeatPenalty"
  | "maxTokens"
  | "contextShift"
>;

/** A piece of the answer. */
interface Written {
  readonly delta: Delta;
  /** How likely the tokens of its text were; left out for thoughts and when nobody asks. */
  readonly likely?: readonly TokenLogprob[];
}

export type Response = LlamaChatResponse<ChatModelFunctions>;

/** Turns the engine's callbacks into a stream. It ends only when the engine has stopped, also when its reader leaves early. */
export async function* generate(
  turn: Place & {
    /** Takes note of how likely tokens are; undefined when nobody asks. */
    readonly odds: Odds | undefined;
    /** Hears how many tokens were written, each time. */
    readonly onTokens: (count: number) => void;
    readonly history: ChatHistoryItem[];
    readonly grammar: LlamaGrammar | undefined;
    /** Not together with a grammar. */
    readonly functions: ChatModelFunctions | undefined;
  },
  options: Sampling,
  signal: AbortSignal,
): AsyncGenerator<Written, Response> {
  const left = new AbortController();
  const feed = new Feed<Written>();
  const { odds } = turn;
  const deltas = new Deltas((delta, likely) =>
    feed.push({ delta, ...(odds && "content" in delta && { likely }) }),
  );
  const chat = odds
    ? new LlamaChat({ contextSequence: odds.sequence, chatWrapper: turn.chat.chatWrapper })
    : turn.chat;
  const response = chat.generateResponse(turn.history, {
    ...options,
    ...(turn.grammar
      ? { grammar: turn.grammar }
      : turn.functions && { functions: turn.functions, documentFunctionParams: true }),
    signal: AbortSignal.any([signal, left.signal]),
    onToken: (tokens) => turn.onTokens(tokens.length),
    onResponseChunk: ({ segmentType, text }) => {
      const likely = odds?.take(text);
      if (segmentType === "thought") deltas.add("reasoning_content", text);
      else deltas.add("content", text, likely);
    },
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
    if (odds) chat.dispose();
  }
}
