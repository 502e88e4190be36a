import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import { UserError } from "../../platform/errors.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { aboutModel } from "./pickItem.ts";
import { makeRoom } from "./space.ts";
import { damageOf, progressText, sizeText } from "./text.ts";
import { working } from "./working.ts";

/**
 * True once the model is on this machine. When it is not, asks first, with its size, licence and what it is; nothing
 * is fetched unasked.
 * @throws {UserError} an unknown model, or the reason why the download failed
 */
export async function offerDownload(
  models: Models,
  tag: string,
  { forecast }: { readonly forecast?: (manifest: Manifest) => Promise<string> } = {},
): Promise<boolean> {
  const manifest = await models.find(tag);
  if (!manifest)
    throw new UserError(
      vscode.l10n.t("No model is called {0}. Choose one with Hearth: Manage Models.", tag),
    );
  const state = await models.state(manifest);
  if (state.kind === "installed") return true;
  const damaged = damageOf(state);
  const download = damaged
    ? vscode.l10n.t("Download Again")
    : vscode.l10n.t("Download {0}", sizeText(state));
  const answer = await vscode.window.showInformationMessage(
    damaged
      ? vscode.l10n.t("{0} is damaged.", manifest.title)
      : vscode.l10n.t("{0} is not on this machine yet.", manifest.title),
    { modal: true, detail: damaged ?? aboutModel(manifest, await forecast?.(manifest)) },
    download,
  );
  if (answer !== download || !(await makeRoom(models, manifest))) return false;
  return downloadModel(models, manifest);
}

/** Fetches a model and shows how far it is. False when the person cancelled: what was fetched is kept. @throws {UserError} */
export async function downloadModel(models: Models, manifest: Manifest): Promise<boolean> {
  const title = vscode.l10n.t("Downloading {0}", manifest.title);
  const whole = await working(title, async (signal, tell) => {
    for await (const progress of models.install(manifest, signal)) {
      const { done, bytes, doing, rate } = progress;
      tell(bytes ? done / bytes : 0, rate ? `${progressText(progress)} · ${doing}` : doing);
    }
    return true;
  });
  return whole ?? false;
}
