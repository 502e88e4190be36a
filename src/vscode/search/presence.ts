import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Search } from "../../search/search.ts";
import { onSetting } from "../settings.ts";

/** Keys are told at most so often, in milliseconds: one holds for longer. */
const quiet = 500;

/** Tells the search when the person types or debugs, so that its background work stays out of the way. */
export function tellPresence(search: Search): Disposable {
  const store = new DisposableStore();
  let told = -Infinity;
  store.add(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      // output channels are documents too, and nobody types there
      const typed = contentChanges.length > 0 && ["file", "untitled"].includes(document.uri.scheme);
      if (!typed || Date.now() - told < quiet) return;
      told = Date.now();
      search.presence({ typed: true });
    }),
  );
  const sessions = new Set<string>();
  store.add(
    vscode.debug.onDidStartDebugSession(({ id }) => {
      sessions.add(id);
      search.presence({ debugging: true });
    }),
  );
  store.add(
    vscode.debug.onDidTerminateDebugSession(({ id }) => {
      sessions.delete(id);
      search.presence({ debugging: sessions.size > 0 });
    }),
  );
  // settings travel with every call: this one brings nothing else
  store.add(
    onSetting(
      ["hearth.search.onBattery", "hearth.search.exclude", "hearth.search.maxFileSizeKb"],
      () => search.presence({}),
    ),
  );
  return store;
}
