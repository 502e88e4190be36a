import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Search } from "../../search/search.ts";

/** Milliseconds without a further change until what is listed is looked at again: a branch switch is many changes. */
const calm = 400;

/**
 * Tells that what the search has answered may be old: files have changed, in the editor or behind its back, or the
 * answer came from half an index and it is whole now.
 */
export function followAnswers(search: Search, tell: () => void): Disposable {
  const store = new DisposableStore();
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.add({ dispose: () => clearTimeout(timer) });
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(tell, calm);
  };
  let { kind, revision } = search.state();
  store.add(
    search.onState((state) => {
      const whole = state.kind === "ready" && kind !== "ready";
      // while files are read for the first time, each is a change
      const changed = state.revision !== revision && state.words >= state.files;
      kind = state.kind;
      if (changed || whole) revision = state.revision;
      if (whole) tell();
      else if (changed) soon();
    }),
  );
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === "file" && contentChanges.length) soon();
    }),
  );
  return store;
}
