import * as vscode from "vscode";
import type { Attachment } from "../../chat/protocol.ts";

const most = 20;

/** Errors and warnings of the active file, else of all files: one piece for each file, each problem with its line of code. */
export function toProblems(
  of: readonly [vscode.Uri, readonly vscode.Diagnostic[]][] = current(),
): Attachment[] {
  return of.flatMap(([uri, all]) => {
    const problems = all
      .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
      .slice(0, most)
      .sort((a, b) => a.range.start.line - b.range.start.line);
    const [first] = problems;
    if (!first) return [];
    const document = vscode.workspace.textDocuments.find(
      (one) => one.uri.toString() === uri.toString(),
    );
    const text = problems.map((problem) => inWords(problem, document)).join("\n");
    const lines = problems.map(({ range }) => range.start.line + 1);
    return [
      {
        id: `problems ${uri.toString()}`,
        path: vscode.workspace.asRelativePath(uri),
        uri: uri.toString(),
        firstLine: Math.min(...lines),
        lastLine: Math.max(...lines),
        language: "",
        text,
        kind: "problems",
      },
    ];
  });
}

function current(): readonly [vscode.Uri, readonly vscode.Diagnostic[]][] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  const own = uri ? vscode.languages.getDiagnostics(uri) : [];
  if (uri && own.some(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning))
    return [[uri, own]];
  return vscode.languages.getDiagnostics().slice(0, 50);
}

/** "line 5, error: Cannot find name 'x'." and the line itself. */
function inWords(
  { range, severity, message, source }: vscode.Diagnostic,
  document: vscode.TextDocument | undefined,
): string {
  const kind = severity === vscode.DiagnosticSeverity.Error ? "error" : "warning";
  const from = source ? ` (${source})` : "";
  const line = range.start.line;
  const code =
    document && line < document.lineCount ? `\n    ${document.lineAt(line).text.trim()}` : "";
  return `line ${line + 1}, ${kind}${from}: ${message}${code}`;
}
