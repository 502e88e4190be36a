import * as vscode from "vscode";
import type { Disposable } from "../../platform/disposable.ts";
import { openDocument } from "../document.ts";

/** Somewhere in a file. Lines from 0, `endLine` exclusive. */
export interface Place {
  readonly uri: vscode.Uri;
  readonly startLine: number;
  readonly endLine: number;
  /** Where the cursor goes. */
  readonly line: number;
}

/** Shows places beside an open list, and gives the old view back. */
export interface Preview extends Disposable {
  /** The newest wish wins. The list keeps the focus. @throws {UserError} the file is gone, as `open` does */
  show(place: Place): Promise<void>;
  /** Goes there for good. */
  open(place: Place, beside: boolean): Promise<void>;
  /** Editor, selection and scroll as they were when the preview was opened. */
  restore(): Promise<void>;
}

export function openPreview(): Preview {
  const former = formerView();
  const mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    // high contrast alone has this colour: a bar beside the lines, not a box around each
    borderStyle: "solid",
    borderWidth: "0 0 0 3px",
    borderColor: new vscode.ThemeColor("editor.rangeHighlightBorder"),
  });
  let newest = 0;
  let shown: vscode.Uri | undefined;

  return {
    async show(place) {
      const mine = ++newest;
      const document = await openDocument(place.uri);
      if (mine !== newest) return;
      shown = place.uri;
      const editor = await vscode.window.showTextDocument(document, {
        preview: true,
        preserveFocus: true,
        viewColumn: former.viewColumn ?? vscode.ViewColumn.Active,
      });
      if (mine !== newest) return;
      const lines = new vscode.Range(
        place.startLine,
        0,
        Math.max(place.startLine, place.endLine - 1),
        0,
      );
      editor.setDecorations(mark, [lines]);
      editor.revealRange(
        new vscode.Range(place.line, 0, place.line, 0),
        vscode.TextEditorRevealType.InCenterIfOutsideViewport,
      );
    },
    async open(place, beside) {
      newest++;
      const document = await openDocument(place.uri);
      if (beside) await former.restore(shown);
      const cursor = new vscode.Position(place.line, 0);
      await vscode.window.showTextDocument(document, {
        selection: new vscode.Range(cursor, cursor),
        ...(beside && { viewColumn: vscode.ViewColumn.Beside }),
      });
    },
    async restore() {
      newest++;
      if (shown) await former.restore(shown);
    },
    dispose: () => mark.dispose(),
  };
}

/** What is in the editor now, and the way back to it. */
function formerView() {
  const editor = vscode.window.activeTextEditor;
  const scroll = editor?.visibleRanges[0];
  const selections = editor?.selections;
  const wasPreview = vscode.window.tabGroups.activeTabGroup.activeTab?.isPreview ?? false;
  const opened = new Set(allTabs().map(addressOf));

  async function restore(shown: vscode.Uri | undefined): Promise<void> {
    const tab = allTabs().find((one) => one.isPreview && addressOf(one) === shown?.toString());
    if (editor) {
      const back = await vscode.window.showTextDocument(editor.document, {
        preview: wasPreview,
        ...(editor.viewColumn !== undefined && { viewColumn: editor.viewColumn }),
      });
      if (selections) back.selections = selections;
      if (scroll) back.revealRange(scroll, vscode.TextEditorRevealType.AtTop);
    }
    // a tab that only the preview had opened; when the old view was a preview too, it has taken the tab back already
    if (tab && !opened.has(addressOf(tab)) && allTabs().includes(tab))
      await vscode.window.tabGroups.close(tab, true);
  }

  return { viewColumn: editor?.viewColumn, restore };
}

const allTabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs);

const addressOf = ({ input }: vscode.Tab): string =>
  input instanceof vscode.TabInputText ? input.uri.toString() : "";
