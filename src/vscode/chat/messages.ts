import * as vscode from "vscode";
import type { ChatCall } from "../../predictor/calls.ts";
import type { Message, ToolCall } from "../../predictor/chatTypes.ts";

/** The editor's messages as predictors read them. Results of tools become messages of their own; pictures are left out. */
export function toMessages(
  messages: readonly vscode.LanguageModelChatRequestMessage[],
): readonly Message[] {
  return messages.flatMap(({ role, content }): Message[] => {
    const results = content.filter((part) => part instanceof vscode.LanguageModelToolResultPart);
    const calls = content.filter((part) => part instanceof vscode.LanguageModelToolCallPart);
    const text = content.map(textOf).join("");
    const answers = results.map((part): Message => ({
      role: "tool",
      content: part.content.map(textOf).join(""),
      tool_call_id: part.callId,
    }));
    // a message that only brings results says nothing itself
    if (!text && !calls.length && answers.length) return answers;
    const isModel = role === vscode.LanguageModelChatMessageRole.Assistant;
    const said: Message = {
      role: isModel ? "assistant" : "user",
      content: text,
      ...(calls.length && { tool_calls: calls.map(toToolCall) }),
    };
    return [...answers, said];
  });
}

const toToolCall = ({ callId, name, input }: vscode.LanguageModelToolCallPart): ToolCall => ({
  id: callId,
  type: "function",
  function: { name, arguments: JSON.stringify(input) },
});

/** The tools that the caller offers. */
export function toTools({
  tools = [],
  toolMode,
}: Pick<vscode.ProvideLanguageModelChatResponseOptions, "tools" | "toolMode">): Pick<
  ChatCall,
  "tools" | "toolChoice"
> {
  if (!tools.length) return {};
  const required = toolMode === vscode.LanguageModelChatToolMode.Required;
  return {
    tools: tools.map(({ name, description, inputSchema }) => ({
      type: "function",
      function: { name, description, ...(inputSchema && { parameters: { ...inputSchema } }) },
    })),
    toolChoice: required ? "required" : "auto",
  };
}

function textOf(part: unknown): string {
  if (part instanceof vscode.LanguageModelTextPart) return part.value;
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
