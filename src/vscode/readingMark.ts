import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../platform/disposable.ts";
import { shift, type Span } from "./readingShift.ts";
import { setting } from "./settings.ts";

/** Marks the sentence that sounds in every editor that shows its document, and keeps it in view. */
export interface Mark extends Disposable {
  /** The text that is read; undefined when it stands in no document. */
  source(uri: vscode.Uri | undefined, spans: readonly Span[]): void;
  /** Marks a sentence by its index; undefined clears the mark. */
  show(sentence: number | undefined): void;
}

export function openMark(): Mark {
  const store = new DisposableStore();
  const decoration = store.add(
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor("hearth.spokenBackground"),
      outline: "1px solid",
      outlineColor: new vscode.ThemeColor("hearth.spokenBorder"),
      overviewRulerColor: new vscode.ThemeColor("hearth.spokenBackground"),
      overviewRulerLane: vscode.OverviewRulerLane.Center,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
  );
  let source: { readonly uri: string; spans: readonly Span[] } | undefined;
  let sentence: number | undefined;
  /** False from when the person scrolls the sentence out of view until it is in view again. */
  let following = true;

  const rangeIn = ({ document }: vscode.TextEditor): vscode.Range | undefined => {
    const span = sentence === undefined ? undefined : source?.spans[sentence];
    if (!span || span.start === span.end || document.uri.toString() !== source?.uri)
      return undefined;
    return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  };

  function draw(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const range = rangeIn(editor);
      editor.setDecorations(decoration, range ? [range] : []);
    }
  }

  function reveal(): void {
    if (!following || !setting("hearth.speech.follow")) return;
    for (const editor of vscode.window.visibleTextEditors) {
      const range = rangeIn(editor);
      if (range) editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  store.add(vscode.window.onDidChangeVisibleTextEditors(draw));
  store.add(
    vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
      const range = rangeIn(textEditor);
      if (range) following = visibleRanges.some((visible) => visible.intersection(range));
    }),
  );
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!source || document.uri.toString() !== source.uri) return;
      // each change is told with offsets of the text before all of them, the last in the text first
      const edits = contentChanges.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
      for (const { rangeOffset, rangeLength, text } of edits)
        source.spans = shift(source.spans, {
          offset: rangeOffset,
          length: rangeLength,
          inserted: text.length,
        });
      draw(vscode.window.visibleTextEditors);
    }),
  );
  return {
    source(uri, spans) {
      source = uri && { uri: uri.toString(), spans };
      sentence = undefined;
      following = true;
      draw(vscode.window.visibleTextEditors);
    },
    show(now) {
      if (now === sentence) return;
      sentence = now;
      draw(vscode.window.visibleTextEditors);
      reveal();
    },
    dispose: () => store.dispose(),
  };
}
