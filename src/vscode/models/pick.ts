import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { offerDownload } from "./download.ts";
import { removeModel } from "./actions.ts";
import { isDefault, jobs, jobTitle, makeDefault } from "./jobs.ts";
import { toModelItem, type ModelAction, type ModelItem } from "./pickItem.ts";

/** The catalogue: download, delete, or take a model for its job. Stays open until it is left. */
export async function manageModels({
  models,
  failed,
}: {
  readonly models: Models;
  readonly failed: (error: unknown) => void;
}): Promise<void> {
  const pick = vscode.window.createQuickPick<ModelItem>();
  pick.title = vscode.l10n.t("Manage Models");
  pick.placeholder = vscode.l10n.t(
    "Enter takes a model for its job; the buttons download and delete",
  );
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.keepScrollPosition = true;

  const fill = async (): Promise<void> => {
    const active = pick.activeItems[0]?.manifest?.tag;
    pick.busy = true;
    pick.items = await toItems(models);
    const listed = pick.items.filter(({ manifest }) => manifest);
    const same = listed.filter(({ manifest }) => manifest?.tag === active);
    pick.activeItems = same.length ? same : listed.slice(0, 1);
    pick.busy = false;
  };
  const act = (action: ModelAction, manifest: Manifest): void => {
    void perform({ models, action, manifest }).then(fill).catch(failed);
  };
  const listening = models.onChange(() => void fill().catch(failed));
  pick.onDidTriggerItemButton(({ item, button }) => {
    const action = item.actions?.find(({ tooltip }) => tooltip === button.tooltip)?.action;
    if (action && item.manifest) act(action, item.manifest);
  });
  pick.onDidAccept(() => {
    const [item] = pick.activeItems;
    if (item?.manifest) act("use", item.manifest);
  });
  try {
    pick.show();
    await fill();
    await new Promise<void>((resolve) => pick.onDidHide(() => resolve()));
  } finally {
    listening.dispose();
    pick.dispose();
  }
}

async function toItems(models: Models): Promise<ModelItem[]> {
  const known = await models.list();
  const items = await Promise.all(
    known.map(async (manifest) =>
      toModelItem(manifest, {
        state: await models.state(manifest),
        inUse: isDefault(manifest),
      }),
    ),
  );
  return jobs.flatMap((kind) => {
    const ofKind = items.filter(({ manifest }) => manifest?.kind === kind);
    const heading: ModelItem = { label: jobTitle(kind), kind: vscode.QuickPickItemKind.Separator };
    return ofKind.length ? [heading, ...ofKind] : [];
  });
}

async function perform({
  models,
  action,
  manifest,
}: {
  readonly models: Models;
  readonly action: ModelAction;
  readonly manifest: Manifest;
}): Promise<void> {
  if (action === "download") await offerDownload(models, manifest.tag);
  else if (action === "delete") await removeModel(models, manifest);
  else if (await offerDownload(models, manifest.tag)) await makeDefault(manifest);
}
