import type { ChatHistoryItem, ChatModelFunctionCall, ChatModelSegment } from "node-llama-cpp";
import type { Message } from "../../src/predictor/chatTypes.ts";

/**
 * OpenAI's messages as the engine's history. It always ends with the model's turn: an empty one, or what a last
 * assistant message and the results of its tools hold, with which the model then goes on.
 */
export function toHistory(messages: readonly Message[]): ChatHistoryItem[] {
  const history: ChatHistoryItem[] = [];
  const called = new Set(
    messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id)),
  );
  for (const [i, message] of messages.entries()) {
    // the result of a call stands inside the turn that made it
    if (message.role === "tool" && called.has(message.tool_call_id ?? "")) continue;
    const item = toItem(message, messages.slice(i + 1));
    const last = history.at(-1);
    if (item.type === "model" && last?.type === "model")
      history[history.length - 1] = { ...last, response: [...last.response, ...item.response] };
    else history.push(item);
  }
  if (history.at(-1)?.type !== "model") history.push({ type: "model", response: [] });
  return history;
}

function toItem(
  { role, content, reasoning_content: reasoning, tool_calls: calls = [] }: Message,
  after: readonly Message[],
): ChatHistoryItem {
  const text = content ?? "";
  switch (role) {
    case "system":
    case "developer":
      return { type: "system", text };
    case "assistant":
      return {
        type: "model",
        response: [
          ...(reasoning ? [toThought(reasoning)] : []),
          ...(text ? [text] : []),
          ...calls.map((call) => toFunctionCall(call, after)),
        ],
      };
    case "tool":
      return { type: "user", text: `The result of the tool:\n${text}` };
    default:
      return { type: "user", text };
  }
}

function toFunctionCall(
  { id, function: { name, arguments: written } }: NonNullable<Message["tool_calls"]>[number],
  after: readonly Message[],
): ChatModelFunctionCall {
  const result = after.find((message) => message.tool_call_id === id)?.content ?? "";
  return { type: "functionCall", name, params: parsed(written), result };
}

/** What a model wrote may be no JSON; it then stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const toThought = (text: string): ChatModelSegment => ({
  type: "segment",
  segmentType: "thought",
  text,
  ended: true,
});
