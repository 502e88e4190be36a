import * as vscode from "vscode";
import { UserError } from "../platform/errors.ts";

/** The text of a file, for showing it. @throws {UserError} it is gone, or is no text */
export async function openDocument(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    throw new UserError(
      vscode.l10n.t(
        "{0} cannot be opened: it may have been moved or deleted.",
        vscode.workspace.asRelativePath(uri),
      ),
    );
  }
}
