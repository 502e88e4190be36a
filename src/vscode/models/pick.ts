import * as vscode from "vscode";
import type { Manifest } from "../../predictor/manifest.ts";
import type { ModelActions } from "./actions.ts";
import { jobs, jobTitle } from "./jobs.ts";
import { toModelItem, type ModelAction, type ModelItem } from "./pickItem.ts";
import { hubItem, matching } from "./pickMatch.ts";
import { orderOf, type ModelRow, type ModelsState } from "./state.ts";

/** The catalogue: download, delete, or take a model for its job. Stays open until it is left. */
export async function manageModels({
  state,
  actions,
  lookAtHub,
  failed,
}: {
  readonly state: Pick<ModelsState, "rows" | "look" | "onChange">;
  readonly actions: Pick<ModelActions, "download" | "remove" | "use">;
  /** Goes on at the hub, with what was typed. */
  readonly lookAtHub: (typed: string) => unknown;
  readonly failed: (error: unknown) => void;
}): Promise<void> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = vscode.l10n.t("Manage Models");
  pick.placeholder = vscode.l10n.t(
    "Enter takes a model for its job; the buttons download and delete",
  );
  pick.ignoreFocusOut = true;
  pick.keepScrollPosition = true;
  // leaves the best in front; not in the published types, ignored where it is unknown
  Object.assign(pick, { sortByLabel: false });

  let rows: readonly ModelRow[] = [];
  const list = (active?: string): void => {
    pick.items = toItems(rows, pick.value.trim());
    const listed = pick.items.filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
    const same = listed.filter(({ manifest }) => manifest && manifest.tag === active);
    pick.activeItems = same.length ? same : listed.slice(0, 1);
  };
  const fill = async (): Promise<void> => {
    pick.busy = true;
    rows = await state.rows();
    list(pick.activeItems[0]?.manifest?.tag);
    pick.busy = false;
  };
  // a download tells ten times a second
  let waiting: NodeJS.Timeout | undefined;
  const again = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void fill().catch(failed);
    }, 1_000);
  };
  const act = (action: ModelAction, manifest: Manifest): void => {
    void actions[action](manifest).then(fill).catch(failed);
  };
  const listening = state.onChange(() => again());
  pick.onDidChangeValue(() => list());
  pick.onDidTriggerItemButton(({ item, button }) => {
    const action = item.actions?.find(({ tooltip }) => tooltip === button.tooltip)?.action;
    if (action && item.manifest) act(action, item.manifest);
  });
  pick.onDidAccept(() => {
    const [item] = pick.activeItems;
    if (item?.manifest) act("use", item.manifest);
    if (item?.lookFor === undefined) return;
    pick.hide();
    lookAtHub(item.lookFor);
  });
  try {
    pick.show();
    void state.look();
    await fill();
    await new Promise<void>((resolve) => pick.onDidHide(() => resolve()));
  } finally {
    listening.dispose();
    clearTimeout(waiting);
    pick.dispose();
  }
}

/** By job, in the order of the view; with words, those that they speak of, and the way to the hub. */
function toItems(rows: readonly ModelRow[], typed: string): ModelItem[] {
  const order = rows.toSorted(
    (a, b) => orderOf(a) - orderOf(b) || a.install.bytes - b.install.bytes,
  );
  const found = jobs.flatMap((kind) => {
    const all = order.filter(({ manifest }) => manifest.kind === kind).map(toModelItem);
    const ofKind = typed ? matching(all, typed) : all;
    const heading: ModelItem = { label: jobTitle(kind), kind: vscode.QuickPickItemKind.Separator };
    return ofKind.length ? [heading, ...ofKind] : [];
  });
  return typed ? [...found, hubItem(typed)] : found;
}
