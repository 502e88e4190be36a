import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import { aroundCursor } from "../aroundCursor.ts";
import { commentAround } from "../../speech/code/commentAround.ts";
import { isRecord } from "../../speech/prose/records.ts";
import type { ReadableText } from "../../speech/utterance.ts";

/** Something to read, and what it is called. */
export interface Source {
  readonly readable: ReadableText;
  /** For people: "greet.ts, lines 3 to 20". */
  readonly title: string;
}

/** The selection, or everything from the cursor's line on when nothing is selected. @throws {UserError} without an editor */
export function selectedText(): Source {
  const { document, selection } = activeEditor();
  return selection.isEmpty ? textFromCursor() : toSource(document, selection);
}

/** The selection, or the declaration around the cursor when nothing is selected. @throws {UserError} without an editor */
export async function codeAtCursor(): Promise<Source> {
  const { document, selection } = activeEditor();
  return toSource(
    document,
    selection.isEmpty ? await aroundCursor(document, selection.active) : selection,
  );
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

/** The comment at the cursor, or that of the declaration around it. @throws {UserError} there is none */
export function commentText(): Source {
  const { document, selection } = activeEditor();
  const found = commentAround(document.getText(), {
    languageId: document.languageId,
    offset: document.offsetAt(selection.active),
  });
  if (found) return toSource(document, rangeOf(document, found));
  throw new UserError(
    vscode.l10n.t(
      "There is no comment here. Put the cursor into a comment, or into code that has one above it.",
    ),
  );
}

/** The part of a Markdown file under the cursor's heading. @throws {UserError} no Markdown, no heading */
export async function sectionText(): Promise<Source> {
  const { document, selection } = activeEditor();
  const { sectionAround } = await import("../../speech/prose/sectionAround.ts");
  const found = sectionAround(document.getText(), document.offsetAt(selection.active));
  if (document.languageId !== "markdown" || !found)
    throw new UserError(
      vscode.l10n.t("Put the cursor under a heading of a Markdown file: its section is read."),
    );
  return { ...toSource(document, rangeOf(document, found)), title: found.title };
}

/** What is wrong in the file, worst first in each line, each piece at its place. @throws {UserError} nothing is wrong */
export function problemsText(): Source {
  const { document } = activeEditor();
  const name = nameOf(document);
  const problems = vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .toSorted((a, b) => a.range.start.compareTo(b.range.start) || a.severity - b.severity);
  const [first] = problems;
  if (!first) throw new UserError(vscode.l10n.t("No problem is known in {0}.", name));
  const placed = problems.map(({ range, severity, message }) => {
    const line = range.start.line + 1;
    const text =
      severity === vscode.DiagnosticSeverity.Error
        ? vscode.l10n.t("Line {0}, error: {1}", line, message)
        : vscode.l10n.t("Line {0}, warning: {1}", line, message);
    const start = document.offsetAt(range.start);
    return { text, start, end: Math.max(document.offsetAt(range.end), start + 1) };
  });
  const count =
    problems.length === 1
      ? vscode.l10n.t("One problem in {0}.", name)
      : vscode.l10n.t("{0} problems in {1}.", problems.length, name);
  const { start, end } = placed[0] ?? { start: 0, end: 1 };
  return {
    readable: {
      text: "",
      languageId: "plaintext",
      offset: 0,
      uri: document.uri.toString(),
      pieces: [{ text: count, start, end }, ...placed],
    },
    title: vscode.l10n.t("Problems of {0}", name),
  };
}

/** What is selected in the terminal. The clipboard is as it was afterwards. @throws {UserError} nothing is selected */
export async function terminalText(): Promise<Source> {
  const before = await vscode.env.clipboard.readText();
  const marker = `hearth ${Date.now()}`;
  await vscode.env.clipboard.writeText(marker);
  let text = "";
  try {
    await vscode.commands.executeCommand("workbench.action.terminal.copySelection");
    const copied = await vscode.env.clipboard.readText();
    text = copied === marker ? "" : copied;
  } finally {
    await vscode.env.clipboard.writeText(before);
  }
  if (!text.trim()) throw new UserError(vscode.l10n.t("Select some text in the terminal first."));
  return { readable: { text, languageId: "log", offset: 0 }, title: vscode.l10n.t("Terminal") };
}

/** @throws {UserError} the clipboard holds no text */
export async function clipboardText(): Promise<Source> {
  const text = await vscode.env.clipboard.readText();
  if (!text.trim())
    throw new UserError(vscode.l10n.t("There is no text in the clipboard. Copy some first."));
  const title = vscode.l10n.t("Clipboard");
  return isLog(text)
    ? { readable: { text, languageId: "log", offset: 0 }, title }
    : looseText(text, title);
}

/** At least every third line tells of itself that it goes on in no other, as in a stack trace. */
function isLog(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim());
  return lines.filter(isRecord).length * 3 >= lines.length;
}

/** A text that stands in no document, such as an answer of the chat: Markdown. */
export const looseText = (text: string, title: string): Source => ({
  readable: { text, languageId: "markdown", offset: 0 },
  title,
});

function toSource(document: vscode.TextDocument, range: vscode.Range): Source {
  return {
    readable: {
      text: document.getText(range),
      languageId: document.languageId,
      offset: document.offsetAt(range.start),
      uri: document.uri.toString(),
    },
    title: titleOf(document, range),
  };
}

function titleOf(document: vscode.TextDocument, { start, end }: vscode.Range): string {
  const name = nameOf(document);
  // a selection of whole lines ends at the beginning of the line after them
  const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  if (start.line === 0 && (last >= document.lineCount || isSame(end, endOf(document)))) return name;
  return last === start.line + 1
    ? vscode.l10n.t("{0}, line {1}", name, last)
    : vscode.l10n.t("{0}, lines {1} to {2}", name, start.line + 1, last);
}

const nameOf = ({ uri }: vscode.TextDocument): string => uri.path.split("/").at(-1) ?? uri.path;

/** @throws {UserError} without an editor */
export function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor;
  throw new UserError(vscode.l10n.t("Open a file in an editor first: it is read from there."));
}

const rangeOf = (
  document: vscode.TextDocument,
  { start, end }: { readonly start: number; readonly end: number },
): vscode.Range => new vscode.Range(document.positionAt(start), document.positionAt(end));

const endOf = (document: vscode.TextDocument): vscode.Position =>
  document.lineAt(document.lineCount - 1).range.end;

const isSame = (a: vscode.Position, b: vscode.Position): boolean =>
  a.line === b.line && a.character === b.character;
