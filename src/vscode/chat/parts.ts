import * as vscode from "vscode";
import type { ChatCompletionChunk } from "../../predictor/chatTypes.ts";

/** An editor that shows what a model thinks has this class; today's stable API does not promise it. */
type ThinkingPart = new (value: string) => vscode.LanguageModelTextPart;

/** A piece of an answer as the editor's chat takes it; a tool call comes in one piece. Thoughts are left out where it has no place for them. */
export function toParts({ choices }: ChatCompletionChunk): vscode.LanguageModelResponsePart[] {
  const { LanguageModelThinkingPart: Thinking } = vscode as {
    readonly LanguageModelThinkingPart?: ThinkingPart;
  };
  const delta = choices[0]?.delta;
  return [
    ...(delta?.reasoning_content && Thinking ? [new Thinking(delta.reasoning_content)] : []),
    ...(delta?.tool_calls ?? []).map(
      ({ id = "", function: call }) =>
        new vscode.LanguageModelToolCallPart(id, call?.name ?? "", toInput(call?.arguments)),
    ),
    ...(delta?.content ? [new vscode.LanguageModelTextPart(delta.content)] : []),
  ];
}

/** A predictor of somebody else's may write arguments that are no JSON: then there are none. */
function toInput(text = "{}"): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return {};
  }
}
