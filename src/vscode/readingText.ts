import * as vscode from "vscode";
import { UserError } from "../platform/errors.ts";
import type { ReadableText } from "../speech/utterance.ts";

/** Something to read, and the document it stands in. */
export interface Source {
  readonly readable: ReadableText;
  /** For people: "greet.ts, lines 3 to 20". */
  readonly title: string;
  /** Undefined for a text that stands in no document. */
  readonly uri: vscode.Uri | undefined;
}

/** The selection, or everything from the cursor's line on when nothing is selected. @throws {UserError} without an editor */
export function selectedText(): Source {
  const { document, selection } = activeEditor();
  return selection.isEmpty ? textFromCursor() : toSource(document, selection);
}

/** From the beginning of the cursor's line to the end of the file. @throws {UserError} without an editor */
export function textFromCursor(): Source {
  const { document, selection } = activeEditor();
  const start = document.lineAt(selection.active.line).range.start;
  return toSource(document, new vscode.Range(start, endOf(document)));
}

/** A whole file: the one that is named, such as by the explorer, or the one in the editor. @throws {UserError} without either */
export async function fileText(uri: vscode.Uri | undefined): Promise<Source> {
  const document = uri ? await vscode.workspace.openTextDocument(uri) : activeEditor().document;
  return toSource(document, new vscode.Range(new vscode.Position(0, 0), endOf(document)));
}

/** A text that stands in no document, such as an answer of the chat: Markdown. */
export function looseText(text: string, title: string): Source {
  return { readable: { text, languageId: "markdown", offset: 0 }, title, uri: undefined };
}

function toSource(document: vscode.TextDocument, range: vscode.Range): Source {
  return {
    readable: {
      text: document.getText(range),
      languageId: document.languageId,
      offset: document.offsetAt(range.start),
    },
    title: titleOf(document, range),
    uri: document.uri,
  };
}

function titleOf(document: vscode.TextDocument, { start, end }: vscode.Range): string {
  const name = document.uri.path.split("/").at(-1) ?? document.uri.path;
  // a selection of whole lines ends at the beginning of the line after them
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  if (start.line === 0 && last >= document.lineCount) return name;
  return last === start.line + 1
    ? vscode.l10n.t("{0}, line {1}", name, last)
    : vscode.l10n.t("{0}, lines {1} to {2}", name, start.line + 1, last);
}

function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor;
  throw new UserError(vscode.l10n.t("Open a file in an editor first: it is read from there."));
}

const endOf = (document: vscode.TextDocument): vscode.Position =>
  document.lineAt(document.lineCount - 1).range.end;
