/** OpenAI's chat shapes, as far as a local predictor fills them. */
export interface Message {
  readonly role: "system" | "developer" | "user" | "assistant" | "tool";
  readonly content: string | null;
  readonly reasoning_content?: string;
  /** Of an assistant: the tools that it wants called. */
  readonly tool_calls?: readonly ToolCall[];
  /** Of a tool: which call it answers. */
  readonly tool_call_id?: string;
}

/** A tool that a model may ask for. `parameters` is a JSON schema of an object; left out: it takes none. */
export interface ChatTool {
  readonly type: "function";
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
  };
}

/** A call of a tool that the model asks for; `arguments` is JSON as the model wrote it. */
export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

/** A piece of a tool call. The first piece of an index carries id and name, later ones more of the arguments. */
export interface ToolCallDelta {
  readonly index: number;
  readonly id?: string;
  readonly type?: "function";
  readonly function?: { readonly name?: string; readonly arguments?: string };
}

export type FinishReason = "stop" | "length" | "content_filter" | "tool_calls";

/** Token counts by the model's own tokenizer. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
}

/** A token, and how likely the model found it where it stands. */
export interface LikelyToken {
  /** U+FFFD stands for what is no whole character. */
  readonly token: string;
  /** Natural logarithm of its probability, before temperature, penalties or a grammar; −9999 for none at all. */
  readonly logprob: number;
  /** The text in UTF-8; tokens may share a character. Null: it is a sign of the model's own. */
  readonly bytes: readonly number[] | null;
}

/** A token of an answer, and what else could have stood there, likeliest first. */
export interface TokenLogprob extends LikelyToken {
  readonly top_logprobs: readonly LikelyToken[];
}

/** How likely the tokens of an answer's text were, in order; thoughts and calls of tools have none. */
export interface Logprobs {
  readonly content: readonly TokenLogprob[] | null;
  readonly refusal: null;
}

/** How long a conversation is, by the model's own template and tokenizer, and how long it may be. */
export interface ChatLength {
  /** From the first token to where the answer begins. */
  readonly tokens: number;
  /** Tokens that question and answer may have together. */
  readonly contextSize: number;
  /** True when the model goes on with the text of a last message of the assistant. */
  readonly resumes?: boolean;
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
      readonly content?: string | null;
      readonly reasoning_content?: string | null;
      readonly tool_calls?: readonly ToolCallDelta[];
    } | null;
    /** Of the text in `delta`, when they were asked for. */
    readonly logprobs?: Logprobs | null;
    readonly finish_reason: FinishReason | null;
  }[];
  /** Of the answer so far: the last one counts. A model that tells it with each piece tells it of a stopped answer too. */
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
      readonly tool_calls?: readonly ToolCall[];
    };
    readonly logprobs?: Logprobs | null;
    readonly finish_reason: FinishReason;
  }[];
  readonly usage?: Usage;
}
