import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Search } from "../../search/search.ts";

/** Milliseconds in which changes are gathered: a branch switch touches thousands of files at once. */
const gather = 300;

/** Tells the index of files that change, in the editor or behind its back. Watches nothing until the index is first used. */
export function watchFiles(search: Search): Disposable {
  const store = new DisposableStore();
  const first = store.add(
    search.onState(({ kind }) => {
      if (kind === "empty") return;
      first.dispose();
      store.add(watch(search));
    }),
  );
  return store;
}

function watch(search: Search): Disposable {
  const store = new DisposableStore();
  const changes = store.add(gatherPaths((paths) => search.changed(paths)));
  const tell = (...uris: readonly vscode.Uri[]): void => {
    for (const { scheme, fsPath } of uris)
      if (scheme === "file" && !/[\\/]\.git[\\/]/.test(fsPath)) changes.add(fsPath);
  };
  const watcher = store.add(vscode.workspace.createFileSystemWatcher("**/*"));
  store.add(watcher.onDidCreate((uri) => tell(uri)));
  store.add(watcher.onDidChange((uri) => tell(uri)));
  store.add(watcher.onDidDelete((uri) => tell(uri)));
  // the watcher leaves out what files.watcherExclude names; what is done in the editor is told all the same
  store.add(vscode.workspace.onDidSaveTextDocument(({ uri }) => tell(uri)));
  store.add(vscode.workspace.onDidDeleteFiles(({ files }) => tell(...files)));
  store.add(
    vscode.workspace.onDidRenameFiles(({ files }) =>
      tell(...files.flatMap(({ oldUri, newUri }) => [oldUri, newUri])),
    ),
  );
  return store;
}

/** Hands on each path once, together with those that come shortly after it. */
export function gatherPaths(
  flush: (paths: readonly string[]) => void,
): Disposable & { add(path: string): void } {
  const paths = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    add(path) {
      paths.add(path);
      timer ??= setTimeout(() => {
        timer = undefined;
        const gathered = [...paths];
        paths.clear();
        flush(gathered);
      }, gather);
    },
    dispose: () => clearTimeout(timer),
  };
}
