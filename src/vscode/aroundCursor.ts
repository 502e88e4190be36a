import * as vscode from "vscode";

/** The smallest symbol of more than a line around the cursor; where no language says, the lines between blank ones. */
export async function aroundCursor(
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
