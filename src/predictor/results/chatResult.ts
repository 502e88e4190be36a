import type { Broken } from "./broken.ts";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  FinishReason,
  LikelyToken,
  TokenLogprob,
  Usage,
} from "../chatTypes.ts";

type Choice = ChatCompletionChunk["choices"][number];

/**
 * Holds the answer of a chat predictor against rules C3 to C9 and C15 while it streams. A whole completion is passed on as one
 * chunk. Chunks without choices, with an empty delta or without usage are fine.
 */
export async function* checkedChunks(
  items: AsyncIterable<unknown>,
  broken: Broken,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  let first: ChatCompletionChunk | undefined;
  const open = new Map<number, boolean>();
  for await (const item of items) {
    const chunk = toChunk(item, broken);
    first ??= chunk;
    checkSame(chunk, first, broken);
    for (const choice of chunk.choices) checkChoice(choice, open, broken);
    if (chunk.usage) checkUsage(chunk.usage, broken);
    yield chunk;
  }
  if (!open.size) throw broken("C3", "the stream held no answer");
  for (const [index, isOpen] of open)
    if (isOpen) throw broken("C7", `choice ${index} ended without a finish reason`);
}

function toChunk(item: unknown, broken: Broken): ChatCompletionChunk {
  const found = (item ?? {}) as ChatCompletionChunk | ChatCompletion;
  if (!Array.isArray(found.choices))
    throw broken("C3", "an item is neither a ChatCompletionChunk nor a ChatCompletion");
  if (found.object === "chat.completion.chunk") return found;
  if (found.object === "chat.completion") return wholeChunk(found);
  const { object } = found as { readonly object?: unknown };
  throw broken("C5", `object is ${JSON.stringify(object)}, not "chat.completion.chunk"`);
}

const wholeChunk = (completion: ChatCompletion): ChatCompletionChunk => ({
  ...completion,
  object: "chat.completion.chunk",
  choices: completion.choices.map(({ message, ...choice }) => {
    const { tool_calls: calls, ...delta } = message;
    const pieces = calls?.map((call, i) => ({ ...call, index: i }));
    return { ...choice, delta: { ...delta, ...(pieces && { tool_calls: pieces }) } };
  }),
});

function checkSame(chunk: ChatCompletionChunk, first: ChatCompletionChunk, broken: Broken): void {
  const same = [
    ["id", typeof chunk.id === "string"],
    ["created", Number.isFinite(chunk.created)],
    ["model", typeof chunk.model === "string"],
  ] as const;
  for (const [field, isThere] of same) {
    if (!isThere) throw broken("C5", `a chunk has no ${field}`);
    if (chunk[field] !== first[field])
      throw broken(
        "C5",
        `${field} changed from ${first[field]} to ${chunk[field]} within one answer`,
      );
  }
}

const reasons: readonly string[] = [
  "stop", "length", "content_filter", "tool_calls",
] satisfies FinishReason[]; // prettier-ignore

/** `open` holds each choice that was seen, and whether it still goes on. */
function checkChoice(choice: Choice, open: Map<number, boolean>, broken: Broken): void {
  const { index, delta, logprobs, finish_reason: reason } = choice;
  if (open.get(index) === false)
    throw broken("C7", `choice ${index} goes on after its finish reason`);
  for (const text of [delta?.content, delta?.reasoning_content])
    if (text !== undefined && text !== null && typeof text !== "string")
      throw broken("C4", `a delta of choice ${index} is ${typeof text}, not text`);
  if (reason && !reasons.includes(reason))
    throw broken("C7", `the finish reason "${reason}" is none of ${reasons.join(", ")}`);
  if (logprobs && !areLogprobs(logprobs.content ?? []))
    throw broken("C15", `the logprobs of choice ${index} are no tokens with a number up to 0 each`);
  open.set(index, !reason);
}

const isLikely = ({ token, logprob }: LikelyToken): boolean =>
  typeof token === "string" && Number.isFinite(logprob) && logprob <= 0;

const areInOrder = (tokens: readonly LikelyToken[]): boolean =>
  Array.isArray(tokens) &&
  tokens.every((token, i) => isLikely(token) && token.logprob <= (tokens[i - 1]?.logprob ?? 0));

const areLogprobs = (content: readonly TokenLogprob[]): boolean =>
  Array.isArray(content) &&
  content.every((likely) => isLikely(likely) && areInOrder(likely.top_logprobs));

function checkUsage(usage: Usage, broken: Broken): void {
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  if (![prompt, completion, total].every((count) => Number.isInteger(count) && count >= 0))
    throw broken("C9", "usage holds something else than whole numbers");
  if (prompt + completion !== total)
    throw broken("C9", `the usage of ${prompt} and ${completion} tokens adds up to ${total}`);
}
