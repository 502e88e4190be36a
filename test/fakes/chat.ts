import type { ChatCall, Calls } from "../../src/predictor/calls.ts";
import type { ChatCompletionChunk, FinishReason, Usage } from "../../src/predictor/chatTypes.ts";
import { PredictorError, type PredictorErrorCode } from "../../src/predictor/errors.ts";

/** One piece of an answer, as predictors send it. */
export function chunk({
  text,
  reasoning,
  finish = null,
  usage,
}: {
  text?: string;
  reasoning?: string;
  finish?: FinishReason | null;
  usage?: Usage;
}): ChatCompletionChunk {
  return {
    object: "chat.completion.chunk",
    id: "c1",
    created: 0,
    model: "@test/model",
    choices: [
      {
        index: 0,
        delta: {
          ...(text !== undefined && { content: text }),
          ...(reasoning !== undefined && { reasoning_content: reasoning }),
        },
        finish_reason: finish,
      },
    ],
    ...(usage && { usage }),
  };
}

/** What a fake model does with a request: the pieces that it says, in order; it may throw or wait for the signal. */
export type Script = (call: ChatCall, signal: AbortSignal) => AsyncIterable<ChatCompletionChunk>;

export interface FakeCalls extends Pick<Calls, "chat" | "measure"> {
  readonly asked: ChatCall[];
  /** Tokens that fit; undefined for a model that does not count. A token is a word. */
  contextSize: number | undefined;
  resumes: boolean;
}

/** Calls that answer by `script` and remember what they were asked. */
export function fakeCalls(script: Script): FakeCalls {
  const asked: ChatCall[] = [];
  const fake: FakeCalls = {
    asked,
    contextSize: undefined,
    resumes: false,
    measure: async (_tag, { messages }) => {
      const { contextSize } = fake;
      if (contextSize === undefined) return undefined;
      const words = messages.flatMap(({ content }) => (content ?? "").split(/\s+/));
      return { tokens: words.length, contextSize, ...(fake.resumes && { resumes: true }) };
    },
    chat: (_tag, call, signal: AbortSignal = new AbortController().signal) => {
      asked.push(call);
      return script(call, signal);
    },
  };
  return fake;
}

/** Says the words one by one and ends. */
export const says = (...words: string[]): Script =>
  async function* () {
    for (const text of words) yield chunk({ text });
    yield chunk({ finish: "stop", usage: usage(10, words.length) });
  };

export const usage = (prompt: number, completion: number): Usage => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

/** An answer of three tokens, each piece of which says how many there are so far. */
export const countedAnswer: readonly ChatCompletionChunk[] = [
  chunk({ text: "One", usage: usage(10, 1) }),
  chunk({ text: " two", usage: usage(10, 2) }),
  chunk({ finish: "stop", usage: usage(10, 3) }),
];

export const failure = (code: PredictorErrorCode, param?: string): PredictorError =>
  new PredictorError({ code, tag: "@test/model", message: `It failed: ${code}.`, param });

/** Resolves when the signal is aborted. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
