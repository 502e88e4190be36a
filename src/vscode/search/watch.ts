import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { Emitter, type Event } from "../../platform/event.ts";
import type { Search } from "../../search/search.ts";

/** Milliseconds in which changes are gathered: a branch switch touches thousands of files at once. */
const gather = 300;

/** What becomes of the files of the workspace, in the editor or behind its back. */
export interface FileChanges extends Disposable {
  /** Absolute paths that were saved, created, deleted or renamed; one of a folder stands for all that it holds. */
  readonly onChange: Event<readonly string[]>;
  /** Begins to watch, unless it does already. */
  start(): void;
}

/** Tells the index of files that change. Watches nothing until the index is first used, or somebody starts it. */
export function watchFiles(search: Search): FileChanges {
  const store = new DisposableStore();
  const changes = new Emitter<readonly string[]>();
  let watching = false;
  function start(): void {
    if (watching) return;
    watching = true;
    store.add(watch((paths) => changes.fire(paths)));
  }
  store.add(changes.event((paths) => search.changed(paths)));
  const first = store.add(
    search.onState(({ kind }) => {
      if (kind === "empty") return;
      first.dispose();
      start();
    }),
  );
  return { onChange: changes.event, start, dispose: () => store.dispose() };
}

function watch(hear: (paths: readonly string[]) => void): Disposable {
  const store = new DisposableStore();
  const changes = store.add(gatherPaths(hear));
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
