import * as vscode from "vscode";
import type { Suggestion } from "../../chat/protocol.ts";

/** What "/" offers at the beginning of a question: its name, the editor's command, the rest of the sentence. */
const slashCommands = (): readonly (readonly [string, string, string])[] => [
  ["/explain", "hearth.explainSelection", vscode.l10n.t("the selected code")],
  ["/fix", "hearth.fixProblem", vscode.l10n.t("the nearest problem")],
  ["/document", "hearth.documentCode", vscode.l10n.t("the selected code")],
  ["/tests", "hearth.writeTests", vscode.l10n.t("for the selected code")],
  ["/edit", "hearth.editCode", vscode.l10n.t("the selected code")],
  ["/new", "hearth.newChat", vscode.l10n.t("chat")],
  ["/history", "hearth.showChatHistory", vscode.l10n.t("earlier chats")],
  ["/find", "hearth.findInChat", vscode.l10n.t("words in this chat")],
  ["/export", "hearth.exportChat", vscode.l10n.t("this chat as Markdown")],
  ["/model", "hearth.chooseChatModel", vscode.l10n.t("which one answers")],
];

/** Those that begin like `query`, which begins with "/". */
export function slashLike(query: string): Suggestion[] {
  return slashCommands()
    .filter(([label]) => label.startsWith(query.toLowerCase()))
    .map(([label, , detail]) => ({ kind: "command", label, detail }));
}

export async function runSlash(label: string): Promise<void> {
  const command = slashCommands().find(([name]) => name === label)?.[1];
  if (command) await vscode.commands.executeCommand(command);
}
