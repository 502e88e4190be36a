import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import type { Attachment } from "../chat/protocol.ts";
import { UserError } from "../platform/errors.ts";
import { openDocument } from "./document.ts";

/** @throws {UserError} no editor is open */
export function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor;
  throw new UserError(vscode.l10n.t("Open the file that it is about in an editor first."));
}

/** What is selected in the active editor, one piece for each selection. @throws {UserError} nothing is selected */
export function selectedPieces(): Attachment[] {
  const editor = vscode.window.activeTextEditor;
  const selections = editor?.selections.filter((selection) => !selection.isEmpty) ?? [];
  if (!editor || !selections.length)
    throw new UserError(vscode.l10n.t("Select the code that it is about in an editor first."));
  return selections.map((selection) => toPiece(editor.document, selection));
}

/** The text of a range with its place; whole lines, as people count them. */
export function toPiece(document: vscode.TextDocument, { start, end }: vscode.Range): Attachment {
  // a selection that ends before the first character of a line has nothing of that line
  const lastLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return {
    id: randomUUID(),
    path: vscode.workspace.asRelativePath(document.uri),
    uri: document.uri.toString(),
    firstLine: start.line + 1,
    lastLine,
    language: document.languageId,
    text: document.getText(new vscode.Range(start, end)),
  };
}

/** What files hold at these places now, each with its lines; `endLine` is exclusive. @throws {UserError} one is gone */
export const readPieces = (
  places: readonly {
    readonly uri: vscode.Uri;
    readonly startLine: number;
    readonly endLine: number;
  }[],
): Promise<Attachment[]> =>
  Promise.all(
    places.map(async ({ uri, startLine, endLine }) => {
      const document = await openDocument(uri);
      const lines = new vscode.Range(startLine, 0, endLine - 1, Number.MAX_SAFE_INTEGER);
      return toPiece(document, document.validateRange(lines));
    }),
  );

/** Opens the file of a piece with its lines selected. @throws {UserError} the file is gone */
export async function openPiece({ uri, firstLine, lastLine }: Attachment): Promise<void> {
  const document = await openDocument(vscode.Uri.parse(uri, true));
  const all = new vscode.Range(firstLine - 1, 0, lastLine - 1, Number.MAX_SAFE_INTEGER);
  await vscode.window.showTextDocument(document, { selection: document.validateRange(all) });
}
