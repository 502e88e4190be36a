import * as vscode from "vscode";

/** Absolute paths of the workspace folders that lie on a disk. */
export const fileFolders = (): string[] =>
  (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath);
