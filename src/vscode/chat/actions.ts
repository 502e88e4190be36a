import * as vscode from "vscode";
import type { EditorAction } from "../../chat/protocol.ts";
import { UserError } from "../../platform/errors.ts";
import type { Changes } from "./apply.ts";
import { openPiece } from "../selection.ts";
import { toCommands } from "../../chat/shell.ts";
import { runSlash } from "./slash.ts";

/** What other parts of the chat do for its page. */
export interface Performers {
  addSelection(): unknown;
  addFiles(uris: readonly vscode.Uri[]): unknown;
  /** Puts the focus into the chat's input. */
  focusInput(): unknown;
  readonly changes: Pick<Changes, "show">;
}

/** Does what the chat page wants of the editor. @throws {UserError} there is no editor to insert into, the file is gone */
export async function performAction(
  action: EditorAction,
  { addSelection, addFiles, focusInput, changes }: Performers,
): Promise<void> {
  switch (action.kind) {
    case "open":
      return openPiece(action.attachment);
    case "openPlace":
      return openPlace(action.path, action.line);
    case "copy":
      return vscode.env.clipboard.writeText(action.text);
    case "insert":
      return insert(action.text);
    case "terminal":
      return toTerminal(action.text);
    case "newFile":
      return newFile(action);
    case "readAloud":
      return vscode.commands.executeCommand("hearth.readText", action.text);
    case "chooseModel":
      return chooseModel(focusInput);
    case "addSelection":
      return void (await addSelection());
    case "addFiles":
      return void (await addFiles(action.uris.map((uri) => vscode.Uri.parse(uri, true))));
    case "command":
      return action.label === "/model" ? chooseModel(focusInput) : runSlash(action.label);
    case "apply":
      return changes.show(action.text, action.pieces);
  }
}

/** The editor does not give the focus back to a page by itself. */
async function chooseModel(focusInput: () => unknown): Promise<void> {
  if (await vscode.commands.executeCommand<boolean>("hearth.chooseChatModel")) await focusInput();
}

/** Opens a file that an answer names. A model may have made it up. @throws {UserError} the workspace has no such file */
async function openPlace(path: string, line: number): Promise<void> {
  const [found] = await vscode.workspace.findFiles(`**/${path}`, "**/node_modules/**", 1);
  if (!found) throw new UserError(vscode.l10n.t("There is no {0} in this workspace.", path));
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(found, { selection: new vscode.Range(at, at) });
}

/** Puts the text at the cursor, in place of what is selected, and goes there. */
async function insert(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new UserError(vscode.l10n.t("Open the file that the code belongs into, then try again."));
  const done = await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, text);
  });
  if (!done)
    throw new UserError(vscode.l10n.t("The code could not be inserted: the file is read-only."));
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Puts lines at the prompt of the terminal in front, or of a new one. The person runs them. */
async function toTerminal(text: string): Promise<void> {
  const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
  terminal.show();
  const lines = toCommands(text);
  // pasted as one piece, so that a line end runs nothing
  const piece = lines.length > 1 ? `\u001B[200~${lines.join("\n")}\u001B[201~` : (lines[0] ?? "");
  terminal.sendText(piece, false);
}

async function newFile({ text, language }: { text: string; language: string }): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const id = [language, names[language.toLowerCase()]].find((name) => name && known.includes(name));
  const document = await vscode.workspace.openTextDocument({
    content: text,
    ...(id && { language: id }),
  });
  await vscode.window.showTextDocument(document);
}

/** What models write after the fence, where it is not the editor's id. */
const names: Readonly<Record<string, string>> = {
  ts: "typescript",
  tsx: "typescriptreact",
  js: "javascript",
  jsx: "javascriptreact",
  mjs: "javascript",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "shellscript",
  bash: "shellscript",
  zsh: "shellscript",
  shell: "shellscript",
  ps1: "powershell",
  cs: "csharp",
  "c++": "cpp",
  "c#": "csharp",
  golang: "go",
  kt: "kotlin",
  md: "markdown",
  yml: "yaml",
  docker: "dockerfile",
  make: "makefile",
};
