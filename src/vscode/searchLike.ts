import * as vscode from "vscode";
import { UserError } from "../platform/errors.ts";
import type { Start } from "./searchPickList.ts";

/** Characters; models cut what is longer. */
const longest = 2000;

/** Code like the selection, or like the function at the cursor. @throws {UserError} when no file is open */
export async function likeSelection(): Promise<Start> {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.document.uri.scheme !== "file")
    throw new UserError(
      vscode.l10n.t(
        "Open a file and put the cursor into the code that you want to find the like of.",
      ),
    );
  const { document, selection } = editor;
  const range = selection.isEmpty ? await aroundCursor(document, selection.active) : selection;
  const endLine = range.end.line + (range.end.character > 0 ? 1 : 0);
  const lines = { startLine: range.start.line, endLine: Math.max(endLine, range.start.line + 1) };
  return {
    name: vscode.l10n.t("Similar Code"),
    placeholder: vscode.l10n.t(
      "Code like lines {0} to {1}. Type to search for something else.",
      lines.startLine + 1,
      lines.endLine,
    ),
    query: document.getText(range).slice(0, longest),
    like: { path: document.uri.fsPath, lines },
  };
}

/** Files that belong to a file: by default the one in the editor. @throws {UserError} when there is none */
export function likeFile(uri = vscode.window.activeTextEditor?.document.uri): Start {
  if (uri?.scheme !== "file")
    throw new UserError(vscode.l10n.t("Open a file first: its related files are looked for."));
  const name = vscode.workspace.asRelativePath(uri);
  return {
    name: vscode.l10n.t("Related to {0}", name),
    placeholder: vscode.l10n.t("Files related to {0}. Type to search for something else.", name),
    query: "",
    like: { path: uri.fsPath },
  };
}

/** The smallest symbol of more than a line around the cursor; where no language says, the lines between blank ones. */
async function aroundCursor(
  document: vscode.TextDocument,
  cursor: vscode.Position,
): Promise<vscode.Range> {
  const symbols = await vscode.commands
    .executeCommand<readonly vscode.DocumentSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    )
    .then(undefined, () => undefined);
  return smallestAround(symbols ?? [], cursor) ?? paragraphAround(document, cursor);
}

function smallestAround(
  symbols: readonly Partial<vscode.DocumentSymbol>[],
  cursor: vscode.Position,
): vscode.Range | undefined {
  for (const { range, children } of symbols) {
    // older providers give symbols without their range
    if (!range?.contains(cursor) || range.isSingleLine) continue;
    return smallestAround(children ?? [], cursor) ?? range;
  }
  return undefined;
}

function paragraphAround(document: vscode.TextDocument, cursor: vscode.Position): vscode.Range {
  const blank = (line: number): boolean =>
    line < 0 || line >= document.lineCount || document.lineAt(line).isEmptyOrWhitespace;
  let [start, end] = [cursor.line, cursor.line];
  while (!blank(start - 1)) start--;
  while (!blank(end + 1)) end++;
  return new vscode.Range(start, 0, end, document.lineAt(end).text.length);
}
