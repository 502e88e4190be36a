import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { Emitter } from "../../platform/event.ts";
import type { IndexState } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";
import { fileFolders } from "../folders.ts";

const pausedKey = "hearth.indexPaused";

/**
 * The search over the folders that the window has at the moment: another set of folders begins another search.
 * Whether it is paused outlives the window, in `memory`.
 */
export function openFolderSearch(
  open: (folders: readonly string[]) => Search,
  memory: vscode.Memento,
): Search {
  const store = new DisposableStore();
  const states = new Emitter<IndexState>();
  let current = start();
  let used = false;

  function start(): Search & { readonly hearing: Disposable } {
    const search = open(fileFolders());
    if (memory.get(pausedKey)) search.pause();
    if (vscode.debug.activeDebugSession) search.presence({ debugging: true });
    return { ...search, hearing: search.onState((state) => states.fire(state)) };
  }

  function setPaused(paused: boolean): void {
    void memory.update(pausedKey, paused || undefined);
    if (paused) current.pause();
    else current.resume();
  }

  function close(): void {
    current.hearing.dispose();
    current.dispose();
  }

  store.add(
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      close();
      current = start();
      states.fire(current.state());
      if (used) current.open().catch(() => {}); // its state tells what went wrong
    }),
  );
  return {
    find(query, options, signal) {
      used = true;
      return current.find(query, options, signal);
    },
    contents(signal) {
      used = true;
      return current.contents(signal);
    },
    findShared: (query, options, signal) => current.findShared(query, options, signal),
    share: (to, signal) => current.share(to, signal),
    open(signal) {
      used = true;
      return current.open(signal);
    },
    settled: (signal) => current.settled(signal),
    changed: (paths) => current.changed(paths),
    presence: (about) => current.presence(about),
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    goOn: () => current.goOn(),
    rebuild: () => current.rebuild(),
    clear() {
      used = false;
      return current.clear();
    },
    explain: (path, signal) => current.explain(path, signal),
    state: () => current.state(),
    onState: states.event,
    dispose: () => {
      store.dispose();
      close();
    },
  };
}
