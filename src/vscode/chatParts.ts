import * as vscode from "vscode";
import type { ChatCompletionChunk } from "../predictor/chatTypes.ts";

/** An editor that shows what a model thinks has this class; today's stable API does not promise it. */
type ThinkingPart = new (value: string) => vscode.LanguageModelTextPart;

/** A piece of an answer as the editor's chat takes it. Thoughts are left out where it has no place for them. */
export function toParts({ choices }: ChatCompletionChunk): vscode.LanguageModelResponsePart[] {
  const { LanguageModelThinkingPart: Thinking } = vscode as {
    readonly LanguageModelThinkingPart?: ThinkingPart;
  };
  const delta = choices[0]?.delta;
  return [
    ...(delta?.reasoning_content && Thinking ? [new Thinking(delta.reasoning_content)] : []),
    ...(delta?.content ? [new vscode.LanguageModelTextPart(delta.content)] : []),
  ];
}
