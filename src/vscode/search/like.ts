import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import { aroundCursor } from "../aroundCursor.ts";
import { linesOf } from "./pickItem.ts";
import type { Start } from "./pickList.ts";

/** Characters; models cut what is longer. */
const longest = 2000;

/** Code like the selection, or like the function at the cursor. @throws {UserError} when no file is open */
export async function likeSelection(): Promise<Start> {
  const editor = vscode.window.activeTextEditor;
  if (!editor)
    throw new UserError(
      vscode.l10n.t(
        "Open a file and put the cursor into the code that you want to find the like of.",
      ),
    );
  const { document, selection } = editor;
  const range = selection.isEmpty ? await aroundCursor(document, selection.active) : selection;
  const endLine = range.end.line + (range.end.character > 0 ? 1 : 0);
  const lines = { startLine: range.start.line, endLine: Math.max(endLine, range.start.line + 1) };
  const place = `${vscode.workspace.asRelativePath(document.uri)}:${linesOf(lines)}`;
  return {
    name: vscode.l10n.t("Similar to {0}", place),
    placeholder: vscode.l10n.t("Code like {0}. Type to search for something else.", place),
    query: document.getText(range).slice(0, longest),
    // a text that lies in no folder leaves nothing out of the answer
    like: { path: document.uri.scheme === "file" ? document.uri.fsPath : "/", lines },
  };
}

/** Files that belong to a file: by default the one in the editor. @throws {UserError} when there is none */
export function likeFile(uri = vscode.window.activeTextEditor?.document.uri): Start {
  if (uri && uri.scheme !== "file")
    throw new UserError(
      vscode.l10n.t("Save it to a file of the workspace first: its related files are looked for."),
    );
  if (!uri)
    throw new UserError(vscode.l10n.t("Open a file first: its related files are looked for."));
  const name = vscode.workspace.asRelativePath(uri);
  return {
    name: vscode.l10n.t("Related to {0}", name),
    placeholder: vscode.l10n.t("Files related to {0}. Type to search for something else.", name),
    query: "",
    like: { path: uri.fsPath },
  };
}
