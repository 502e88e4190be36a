import * as vscode from "vscode";
import { exportModels, importModels, type Bundled, type BundleStep } from "../../models/bundle.ts";
import type { Models } from "../../models/models.ts";
import { sizeOf } from "../../models/size.ts";
import { UserError } from "../../platform/errors.ts";
import { working } from "./working.ts";

interface Item extends vscode.QuickPickItem {
  readonly tag: string;
}

/** Copies chosen models into a folder, for machines without any network. */
export async function exportBundle(models: Models): Promise<void> {
  const items: Item[] = [];
  for (const { tag, title, files } of await models.list()) {
    const manifest = await models.find(tag);
    const state = manifest && (await models.state(manifest));
    if (state?.kind === "installed" && files.length)
      items.push({ label: title, description: sizeOf(state.bytes), tag, picked: true });
  }
  if (!items.length)
    throw new UserError(vscode.l10n.t("No model is on this machine yet. Download one first."));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Export Models"),
    placeHolder: vscode.l10n.t("Which models should the folder carry?"),
    canPickMany: true,
  });
  if (!chosen?.length) return;
  const folder = await askFolder(vscode.l10n.t("Export Models into…"), vscode.l10n.t("Export"));
  if (!folder) return;
  const tags = chosen.map(({ tag }) => tag);
  const title = vscode.l10n.t("Exporting models");
  const done = await follow(title, (signal) => exportModels(models, { folder, tags }, signal));
  if (done)
    told(
      done.length === 1
        ? vscode.l10n.t("{0} is in {1}.", done[0]?.title ?? "", folder)
        : vscode.l10n.t("{0} models are in {1}.", done.length, folder),
    );
}

/** Installs the models of such a folder. */
export async function importBundle(models: Models): Promise<void> {
  const folder = await askFolder(vscode.l10n.t("Import Models from…"), vscode.l10n.t("Import"));
  if (!folder) return;
  const title = vscode.l10n.t("Importing models");
  const done = await follow(title, (signal) => importModels(models, folder, signal));
  if (done)
    told(
      done.length === 1
        ? vscode.l10n.t("{0} is on this machine.", done[0]?.title ?? "")
        : vscode.l10n.t("{0} models are on this machine.", done.length),
    );
}

const told = (message: string): void => void vscode.window.showInformationMessage(message);

async function askFolder(title: string, openLabel: string): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      ...{ title, openLabel, canSelectFiles: false, canSelectFolders: true },
    })) ?? [];
  return uri?.fsPath;
}

/** What was done to the end; undefined when it was cancelled. */
async function follow(
  title: string,
  work: (signal: AbortSignal) => AsyncIterable<BundleStep>,
): Promise<readonly Bundled[] | undefined> {
  return working(title, async (signal, tell) => {
    const done: Bundled[] = [];
    for await (const step of work(signal)) {
      if (step.kind === "done") done.push(step);
      else {
        const [is, all] = [sizeOf(step.done), sizeOf(step.bytes)];
        const message = vscode.l10n.t("{0}, {1} of {2}", step.title, is, all);
        tell(step.bytes ? step.done / step.bytes : 0, message);
      }
    }
    return done;
  });
}
