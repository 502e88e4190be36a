import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../platform/disposable.ts";
import type { IndexState } from "../search/protocol.ts";
import type { Search } from "../search/search.ts";

/** How far the index is, in the status bar: only while it works, rests or has failed. */
export function showIndexStatus(search: Search): Disposable {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem("hearth.index", vscode.StatusBarAlignment.Left, -10),
  );
  item.name = vscode.l10n.t("Hearth Search Index");
  const draw = (state: IndexState): void => {
    const shown = toShown(state);
    if (!shown) return item.hide();
    item.text = shown.text;
    item.tooltip = toTooltip(state);
    item.command = shown.command;
    item.accessibilityInformation = { label: shown.label };
    item.show();
  };
  store.add(search.onState(draw));
  return store;
}

function toShown(state: IndexState) {
  const part = partDone(state);
  switch (state.kind) {
    case "indexing":
      return {
        text: `$(sync~spin) ${part} %`,
        label: vscode.l10n.t("Hearth reads the files of this folder: {0} percent", part),
        command: "hearth.pauseIndexing",
      };
    case "paused":
      return {
        text: `$(debug-pause) ${part} %`,
        label: vscode.l10n.t("Hearth's search index is paused at {0} percent", part),
        command: "hearth.resumeIndexing",
      };
    case "failed":
      return {
        text: `$(warning) ${vscode.l10n.t("Search")}`,
        label: vscode.l10n.t("Hearth's search index has failed"),
        command: "hearth.rebuildIndex",
      };
    default:
      return undefined;
  }
}

/** Words count a tenth: they take seconds where meaning takes minutes. 0 … 100. */
function partDone({ files, words, meaning }: IndexState): number {
  return files ? Math.floor((10 * words + 90 * meaning) / files) : 0;
}

function toTooltip(state: IndexState): vscode.MarkdownString {
  const commands = ["hearth.pauseIndexing", "hearth.resumeIndexing", "hearth.rebuildIndex"];
  const link = (command: string, label: string): string => `[${label}](command:${command})`;
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: commands };
  const count = (n: number): string => n.toLocaleString(vscode.env.language);
  tooltip.appendMarkdown(
    vscode.l10n.t(
      "Hearth Search: words of {0}, meaning of {1} out of {2} files",
      count(state.words),
      count(state.meaning),
      count(state.files),
    ),
  );
  tooltip.appendMarkdown("\n\n");
  if (state.note) tooltip.appendText(`${state.note}\n\n`);
  const turn =
    state.kind === "paused"
      ? link("hearth.resumeIndexing", vscode.l10n.t("Resume"))
      : link("hearth.pauseIndexing", vscode.l10n.t("Pause"));
  tooltip.appendMarkdown(`${turn} · ${link("hearth.rebuildIndex", vscode.l10n.t("Rebuild"))}`);
  return tooltip;
}
