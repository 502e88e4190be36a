import * as vscode from "vscode";
import { DisposableStore } from "../../platform/disposable.ts";
import { sizeOf } from "../../models/size.ts";
import type { IndexState } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";
import { setting } from "../settings.ts";
import { isHeld, meaningPercent, takenFromTeam, toSituation } from "./status.ts";

/** A line about the index, or something to do with it. */
interface Item extends vscode.QuickPickItem {
  readonly command?: string;
  readonly argument?: string;
}

/** What the index knows, how much room it takes and what can be done with it; follows what happens meanwhile. */
export async function showIndex(search: Search): Promise<void> {
  const store = new DisposableStore();
  const pick = store.add(vscode.window.createQuickPick<Item>());
  pick.title = vscode.l10n.t("Search Index");
  pick.placeholder = vscode.l10n.t("What the search knows of this workspace");
  pick.keepScrollPosition = true;
  const draw = (state: IndexState): void => {
    const active = pick.activeItems[0]?.label;
    pick.busy = state.kind === "indexing";
    pick.items = [...toFacts(state), ...toActions(state)];
    const same = pick.items.find(({ label }) => label === active);
    if (same) pick.activeItems = [same];
  };
  store.add(search.onState(draw));
  draw(search.state());
  pick.show();
  const chosen = new Promise<Item | undefined>((resolve) => {
    store.add(pick.onDidAccept(() => pick.activeItems[0]?.command && resolve(pick.activeItems[0])));
    store.add(pick.onDidHide(() => resolve(undefined)));
  });
  try {
    // its size is known once it is open
    await Promise.race([search.contents(), chosen]);
    draw(search.state());
    const item = await chosen;
    pick.hide();
    if (item?.command) await vscode.commands.executeCommand(item.command, item.argument);
  } finally {
    store.dispose();
  }
}

function toFacts(state: IndexState): Item[] {
  const { files, words, meaning, bytes, shared, note } = state;
  const count = (n: number): string => n.toLocaleString(vscode.env.language);
  const known: Item = {
    iconPath: new vscode.ThemeIcon("list-tree"),
    label: vscode.l10n.t("Words of {0} files, meaning of {1}", count(words), count(meaning)),
    description: files ? vscode.l10n.t("{0} % of {1}", meaningPercent(state), count(files)) : "",
    detail: toSituation(state) ?? "",
  };
  const room: Item = {
    iconPath: new vscode.ThemeIcon("database"),
    label: vscode.l10n.t("{0} on this disk", sizeOf(bytes)),
    description: vscode.l10n.t(
      "all indexes together at most {0} MB",
      count(setting("hearth.search.quotaMb")),
    ),
    detail: vscode.l10n.t("Vectors are shared by all windows, branches and working copies."),
  };
  const team: Item = {
    iconPath: new vscode.ThemeIcon("organization"),
    label: takenFromTeam(shared?.vectors ?? 0),
    detail: shared?.note ?? "",
  };
  const trouble: Item = { iconPath: new vscode.ThemeIcon("warning"), label: note ?? "" };
  return [
    ...(note ? [trouble] : []),
    known,
    room,
    ...(setting("hearth.search.sharedIndex") ? [team] : []),
  ];
}

function toActions(state: IndexState): Item[] {
  const line: Item = {
    label: vscode.l10n.t("Actions"),
    kind: vscode.QuickPickItemKind.Separator,
  };
  const action = (icon: string, label: string, command: string, argument?: string): Item => ({
    iconPath: new vscode.ThemeIcon(icon),
    label,
    command,
    ...(argument && { argument }),
  });
  const { t } = vscode.l10n;
  return [
    line,
    ...(isHeld(state)
      ? [action("debug-continue", t("Go On Indexing Anyway"), "hearth.goOnIndexing")]
      : []),
    state.hold === "user"
      ? action("play", t("Resume Indexing"), "hearth.resumeIndexing")
      : action("debug-pause", t("Pause Indexing"), "hearth.pauseIndexing"),
    action("question", t("Why Is This File Not Indexed?"), "hearth.explainFile"),
    action(
      "exclude",
      t("Leave Files Out…"),
      "workbench.action.openSettings",
      "hearth.search.exclude",
    ),
    ...(setting("hearth.search.sharedIndex")
      ? [action("key", t("Set Shared Index Password"), "hearth.setSharedPassword")]
      : []),
    action("refresh", t("Rebuild Search Index"), "hearth.rebuildIndex"),
    action("trash", t("Clear Search Index"), "hearth.clearIndex"),
  ];
}
