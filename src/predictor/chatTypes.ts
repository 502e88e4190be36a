/** OpenAI's chat shapes, as far as a local predictor fills them. */
export interface Message {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content: string | null;
  readonly reasoning_content?: string;
}

export type FinishReason = "stop" | "length" | "content_filter" | "tool_calls";

/** Token counts by the model's own tokenizer. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
}

export interface ChatCompletionChunk {
  readonly object: "chat.completion.chunk";
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly delta: {
      readonly role?: "assistant";
      readonly content?: string;
      readonly reasoning_content?: string;
    } | null;
    readonly finish_reason: FinishReason | null;
  }[];
  readonly usage?: Usage | null;
}

export interface ChatCompletion {
  readonly object: "chat.completion";
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: {
      readonly role: "assistant";
      readonly content: string | null;
      readonly reasoning_content?: string;
    };
    readonly finish_reason: FinishReason;
  }[];
  readonly usage?: Usage;
}
