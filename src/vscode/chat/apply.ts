import * as vscode from "vscode";
import { keepsBrackets } from "../../chat/brackets.ts";
import { toChange, type Place } from "../../chat/change.ts";
import type { Attachment } from "../../chat/protocol.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { UserError } from "../../platform/errors.ts";
import type { Commands } from "../commands.ts";

/** Suggested code on its way into a file: nothing is changed before the person says so. */
export interface Changes extends Disposable {
  /** Opens the file beside what it would be. @throws {UserError} there is no file to change, or it has the code already */
  show(code: string, pieces: readonly Attachment[]): Promise<void>;
  readonly commands: Commands;
}

interface Pending {
  readonly uri: vscode.Uri;
  /** What the file held when the change was shown. */
  readonly before: string;
  readonly after: string;
  readonly again: () => Promise<void>;
}

const scheme = "hearth-change";

export function showChanges(): Changes {
  const store = new DisposableStore();
  const pending = new Map<string, Pending>();
  let count = 0;
  store.add(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) => pending.get(uri.toString())?.after ?? "",
    }),
  );
  store.add(
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void pending.delete(uri.toString())),
  );

  async function show(code: string, pieces: readonly Attachment[]): Promise<void> {
    const { document, after } = await findChange(code, pieces);
    const before = document.getText();
    const name = vscode.workspace.asRelativePath(document.uri);
    if (after === before)
      throw new UserError(vscode.l10n.t("{0} has this code already: nothing would change.", name));
    // a number, because a document of the same address would keep its old text
    const suggested = document.uri.with({ scheme, query: String(++count) });
    const again = (): Promise<void> => show(code, pieces);
    pending.set(suggested.toString(), { uri: document.uri, before, after, again });
    // a small model, or one that was stopped, leaves brackets open
    const title = keepsBrackets(before, after)
      ? vscode.l10n.t("{0}: suggested change", name)
      : vscode.l10n.t("{0}: suggested change, its brackets do not match", name);
    await vscode.commands.executeCommand("vscode.diff", document.uri, suggested, title);
  }

  async function accept(): Promise<void> {
    const { tab, change } = activeChange();
    const document = await vscode.workspace.openTextDocument(change.uri);
    if (document.getText() !== change.before) {
      await vscode.window.tabGroups.close(tab);
      await change.again();
      throw new UserError(
        vscode.l10n.t("The file has changed in the meantime. Look at the change once more."),
      );
    }
    const { range, text } = difference(document, change.after);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(change.uri, range, text);
    if (!(await vscode.workspace.applyEdit(edit)))
      throw new UserError(vscode.l10n.t("The file could not be changed: it may be read-only."));
    await vscode.window.tabGroups.close(tab);
    const end = document.positionAt(document.offsetAt(range.start) + text.length);
    await vscode.window.showTextDocument(document, {
      selection: new vscode.Range(range.start, end),
      preview: false,
    });
  }

  function activeChange(): { readonly tab: vscode.Tab; readonly change: Pending } {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const change =
      tab?.input instanceof vscode.TabInputTextDiff
        ? pending.get(tab.input.modified.toString())
        : undefined;
    if (tab && change) return { tab, change };
    throw new UserError(
      vscode.l10n.t("There is no suggested change here. Choose Apply at a code block of the chat."),
    );
  }

  return {
    show,
    commands: {
      "hearth.acceptChange": accept,
      "hearth.discardChange": () => vscode.window.tabGroups.close(activeChange().tab),
    },
    dispose: () => store.dispose(),
  };
}

/** The file that the code is about: one that went with the question, else the one in the active editor. */
async function findChange(
  code: string,
  pieces: readonly Attachment[],
): Promise<{ readonly document: vscode.TextDocument; readonly after: string }> {
  const active = vscode.window.activeTextEditor;
  const targets: { readonly document: vscode.TextDocument; readonly place: Place }[] = [];
  for (const piece of pieces) {
    const document = await openIfThere(vscode.Uri.parse(piece.uri, true));
    if (document) targets.push({ document, place: placeOf(piece, document) });
  }
  if (active?.document.uri.scheme !== scheme && active)
    targets.push({ document: active.document, place: placeAt(active.selection) });
  const changes = targets.map(({ document, place }) => ({
    document,
    ...toChange(document.getText(), code, place),
  }));
  const found = changes.find(({ replaced }) => replaced > 0) ?? changes[0];
  if (!found)
    throw new UserError(vscode.l10n.t("Open the file that the code belongs into, then try again."));
  return { document: found.document, after: found.text };
}

/** The lines of the piece while they are what they were; else after them. A whole file is never replaced. */
function placeOf({ firstLine, lastLine, text }: Attachment, document: vscode.TextDocument): Place {
  const lines = document.getText().split(/\r?\n/);
  const now = lines.slice(firstLine - 1, lastLine).join("\n");
  const whole = lastLine - firstLine + 1 >= lines.length - 1;
  if (!whole && now.includes(text.replaceAll("\r\n", "\n").trim()))
    return { start: firstLine - 1, end: lastLine };
  return { start: Math.min(lastLine, lines.length), end: Math.min(lastLine, lines.length) };
}

/** The selected lines; without a selection the place before the cursor's line. */
function placeAt({ start, end, isEmpty }: vscode.Selection): Place {
  if (isEmpty) return { start: start.line, end: start.line };
  return { start: start.line, end: end.character === 0 ? end.line : end.line + 1 };
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** The one range that differs, so that markers, folds and the cursor elsewhere stay. */
function difference(
  document: vscode.TextDocument,
  after: string,
): { readonly range: vscode.Range; readonly text: string } {
  const before = document.getText();
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const range = new vscode.Range(
    document.positionAt(start),
    document.positionAt(before.length - end),
  );
  return { range, text: after.slice(start, after.length - end) };
}
