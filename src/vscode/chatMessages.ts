import * as vscode from "vscode";
import type { ChatCall } from "../predictor/call.ts";
import type { Message } from "../predictor/chatTypes.ts";

/** The editor's messages as predictors read them. Parts that are no text are left out. */
export function toMessages(
  messages: readonly vscode.LanguageModelChatRequestMessage[],
): readonly Message[] {
  return messages.map(({ role, content }) => ({
    role: role === vscode.LanguageModelChatMessageRole.Assistant ? "assistant" : "user",
    content: content.map(textOf).join(""),
  }));
}

function textOf(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
  if (part instanceof vscode.LanguageModelToolResultPart) return part.content.map(textOf).join("");
  if (part instanceof vscode.LanguageModelDataPart && part.mimeType.startsWith("text/"))
    return new TextDecoder().decode(part.data);
  return "";
}

/** What other extensions may ask of the sampling, under the names that OpenAI gives it. Anything else is not ours to know. */
export function toSampling(
  options: Readonly<Record<string, unknown>> = {},
): Omit<ChatCall, "messages"> {
  const number = (...names: readonly string[]): number | undefined =>
    names.map((name) => options[name]).find((value) => typeof value === "number");
  const sampling = {
    temperature: number("temperature"),
    topP: number("top_p", "topP"),
    maxTokens: number("max_completion_tokens", "max_tokens", "maxTokens"),
    seed: number("seed"),
  };
  return Object.fromEntries(Object.entries(sampling).filter(([, value]) => value !== undefined));
}
