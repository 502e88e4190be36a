import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Utterance } from "../../speech/utterance.ts";
import { type Edit, shift, type Span } from "./shift.ts";
import { setting } from "../settings.ts";

/** Marks the sentence and the word that sound in every editor that shows their document, and keeps the sentence in view. */
export interface Mark extends Disposable {
  /** The text that is read, and its document; an undefined address when it stands in none. */
  source(
    uri: string | undefined,
    utterances: readonly Pick<Utterance, "start" | "end" | "words">[],
  ): void;
  /** All sentences, of which those so far are the first: edits that were made meanwhile hold for the others too. */
  extend(utterances: readonly Pick<Utterance, "start" | "end" | "words">[]): void;
  /** Marks a sentence by its index, and a word of it by its own; undefined clears the mark. */
  show(sentence: number | undefined, word?: number): void;
  /** The sentence at a place of the document as it is now, else the next one; undefined where none is left. */
  sentenceAt(uri: string, offset: number): number | undefined;
}

interface Marked {
  readonly uri: string;
  readonly sentences: readonly Span[];
  /** Of each sentence. */
  readonly words: readonly (readonly Span[])[];
  /** What was changed in the document since, first to last. */
  readonly edits: readonly Edit[];
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
  const wordDecoration = store.add(
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor("hearth.spokenWordBackground"),
      // drawn in high contrast alone, where it stands inside the sentence's own
      outline: "2px solid",
      outlineColor: new vscode.ThemeColor("hearth.spokenWordBorder"),
      borderRadius: "2px",
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
  );
  let source: Marked | undefined;
  let sentence: number | undefined;
  let word: number | undefined;
  /** False from when the person scrolls the sentence out of view until it is in view again. */
  let following = true;

  const toRange = (
    { document }: vscode.TextEditor,
    span: Span | undefined,
  ): vscode.Range | undefined => {
    if (!span || span.start === span.end || document.uri.toString() !== source?.uri)
      return undefined;
    return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  };
  const rangeIn = (editor: vscode.TextEditor): vscode.Range | undefined =>
    toRange(editor, sentence === undefined ? undefined : source?.sentences[sentence]);
  const wordIn = (editor: vscode.TextEditor): vscode.Range | undefined => {
    if (sentence === undefined || word === undefined) return undefined;
    return toRange(editor, source?.words[sentence]?.[word]);
  };

  function drawWord(editors: readonly vscode.TextEditor[]): void {
    const isWanted = setting("hearth.speech.markWords");
    for (const editor of editors) {
      const range = isWanted ? wordIn(editor) : undefined;
      editor.setDecorations(wordDecoration, range ? [range] : []);
    }
  }

  function draw(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const range = rangeIn(editor);
      editor.setDecorations(decoration, range ? [range] : []);
    }
    drawWord(editors);
  }

  function reveal(): void {
    if (!following || !setting("hearth.speech.follow")) return;
    for (const editor of vscode.window.visibleTextEditors) {
      const range = rangeIn(editor);
      if (range) editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  function add(utterances: readonly Pick<Utterance, "start" | "end" | "words">[]): void {
    if (!source) return;
    const { edits } = source;
    const moved = (spans: readonly Span[]): readonly Span[] => edits.reduce(shift, spans);
    const added = utterances.slice(source.sentences.length);
    source = {
      ...source,
      sentences: [...source.sentences, ...moved(added)],
      words: [...source.words, ...added.map(({ words }) => moved(words))],
    };
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
      for (const { rangeOffset, rangeLength, text } of edits) {
        const edit = { offset: rangeOffset, length: rangeLength, inserted: text.length };
        source = {
          ...source,
          sentences: shift(source.sentences, edit),
          words: source.words.map((words) => shift(words, edit)),
          edits: [...source.edits, edit],
        };
      }
      draw(vscode.window.visibleTextEditors);
    }),
  );
  return {
    source(uri, utterances) {
      source = uri === undefined ? undefined : { uri, sentences: [], words: [], edits: [] };
      add(utterances);
      [sentence, word] = [undefined, undefined];
      following = true;
      draw(vscode.window.visibleTextEditors);
    },
    extend: add,
    show(now, nowWord) {
      const isSame = now === sentence;
      if (isSame && nowWord === word) return;
      [sentence, word] = [now, nowWord];
      if (isSame) return drawWord(vscode.window.visibleTextEditors);
      draw(vscode.window.visibleTextEditors);
      reveal();
    },
    sentenceAt(uri, offset) {
      if (source?.uri !== uri) return undefined;
      const found = source.sentences.findIndex(({ end }) => end > offset);
      return found < 0 ? undefined : found;
    },
    dispose: () => store.dispose(),
  };
}
