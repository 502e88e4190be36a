import { basename } from "node:path";
import * as vscode from "vscode";
import { leftovers, removeLeftover, type Leftover } from "../../models/leftovers.ts";
import type { Models } from "../../models/models.ts";
import { crowded, enough, type Spare } from "../../models/quota.ts";
import { sizeOf } from "../../models/size.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { setting } from "../settings.ts";
import { isDefault } from "./jobs.ts";

interface SpareItem extends vscode.QuickPickItem {
  readonly spare: Spare;
}

/**
 * Where the quota of all models has no room for one more, asks which should go; nothing goes unasked. False when it was
 * left without an answer: then the new one is not wanted so much.
 */
export async function makeRoom(models: Models, wanted: Manifest): Promise<boolean> {
  const quota = setting("hearth.models.quotaGb") * 1e9;
  const found = await crowded(models, wanted, { quota, keeps: isDefault });
  if (!found) return true;
  const first = enough(found.spares, found.over);
  const items = found.spares.map((spare): SpareItem => ({
    label: spare.manifest.title,
    description: sizeOf(spare.bytes),
    detail: [
      vscode.l10n.t("last used {0}", new Date(spare.used).toLocaleDateString(vscode.env.language)),
      ...(models.isAdded(spare.manifest.tag)
        ? [vscode.l10n.t("you added it, so it leaves the list too")]
        : []),
    ].join(" · "),
    picked: first.includes(spare),
    spare,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("{0}: {1} More than hearth.models.quotaGb Allows", wanted.title, sizeOf(found.over)), // prettier-ignore
    placeHolder: vscode.l10n.t(
      "{0} of {1} are taken. Delete which, or none?",
      sizeOf(found.taken),
      sizeOf(quota),
    ),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  for (const { spare } of chosen ?? []) await models.remove(spare.manifest);
  return chosen !== undefined;
}

interface LeftoverItem extends vscode.QuickPickItem {
  readonly leftover: Leftover;
}

/** Shows what lies in the folder of models without being one, and deletes what the person chooses. */
export async function cleanUp(models: Models, folder: string): Promise<void> {
  const found = await leftovers(models, folder);
  if (!found.length) {
    const all = vscode.l10n.t("Nothing is left over: every file belongs to a model that is here.");
    void vscode.window.showInformationMessage(all);
    return;
  }
  const chosen = await vscode.window.showQuickPick<LeftoverItem>(
    found.map((leftover) => ({
      label: leftover.tag,
      description: sizeOf(leftover.bytes),
      detail: explain(leftover),
      // half a download may be gone on with: that is the person's to decide
      picked: leftover.kind === "temporary",
      leftover,
    })),
    {
      title: vscode.l10n.t("Clean Up Models"),
      placeHolder: vscode.l10n.t("What should be deleted?"),
      canPickMany: true,
    },
  );
  if (!chosen?.length) return;
  for (const { leftover } of chosen) await removeLeftover(leftover);
  const bytes = chosen.reduce((sum, { leftover }) => sum + leftover.bytes, 0);
  void vscode.window.showInformationMessage(vscode.l10n.t("{0} are free again.", sizeOf(bytes)));
}

const explain = ({ kind, path }: Leftover): string =>
  ({
    unknown: vscode.l10n.t("No list names this model any more"),
    half: vscode.l10n.t("Half a download: fetching the model goes on with it"),
    temporary: vscode.l10n.t("{0}, left by a download that was killed", basename(path)),
  })[kind];
