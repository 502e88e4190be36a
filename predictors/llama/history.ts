import type { ChatHistoryItem, ChatModelSegment } from "node-llama-cpp";
import type { Message } from "../../src/predictor/chatTypes.ts";

/**
 * OpenAI's messages as the engine's history. It always ends with the model's turn: an empty one, or the text of a last
 * assistant message, which the model then goes on with.
 */
export function toHistory(messages: readonly Message[]): ChatHistoryItem[] {
  const history = messages.map(toItem);
  if (history.at(-1)?.type !== "model") history.push({ type: "model", response: [] });
  return history;
}

function toItem({ role, content, reasoning_content: reasoning }: Message): ChatHistoryItem {
  const text = content ?? "";
  switch (role) {
    case "system":
    case "developer":
      return { type: "system", text };
    case "assistant":
      return {
        type: "model",
        response: [...(reasoning ? [toThought(reasoning)] : []), ...(text ? [text] : [])],
      };
    case "tool":
      return { type: "user", text: `The result of the tool:\n${text}` };
    default:
      return { type: "user", text };
  }
}

const toThought = (text: string): ChatModelSegment => ({
  type: "segment",
  segmentType: "thought",
  text,
  ended: true,
});
