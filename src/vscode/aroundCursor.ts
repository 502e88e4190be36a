import * as vscode from "vscode";
import { blockEnd, indentOf, nameOf, startOf } from "../chat/blocks.ts";

/** The smallest symbol of more than a line around the cursor; where no language says, the definition by its indentation, else the lines between blank ones. */
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
  return (
    smallestAround(symbols ?? [], cursor) ??
    definitionAround(document, cursor.line) ??
    paragraphAround(document, cursor)
  );
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

/**
 * The innermost definition around a line with the comment above it, by indentation: in any language, and before a server
 * has started. Undefined when there is none.
 */
export function definitionAround(
  document: vscode.TextDocument,
  line: number,
): vscode.Range | undefined {
  const lines = document.getText().split(/\r?\n/);
  let indent = Infinity;
  for (let head = line; head >= 0; head--) {
    const text = lines[head] ?? "";
    const own = indentOf(text);
    if (own >= indent) continue;
    // a variable is a definition too, but seldom what a question is about
    const isSmall = /^\s*(?:export\s+)?(?:const|let|var|val)\b/.test(text);
    const end = blockEnd(lines, head);
    if (nameOf(text) !== undefined && end > line && (!isSmall || end - head > 2))
      return new vscode.Range(startOf(lines, head), 0, end - 1, lines[end - 1]?.length ?? 0);
    if (head < line) indent = own;
  }
  return undefined;
}
