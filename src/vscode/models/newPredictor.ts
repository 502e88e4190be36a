import { join } from "node:path";
import * as vscode from "vscode";
import { dataFolder } from "../../platform/folders.ts";
import type { Kind } from "../../predictor/contract/define.ts";
import { jobs, jobTitle } from "./jobs.ts";
import { setting } from "../settings.ts";

interface KindItem extends vscode.QuickPickItem {
  readonly job: Kind;
}

/** Writes a predictor to begin with, puts its folder into the settings, and opens its module. */
export async function newPredictor(): Promise<void> {
  const title = vscode.l10n.t("New Predictor");
  const items = jobs.map((kind): KindItem => ({ label: jobTitle(kind), description: kind, job: kind })); // prettier-ignore
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t("What should it do?"),
  });
  if (!chosen) return;
  const name = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Its name: small letters, digits and dashes"),
    value: `my-${chosen.job}`,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-z0-9][a-z0-9-]*$/.test(text)
        ? undefined
        : vscode.l10n.t("Small letters, digits and dashes only, such as my-voice."),
  });
  if (!name) return;
  const [parent] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Where Should {0} Lie?", name),
      canSelectFiles: false,
      canSelectFolders: true,
      defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(dataFolder()),
      openLabel: vscode.l10n.t("Write It Here"),
    })) ?? [];
  if (!parent) return;
  const folder = join(parent.fsPath, name);
  const { writeNewPredictor } = await import("../../models/own/newPredictor.ts");
  await writeNewPredictor(chosen.job, folder);
  const folders = setting("hearth.predictors.folders");
  if (!folders.includes(folder))
    await vscode.workspace
      .getConfiguration()
      .update("hearth.predictors.folders", [...folders, folder], vscode.ConfigurationTarget.Global);
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, "index.mjs")));
}
