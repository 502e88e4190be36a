import type { ChatCompletionChunk, Message } from "./chatTypes.ts";
import type { Predictors } from "./predictors.ts";

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
}

export interface Embedded {
  /** Numbers a row. */
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
}

export interface SpeechCall {
  readonly text: string;
  readonly voice: string;
  /** 1 is the voice's own speed. */
  readonly speed?: number;
}

/** The three calls that features make. Requests are checked before they reach the predictor, results before they leave. */
export interface Calls {
  chat(tag: string, call: ChatCall, signal?: AbortSignal): AsyncIterable<ChatCompletionChunk>;
  embed(
    tag: string,
    call: { readonly texts: readonly string[]; readonly dimensions?: number },
    signal?: AbortSignal,
  ): Promise<Embedded>;
  speak(tag: string, call: SpeechCall, signal?: AbortSignal): Promise<Spoken>;
}

/** @throws from each call {PredictorError}, with the request field in `param` */
export declare function openCalls(predictors: Predictors): Calls;
