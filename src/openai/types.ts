import type {
  ChatCompletion,
  ChatCompletionChunk,
  FinishReason,
  Logprobs,
  Usage,
} from "../predictor/chatTypes.ts";

/** OpenAI's client, over predictors on this machine. Same names, same shapes, same errors. */
export interface OpenAIClient {
  readonly chat: { readonly completions: { readonly create: CreateChatCompletion } };
  readonly completions: { readonly create: CreateCompletion };
  readonly embeddings: {
    create(params: EmbeddingParams, options?: RequestOptions): Promise<EmbeddingResponse>;
  };
  readonly models: {
    /** Those that can be asked at once: on this machine, or remote. */
    list(): Promise<{ readonly object: "list"; readonly data: readonly Model[] }>;
    retrieve(id: string): Promise<Model>;
  };
  readonly audio: {
    readonly speech: {
      /** The body is the sound, or events when `stream_format` is "sse". */
      create(params: SpeechParams, options?: RequestOptions): Promise<Response>;
    };
  };
}

/** A model, with what Hearth knows of it beyond OpenAI's fields. */
export interface Model {
  /** The predictor's tag: what other calls take as `model`. */
  readonly id: string;
  readonly object: "model";
  readonly created: number;
  readonly owned_by: string;
  readonly kind: "chat" | "embedding" | "speech";
  /** For people. */
  readonly title: string;
  /** "absent": its first request starts it. */
  readonly state: "absent" | "loading" | "ready" | "busy" | "failed";
  /** Of a speech model; empty when it does not say. */
  readonly voices?: readonly string[];
  /** Host and port, if it does not run on this machine: what is asked of it goes there. */
  readonly remote?: string;
}

export interface RequestOptions {
  /** Stops the work, not only the waiting. */
  readonly signal?: AbortSignal;
}

export interface CreateChatCompletion {
  /** Resolves when the first chunk is there. Leaving the loop stops the answer. */
  (
    params: ChatParams & { readonly stream: true },
    options?: RequestOptions,
  ): Promise<AsyncIterable<ChatCompletionChunk>>;
  (
    params: ChatParams & { readonly stream?: false | null },
    options?: RequestOptions,
  ): Promise<ChatAnswer>;
  (
    params: ChatParams,
    options?: RequestOptions,
  ): Promise<AsyncIterable<ChatCompletionChunk> | ChatAnswer>;
}

/** A whole answer, with the fields that OpenAI's schema wants named even where nothing is to be said. */
export interface ChatAnswer extends Omit<ChatCompletion, "choices"> {
  readonly choices: readonly (ChatCompletion["choices"][number] & {
    readonly message: { readonly refusal: null };
    readonly logprobs: Logprobs | null;
  })[];
}

/** What is honoured. Fields that only name the caller are ignored, others refused; null is as good as left out. */
export interface ChatParams {
  /** The predictor's tag. */
  readonly model: string;
  readonly messages: readonly MessageParam[];
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean } | null;
  readonly max_completion_tokens?: number | null;
  /** The older name of `max_completion_tokens`. */
  readonly max_tokens?: number | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly frequency_penalty?: number | null;
  readonly presence_penalty?: number | null;
  readonly reasoning_effort?: string | null;
  readonly response_format?: object | null;
  readonly stop?: string | readonly string[] | null;
  readonly seed?: number | null;
  /** Functions; tools of another type are refused. */
  readonly tools?: readonly object[] | null;
  /** "auto", "none", "required", or the function that must be called. */
  readonly tool_choice?: string | object | null;
  /** True: each token of the answer's text comes with how likely it was. */
  readonly logprobs?: boolean | null;
  /** With so many of the likeliest tokens in its place, up to 20. */
  readonly top_logprobs?: number | null;
}

export interface MessageParam {
  readonly role: string;
  readonly content?: string | readonly ContentPart[] | null;
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: string;
}

export interface ContentPart {
  readonly type: string;
  readonly text?: string;
}

/** OpenAI's older call: a text instead of a conversation. */
export interface CreateCompletion {
  (
    params: CompletionParams & { readonly stream: true },
    options?: RequestOptions,
  ): Promise<AsyncIterable<Completion>>;
  (
    params: CompletionParams & { readonly stream?: false | null },
    options?: RequestOptions,
  ): Promise<Completion>;
  (
    params: CompletionParams,
    options?: RequestOptions,
  ): Promise<AsyncIterable<Completion> | Completion>;
}

export interface CompletionParams extends Omit<
  ChatParams,
  | "messages"
  | "max_completion_tokens"
  | "reasoning_effort"
  | "response_format"
  | "logprobs"
  | "top_logprobs"
> {
  /** One text, put to the model as a question. */
  readonly prompt: string | readonly string[];
  /** Each token comes with how likely it was, and with so many of the likeliest in its place, up to 5. */
  readonly logprobs?: number | null;
}

/** How likely the tokens of a text were: lists of one length. */
export interface CompletionLogprobs {
  /** One that is no whole character is written as "bytes:\\xf0\\x9f". */
  readonly tokens: readonly string[];
  /** Natural logarithms. */
  readonly token_logprobs: readonly number[];
  /** The likeliest tokens in each place, and the one that stands there. */
  readonly top_logprobs: readonly Readonly<Record<string, number>>[];
  /** Where each token begins in the answer's text, in characters; it goes on from piece to piece. */
  readonly text_offset: readonly number[];
}

/** A whole answer, or a piece of one. */
export interface Completion {
  readonly id: string;
  readonly object: "text_completion";
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly text: string;
    readonly logprobs: CompletionLogprobs | null;
    /** Null in all pieces but the last. */
    readonly finish_reason: FinishReason | null;
  }[];
  readonly usage?: Usage | null;
}

export interface EmbeddingParams {
  readonly model: string;
  /** One text or up to 2048 of them; none empty. */
  readonly input: string | readonly string[];
  /** Default "float". "base64" is float32, little-endian. */
  readonly encoding_format?: "float" | "base64" | null;
  readonly dimensions?: number | null;
}

export interface EmbeddingResponse {
  readonly object: "list";
  readonly data: readonly {
    readonly object: "embedding";
    readonly index: number;
    /** Numbers, or base64 when it was asked for. */
    readonly embedding: readonly number[] | string;
  }[];
  readonly model: string;
  /** Left out when the predictor does not count: a zero would be a lie. */
  readonly usage?: { readonly prompt_tokens: number; readonly total_tokens: number };
}

export interface SpeechParams {
  readonly model: string;
  readonly input: string;
  readonly voice: string;
  /** "wav" (the default), "flac", "opus" (in Ogg), or "pcm": 16-bit little-endian, without a header. */
  readonly response_format?: string | null;
  readonly speed?: number | null;
  readonly stream_format?: "sse" | "audio" | null;
}
