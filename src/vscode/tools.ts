import * as vscode from "vscode";
import { definitions, type ToolName } from "../search/tools/definitions.ts";
import type { Tools } from "../search/tools/tools.ts";
import { toSignal } from "./cancel.ts";

/** Offers the search to every chat model in the editor, ours or not. */
export function offerTools(tools: Tools): vscode.Disposable {
  return vscode.Disposable.from(
    ...definitions.map(({ name }) => vscode.lm.registerTool(name, toTool(name, tools))),
  );
}

function toTool(name: ToolName, tools: Tools): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation: ({ input }) => ({ invocationMessage: messages[name](input) }),
    async invoke(options, token) {
      const text = await fitted(tools, name, { options, signal: toSignal(token) });
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  };
}

/** The answer within the tokens that the model has left for it, as its own tokenizer counts them. */
async function fitted(
  tools: Tools,
  name: ToolName,
  {
    options: { input, tokenizationOptions: tokens },
    signal,
  }: {
    readonly options: vscode.LanguageModelToolInvocationOptions<unknown>;
    readonly signal: AbortSignal;
  },
): Promise<string> {
  if (!tokens) return tools.call(name, input, {}, signal);
  let budget = tokens.tokenBudget;
  for (let tries = 1; ; tries++) {
    const text = await tools.call(name, input, { budget }, signal);
    const count = await tokens.countTokens(text);
    if (count <= tokens.tokenBudget || tries === 3) return text;
    // some tokenizers need more for code than was reckoned
    budget *= (0.9 * tokens.tokenBudget) / count;
  }
}

/** What the chat shows while a tool runs. The input is the model's and may be anything. */
const messages: Record<ToolName, (input: unknown) => string> = {
  hearth_semanticSearch: (input) =>
    vscode.l10n.t("Searching the folder for “{0}”", textOf(input, "query")),
  hearth_findSimilar: (input) => {
    const path = textOf(input, "path");
    return path
      ? vscode.l10n.t("Looking for code like that in {0}", path)
      : vscode.l10n.t("Looking for similar code");
  },
  hearth_indexStatus: () => vscode.l10n.t("Asking how much of the folder is indexed"),
};

function textOf(input: unknown, key: string): string {
  const value = (input as Record<string, unknown> | null | undefined)?.[key];
  return typeof value === "string" ? value.slice(0, 100) : "";
}
