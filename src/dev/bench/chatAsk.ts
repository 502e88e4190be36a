import { readFileSync } from "node:fs";
import { isAbort } from "../../platform/errors.ts";
import type { ChatCompletionChunk, Message } from "../../predictor/chatTypes.ts";
import type { Predictors } from "../../predictor/predictors.ts";

export interface Answered {
  readonly text: string;
  /** Milliseconds to the first text. */
  readonly firstMs: number;
  /** Tokens of the answer a second, from the first to the last. */
  readonly perSecond: number;
  /** Tokens of the prompt, those of them that were read before, and those of the answer. */
  readonly prompt: number;
  readonly cached: number;
  readonly tokens: number;
}

/** One answer without chance in it, of at most `tokens` (left out: 48); loading the model is not timed. */
export async function ask(
  predictors: Predictors,
  tag: string,
  {
    tokens = 48,
    ...asked
  }: {
    readonly messages: readonly Message[];
    readonly state_folder?: string;
    readonly tokens?: number;
  },
): Promise<Answered> {
  await predictors.load(tag);
  const began = performance.now();
  let first: number | undefined;
  let text = "";
  let usage: ChatCompletionChunk["usage"];
  const values = { ...asked, max_output_tokens: tokens, temperature: 0 };
  for await (const [item] of predictors.run(tag, values)) {
    const chunk = item as ChatCompletionChunk;
    const content = chunk.choices[0]?.delta?.content ?? "";
    if (content) first ??= performance.now();
    text += content;
    usage = chunk.usage ?? usage;
  }
  if (!usage || first === undefined) throw new Error("The answer has no text or no counts.");
  return {
    text,
    firstMs: first - began,
    perSecond: (1000 * (usage.completion_tokens - 1)) / (performance.now() - first),
    prompt: usage.prompt_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
    tokens: usage.completion_tokens,
  };
}

/** Milliseconds from Stop, so long after so many pieces of the answer, until the engine takes the next question. */
export async function stopAfter(
  predictors: Predictors,
  tag: string,
  {
    messages,
    pieces,
    ms,
  }: { readonly messages: readonly Message[]; readonly pieces: number; readonly ms: number },
): Promise<number> {
  const controller = new AbortController();
  let stopped = 0;
  const stop = (): void => {
    stopped = performance.now();
    controller.abort();
  };
  const idle = new Promise<number>((resolve) => {
    const listening = predictors.onState(({ state }) => {
      if (state.kind !== "ready" || !stopped) return;
      listening.dispose();
      resolve(performance.now() - stopped);
    });
  });
  try {
    let seen = 0;
    for await (const _ of predictors.run(tag, { messages }, controller.signal))
      if (++seen === pieces) setTimeout(stop, ms);
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
  return idle;
}

/** About 600 tokens of code with a question; another beginning for each number, so that nothing is reused. */
export function question(number: number): Message[] {
  const code = readFileSync("src/platform/channel.ts", "utf8").slice(0, 2000);
  return [
    { role: "system", content: `Session ${number}. You are a helpful assistant.` },
    { role: "user", content: `Explain this code in detail, part by part.\n\n${code}` },
  ];
}

/** About 2,000 tokens; another beginning for each number. */
export function longQuestion(number: number): Message[] {
  const code = readFileSync("src/platform/channel.ts", "utf8").repeat(2).slice(0, 6400);
  return [
    { role: "system", content: `Conversation ${number}. You are a helpful assistant.` },
    { role: "user", content: `What does this code do?\n\n${code}` },
  ];
}
