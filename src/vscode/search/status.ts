import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Hold, IndexState } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";

/** How far the index is, in the status bar: only while it works, rests or has failed. */
export function showIndexStatus(search: Search): Disposable {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem("hearth.index", vscode.StatusBarAlignment.Left, -10),
  );
  item.name = vscode.l10n.t("Hearth Search Index");
  const draw = (state: IndexState): void => {
    void vscode.commands.executeCommand("setContext", "hearth.indexHeld", isHeld(state));
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

/** It waits for something that may take a while, and that the person has not asked for. */
export const isHeld = ({ kind, hold }: IndexState): boolean => kind === "paused" && hold !== "user";

function toShown(state: IndexState) {
  const part = Math.floor(100 * state.share);
  switch (state.kind) {
    case "indexing": {
      const left = toTimeLeft(state);
      const icon = state.hold === "typing" ? "$(sync)" : "$(sync~spin)";
      return {
        text: `${icon} ${part} %${left ? ` · ${left}` : ""}`,
        label: vscode.l10n.t("Hearth reads the files of this folder: {0} percent", part),
        command: "hearth.pauseIndexing",
      };
    }
    case "paused": {
      const why = whyPaused(state);
      return {
        text: `$(debug-pause) ${part} %${isHeld(state) ? ` · ${why}` : ""}`,
        label: vscode.l10n.t("Hearth's search index at {0} percent, {1}", part, why),
        command: isHeld(state) ? "hearth.goOnIndexing" : "hearth.resumeIndexing",
      };
    }
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

/** "paused: on battery". */
export function whyPaused({ hold }: IndexState): string {
  const reasons: Partial<Record<Hold, string>> = {
    battery: vscode.l10n.t("paused: on battery"),
    debugging: vscode.l10n.t("paused: debugging"),
    memory: vscode.l10n.t("paused: little memory"),
  };
  return (hold && reasons[hold]) ?? vscode.l10n.t("paused");
}

/** "12 min", rounded up; undefined while nobody can tell. */
function toTimeLeft({ secondsLeft }: IndexState): string | undefined {
  if (secondsLeft === undefined) return undefined;
  const minutes = Math.ceil(secondsLeft / 60);
  if (minutes <= 1) return vscode.l10n.t("under 1 min");
  return minutes < 90
    ? vscode.l10n.t("{0} min", minutes)
    : vscode.l10n.t("{0} h", Math.ceil(minutes / 60));
}

function toTooltip(state: IndexState): vscode.MarkdownString {
  const commands = ["goOn", "pause", "resume"].map((verb) => `hearth.${verb}Indexing`);
  const tooltip = new vscode.MarkdownString();
  tooltip.isTrusted = { enabledCommands: [...commands, "hearth.showIndex"] };
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
  const now = toSituation(state);
  if (now) tooltip.appendMarkdown(`${now}\n\n`);
  for (const note of [state.note, ...toTeam(state)])
    if (note) tooltip.appendText(note).appendMarkdown("\n\n");
  tooltip.appendMarkdown(toLinks(state).join(" · "));
  return tooltip;
}

/** What the team's index gave, and why it gives nothing now. */
function toTeam({ shared }: IndexState): readonly (string | undefined)[] {
  return [shared?.vectors ? takenFromTeam(shared.vectors) : "", shared?.note];
}

export const takenFromTeam = (vectors: number): string =>
  vscode.l10n.t(
    "Taken from your team's index: {0} parts",
    vectors.toLocaleString(vscode.env.language),
  );

/** Of the files, how many are known by meaning: whole percent, 100 only for all. */
export const meaningPercent = ({ files, meaning }: IndexState): number =>
  files ? Math.floor((100 * meaning) / files) : 0;

/** What it waits for, or how long it will take. */
export function toSituation(state: IndexState): string | undefined {
  switch (state.hold) {
    case "battery":
      return vscode.l10n.t(
        "Waits until the machine is plugged in. The setting `hearth.search.onBattery` changes that.",
      );
    case "debugging":
      return vscode.l10n.t("Waits until you have finished debugging.");
    case "memory":
      return vscode.l10n.t("Waits until other programs need less memory.");
    case "typing":
      return vscode.l10n.t("Waits while you type.");
    case "user":
      return vscode.l10n.t("You have paused it.");
    default: {
      const left = toTimeLeft(state);
      return left && vscode.l10n.t("Time left: {0}", left);
    }
  }
}

function toLinks(state: IndexState): string[] {
  const link = (command: string, label: string): string => `[${label}](command:${command})`;
  const pause = link("hearth.pauseIndexing", vscode.l10n.t("Pause"));
  const resume = link("hearth.resumeIndexing", vscode.l10n.t("Resume"));
  return [
    ...(isHeld(state) ? [link("hearth.goOnIndexing", vscode.l10n.t("Go on anyway"))] : []),
    state.hold === "user" ? resume : pause,
    link("hearth.showIndex", vscode.l10n.t("Show More")),
  ];
}
