import type { ChatCompletionChunk, ChatLength, ChatTool, Message } from "./chatTypes.ts";
import type { SpokenWord } from "./contract/parameter.ts";

/** One chat request, in the contract's words. Fields that are left out take the predictor's defaults. */
export interface ChatCall {
  readonly messages: readonly Message[];
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly reasoningEffort?: string;
  readonly responseFormat?: Readonly<Record<string, unknown>>;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly tools?: readonly ChatTool[];
  /** "auto", "none", "required", or the name of a tool. */
  readonly toolChoice?: string;
  /** True: each token of the text comes with how likely it was. */
  readonly logprobs?: boolean;
  /** With so many of the likeliest tokens in its place, 0 … 20. */
  readonly topLogprobs?: number;
  /** Absolute path of an existing folder for what was read of this conversation; whoever makes it deletes it. */
  readonly stateFolder?: string;
}

export interface EmbedCall {
  readonly texts: readonly string[];
  /** Left out: the predictor's default. */
  readonly dimensions?: number;
}

export interface Embedded {
  /** Numbers a row; 0 when there were no texts. */
  readonly size: number;
  /** Row-major, texts.length × size. Rows have unit length, so a dot product is the cosine. */
  readonly vectors: Float32Array;
  /** Tokens read, by the model's tokenizer; undefined when the predictor does not say. */
  readonly promptTokens: number | undefined;
}

export interface Spoken {
  /** Interleaved when there is more than one channel; −1 … 1. */
  readonly samples: Float32Array;
  readonly channels: number;
  /** Frames per second. */
  readonly sampleRate: number;
  /** When each word sounds, in order; undefined when the model does not tell. */
  readonly words?: readonly SpokenWord[];
}

export interface SpeechCall {
  readonly text: string;
  readonly voice: string;
  /** 1 is the voice's own speed. */
  readonly speed?: number;
  /** Words and their phonemes in IPA, for voices that take them. */
  readonly pronunciations?: Readonly<Record<string, string>>;
}

/** The three calls that features make. Requests are checked before they reach the predictor, results before they leave. */
export interface Calls {
  chat(tag: string, call: ChatCall, signal?: AbortSignal): AsyncIterable<ChatCompletionChunk>;
  /** How long a conversation is for this model; undefined when it cannot say. Loads the model if needed. */
  measure(
    tag: string,
    call: Pick<ChatCall, "messages" | "tools">,
    signal?: AbortSignal,
  ): Promise<ChatLength | undefined>;
  /** The list may be of any length. */
  embed(tag: string, call: EmbedCall, signal?: AbortSignal): Promise<Embedded>;
  speak(tag: string, call: SpeechCall, signal?: AbortSignal): Promise<Spoken>;
}
