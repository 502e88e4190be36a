import { readFileSync } from "node:fs";
import type { ChatCompletionChunk, Message } from "../../predictor/chatTypes.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { median, report } from "./report.ts";

interface Turn {
  readonly text: string;
  readonly firstMs: number;
  readonly prompt: number;
  readonly cached: number;
}

/**
 * Time to the first token of the first question of a conversation of about 2,000 tokens, and of the second, of which
 * only what is new need be read. Another beginning each round, so that nothing of an earlier one helps.
 */
export async function compareTurns(
  predictors: Predictors,
  { tag, rounds }: { readonly tag: string; readonly rounds: number },
): Promise<void> {
  const firsts: Turn[] = [];
  const seconds: Turn[] = [];
  for (let round = 0; round < rounds; round++) {
    const messages = longQuestion(round);
    const first = await ask(predictors, tag, { messages });
    messages.push(
      { role: "assistant", content: first.text },
      { role: "user", content: "And what happens when the other side is gone?" },
    );
    firsts.push(first);
    seconds.push(await ask(predictors, tag, { messages }));
  }
  const row = (turn: string, all: readonly Turn[]) => ({
    turn,
    "prompt tokens": median(all.map(({ prompt }) => prompt)),
    "already read": median(all.map(({ cached }) => cached)),
    "first token ms": median(all.map(({ firstMs }) => firstMs)),
  });
  const rows = [row("first", firsts), row("second", seconds)];
  const ratio = (rows[1]?.["first token ms"] ?? NaN) / (rows[0]?.["first token ms"] ?? NaN);
  report({
    name: `A second turn: ${tag}, medians of ${rounds} conversations`,
    rows,
    notes: [`second / first: ${ratio.toFixed(3)} (wanted: at most 0.3)`],
  });
}

/** About 2,000 tokens; another beginning for each number. */
export function longQuestion(number: number): Message[] {
  const code = readFileSync("src/platform/channel.ts", "utf8").repeat(2).slice(0, 6400);
  return [
    { role: "system", content: `Conversation ${number}. You are a helpful assistant.` },
    { role: "user", content: `What does this code do?\n\n${code}` },
  ];
}

/** One short answer; loading the model is not timed. */
export async function ask(
  predictors: Predictors,
  tag: string,
  asked: { readonly messages: readonly Message[]; readonly state_folder?: string },
): Promise<Turn> {
  await predictors.load(tag);
  const began = performance.now();
  let first: number | undefined;
  let text = "";
  let usage: ChatCompletionChunk["usage"];
  const values = { ...asked, max_output_tokens: 48, temperature: 0 };
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
    prompt: usage.prompt_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
  };
}
