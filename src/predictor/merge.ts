import type {
  ChatCompletion,
  ChatCompletionChunk,
  Logprobs,
  ToolCall,
  ToolCallDelta,
  Usage,
} from "./chatTypes.ts";

type Completed = ChatCompletion["choices"][number];

/**
 * The whole answer of a stream of chunks, with its usage as last seen. A choice that never said why it ended, ended
 * with "stop". @throws {Error} when the stream is empty
 */
export async function mergeChunks(
  chunks: AsyncIterable<ChatCompletionChunk>,
): Promise<ChatCompletion> {
  let first: ChatCompletionChunk | undefined;
  let usage: Usage | undefined;
  const choices = new Map<number, Completed>();
  for await (const chunk of chunks) {
    first ??= chunk;
    usage = chunk.usage ?? usage;
    for (const choice of chunk.choices)
      choices.set(choice.index, extended(choices.get(choice.index), choice));
  }
  if (!first) throw new Error("The stream ended without an answer.");
  const { id, created, model } = first;
  return {
    object: "chat.completion",
    id,
    created,
    model,
    choices: [...choices.values()].sort((a, b) => a.index - b.index),
    ...(usage && { usage }),
  };
}

function extended(
  sofar: Completed | undefined,
  { index, delta, logprobs, finish_reason: reason }: ChatCompletionChunk["choices"][number],
): Completed {
  const before = sofar?.message;
  const reasoning = (before?.reasoning_content ?? "") + (delta?.reasoning_content ?? "");
  const calls = (delta?.tool_calls ?? []).reduce(withPiece, before?.tool_calls ?? []);
  const content = (before?.content ?? "") + (delta?.content ?? "");
  const likely = joined(sofar?.logprobs, logprobs);
  return {
    index,
    message: {
      role: "assistant",
      content: !content && calls.length ? null : content,
      ...(reasoning && { reasoning_content: reasoning }),
      ...(calls.length && { tool_calls: calls }),
    },
    ...(likely && { logprobs: likely }),
    finish_reason: reason ?? sofar?.finish_reason ?? "stop",
  };
}

const joined = (
  before: Logprobs | null | undefined,
  piece: Logprobs | null | undefined,
): Logprobs | null | undefined =>
  before?.content && piece?.content
    ? { ...before, content: [...before.content, ...piece.content] }
    : (piece ?? before);

function withPiece(calls: readonly ToolCall[], piece: ToolCallDelta): readonly ToolCall[] {
  const before = calls[piece.index];
  const call: ToolCall = {
    id: piece.id ?? before?.id ?? "",
    type: "function",
    function: {
      name: (before?.function.name ?? "") + (piece.function?.name ?? ""),
      arguments: (before?.function.arguments ?? "") + (piece.function?.arguments ?? ""),
    },
  };
  return calls.toSpliced(piece.index, 1, call);
}
