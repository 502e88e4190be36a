import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Search } from "../../search/search.ts";
import { openRecent } from "./beginnings.ts";
import type { Commands, Report } from "../commands.ts";
import { changedFiles } from "./changes.ts";
import { clearIndex } from "./clear.ts";
import { explainFile } from "./explain.ts";
import { showIndex } from "./indexPick.ts";
import { openFilters } from "./filters.ts";
import { likeFile, likeSelection } from "./like.ts";
import { type AddToChat, openSearchPick } from "./pick.ts";
import { tellPresence } from "./presence.ts";
import type { Node } from "./resultsTree.ts";
import { showResults } from "./results.ts";
import { watchFiles } from "./watch.ts";
import { showIndexStatus } from "./status.ts";

export interface SearchUiParts {
  readonly search: Search;
  /** What this window remembers of this workspace. */
  readonly memory: vscode.Memento;
  readonly report: Report;
  /** Offers the model that meaning needs. */
  readonly offerModel: () => Promise<unknown>;
  readonly addToChat: AddToChat;
}

/** Search by meaning in the editor: the live list, the view that keeps results, the state of the index. */
export function showSearch(parts: SearchUiParts): Disposable & { readonly commands: Commands } {
  const { search, memory } = parts;
  const store = new DisposableStore();
  const files = store.add(watchFiles(search));
  store.add(tellPresence(search));
  store.add(showIndexStatus(search));
  const filters = openFilters();
  const results = store.add(showResults({ ...parts, changes: changedFiles, files }));
  const list = openSearchPick({
    ...parts,
    filters,
    changes: changedFiles,
    recent: openRecent(memory),
    keep: (listed) => results.keep({ ...listed, filters: filters.current() }),
  });
  return {
    commands: {
      ...results.commands,
      "hearth.search": () => list.pick(),
      "hearth.findSimilar": async () => list.pick(await likeSelection()),
      "hearth.relatedFiles": (uri?: vscode.Uri) => list.pick(likeFile(uri)),
      "hearth.searchInFolder": (uri?: vscode.Uri) => {
        if (!uri) return list.press("folder");
        filters.set({ folder: uri.fsPath });
        return list.pick();
      },
      "hearth.searchInLanguage": () => list.press("language"),
      "hearth.searchChanged": () => list.press("changed"),
      "hearth.searchTests": () => list.press("tests"),
      "hearth.clearSearchFilters": () => filters.clear(),
      "hearth.keepResults": () => list.keep(),
      "hearth.findOccurrences": () => list.press("occurrences"),
      "hearth.addResultToChat": (node?: Node, all?: readonly Node[]) =>
        list.isOpen() ? list.press("chat") : results.addToChat(node, all),
      "hearth.explainFile": (uri?: vscode.Uri) => explainFile(search, uri),
      "hearth.showIndex": () => showIndex(search),
      "hearth.pauseIndexing": () => search.pause(),
      "hearth.resumeIndexing": () => search.resume(),
      "hearth.goOnIndexing": () => search.goOn(),
      "hearth.rebuildIndex": () => search.rebuild(),
      "hearth.clearIndex": () => clearIndex(search),
    },
    dispose: () => store.dispose(),
  };
}
