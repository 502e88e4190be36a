import * as vscode from "vscode";
import { blockEnd, startOf } from "../../chat/blocks.ts";
import type { ContextSources } from "../../chat/panelContext.ts";
import type { Attachment, Suggestion } from "../../chat/protocol.ts";
import { renewed } from "../../chat/renew.ts";
import { UserError } from "../../platform/errors.ts";
import { toProblems } from "./problems.ts";
import { slashLike } from "./slash.ts";
import { filesLike, openFileList, symbolsLike } from "./suggest.ts";
import { selectedPieces, toPiece } from "../selection.ts";

/** Places of the workspace that may answer a question; a later item replaces an earlier one. */
export type FindPlaces = (
  question: string,
  signal: AbortSignal,
) => AsyncIterable<readonly FoundPlace[]>;

/** A place that the search found. Lines from 0, `endLine` exclusive. */
export interface FoundPlace {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Path inside it, with "/". */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly text: string;
}

/** What can go with a question: the selection, files, symbols, problems, what the search finds. */
export function toContextSources(find: FindPlaces): ContextSources {
  const list = openFileList();
  return {
    async *suggest(query, signal) {
      if (query.startsWith("/")) {
        yield slashLike(query);
        return;
      }
      const fixed = fixedSuggestions().filter(({ label }) =>
        label.slice(1).startsWith(query.toLowerCase()),
      );
      const files = await filesLike(query, list);
      yield [...fixed, ...files.slice(0, query ? 8 : 5)];
      if (query.length < 2 || signal.aborted) return;
      const symbols = await symbolsLike(query);
      yield [...fixed, ...files.slice(0, 6), ...symbols.slice(0, 6)];
    },

    open: openSuggestion,
    renew: renewPiece,

    async *find(question, signal) {
      for await (const places of find(question, signal)) yield places.map(toFound);
    },
  };
}

function fixedSuggestions(): Suggestion[] {
  const editor = vscode.window.activeTextEditor;
  const name = editor && vscode.workspace.asRelativePath(editor.document.uri);
  const all: Suggestion[] = [];
  if (editor && name && editor.selections.some(({ isEmpty }) => !isEmpty))
    all.push({ kind: "selection", label: "@selection", detail: name });
  if (vscode.workspace.workspaceFolders?.length)
    all.push({
      kind: "codebase",
      label: "@codebase",
      detail: vscode.l10n.t("searched for your question"),
    });
  const problems = toProblems();
  if (problems.length)
    all.push({
      kind: "problems",
      label: "@problems",
      detail: problems.map(({ path }) => path).join(", "),
    });
  return all;
}

/** @throws {UserError} the file is gone, or nothing is selected any more */
async function openSuggestion(suggestion: Suggestion): Promise<readonly Attachment[]> {
  const { kind, line } = suggestion;
  if (kind === "selection") return selectedPieces();
  if (kind === "problems") return toProblems();
  const uri = vscode.Uri.parse(suggestion.uri ?? "", true);
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(uri);
  } catch {
    const name = vscode.workspace.asRelativePath(uri);
    throw new UserError(
      vscode.l10n.t("{0} cannot be read: it may have been deleted, or is not a text.", name),
    );
  }
  return [line === undefined ? wholeOf(document) : symbolAt(document, line)];
}

const wholeOf = (document: vscode.TextDocument): Attachment => ({
  ...toPiece(document, new vscode.Range(0, 0, document.lineCount, 0)),
  whole: true,
});

/** A piece whose file cannot be read right now, but may be there, stays as it is. */
async function renewPiece(piece: Attachment): Promise<Attachment> {
  try {
    const uri = vscode.Uri.parse(piece.uri, true);
    // right after a reload no language server has found any yet
    const [now] =
      piece.kind === "problems" ? toProblems([[uri, vscode.languages.getDiagnostics(uri)]]) : [];
    return now ?? renewed(piece, await textIn(uri));
  } catch {
    return piece;
  }
}

/** What a file holds, with what was not saved yet; undefined when it is gone. @throws it cannot be told */
async function textIn(uri: vscode.Uri): Promise<string | undefined> {
  const shown = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (shown) return shown.getText();
  try {
    await vscode.workspace.fs.stat(uri);
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === "FileNotFound") return undefined;
    throw error;
  }
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** The function or class that is named on this line, with its comment, by its indentation: no language server need run. */
function symbolAt(document: vscode.TextDocument, line: number): Attachment {
  const lines = document.getText().split(/\r?\n/);
  const end = blockEnd(lines, line - 1);
  return toPiece(document, new vscode.Range(startOf(lines, line - 1), 0, end, 0));
}

function toFound({ folder, path, startLine, endLine, text }: FoundPlace): Attachment {
  const uri = vscode.Uri.joinPath(vscode.Uri.file(folder), path);
  return {
    id: `${uri.toString()}:${startLine}`,
    path,
    uri: uri.toString(),
    firstLine: startLine + 1,
    lastLine: endLine,
    // models know what follows a fence by the ending too
    language: /\.(\w+)$/.exec(path)?.[1] ?? "",
    text,
    kind: "found",
  };
}
