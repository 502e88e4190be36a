import * as vscode from "vscode";
import { onDisk } from "../../models/models.ts";
import { sizeOf } from "../../models/size.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { defaultSettingKeys, jobs } from "./jobs.ts";
import { orderOf, type ModelRow, type ModelsState } from "./state.ts";
import { toJobItem, toModelTreeItem, toMoreItem, type Node } from "./treeItem.ts";
import { onSetting, setting } from "../settings.ts";

/** Milliseconds between two looks at the memory of what runs, while somebody looks too. */
const every = 3_000;

/** The view of all models: by job, what is here and the best for this machine first, then what could be fetched. */
export function showModelsTree(state: ModelsState): Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<Node | undefined>());
  let rows: readonly ModelRow[] = [];

  const here = (row: ModelRow): boolean =>
    row.install.kind !== "absent" || row.progress !== undefined || row.failure !== undefined;
  const first = (row: ModelRow): boolean => here(row) || row.isRecommended || row.isDefault;
  const ofJob = (job: string): ModelRow[] =>
    rows
      .filter(({ manifest }) => manifest.kind === job)
      .toSorted((a, b) => orderOf(a) - orderOf(b) || a.install.bytes - b.install.bytes);
  const toNode = (row: ModelRow): Node => ({ kind: "model", row });

  async function childrenOf(node: Node | undefined): Promise<Node[]> {
    if (!node) {
      void state.look();
      rows = await state.rows();
      describe();
      return jobs.map((job) => ({ kind: "job", job }));
    }
    if (node.kind === "model") return [];
    const all = ofJob(node.job);
    const more = all.filter((row) => !first(row));
    if (node.kind === "more") return more.map(toNode);
    const shelf: Node[] = more.length ? [{ kind: "more", job: node.job, count: more.length }] : [];
    return [...all.filter(first).map(toNode), ...shelf];
  }

  const view = store.add(
    vscode.window.createTreeView<Node>("hearth.models", {
      treeDataProvider: {
        onDidChangeTreeData: changed.event,
        getChildren: childrenOf,
        getTreeItem: (node) => {
          if (node.kind === "job") return toJobItem(node.job);
          if (node.kind === "more")
            return toMoreItem(node.job, node.count, !ofJob(node.job).some(first));
          return toModelTreeItem(node.row);
        },
      },
      showCollapseAll: true,
    }),
  );

  function describe(): void {
    const bytes = rows.reduce((sum, { install }) => sum + onDisk(install), 0);
    view.description = bytes ? vscode.l10n.t("{0} on disk", sizeOf(bytes)) : "";
    view.message = messageFor(rows.some(here));
  }

  // several changes come at once, and a download tells ten times a second
  let waiting: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      if (view.visible) changed.fire(undefined);
    }, 300);
  };
  store.add({ dispose: () => clearTimeout(waiting) });
  store.add(state.onChange(refresh));
  store.add(onSetting([...defaultSettingKeys, "hearth.offline"], refresh));
  store.add(view.onDidChangeVisibility(refresh));
  // another window, or the command line, may have added or fetched something meanwhile
  store.add(vscode.window.onDidChangeWindowState(({ focused }) => focused && refresh()));
  const watch = setInterval(() => {
    const runs = rows.some(({ run }) => run.kind === "ready" || run.kind === "busy");
    if (view.visible && runs) refresh();
  }, every);
  store.add({ dispose: () => clearInterval(watch) });
  return store;
}

/** What stands above the list; an empty message takes no room. */
function messageFor(anyHere: boolean): string {
  if (setting("hearth.offline"))
    return vscode.l10n.t(
      "hearth.offline is on: nothing is fetched. “Import Models…” in the menu above brings models from a folder.",
    );
  return anyHere
    ? ""
    : vscode.l10n.t(
        "No model is here yet. A star marks the one to take on this machine; Enter shows what one is for, its button downloads it.",
      );
}
