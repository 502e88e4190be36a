import * as vscode from "vscode";
import type { Fit } from "../../models/forecast/fit.ts";
import { onDisk, type Models } from "../../models/models.ts";
import { sizeOf } from "../../models/size.ts";
import { abortError } from "../../platform/errors.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { toSignal } from "../cancel.ts";
import { offerDownload } from "./download.ts";
import { clearDefault, isDefault, makeDefault } from "./jobs.ts";
import { forecastText } from "./text.ts";

/** What can be done with one model. */
export interface ModelActions {
  download(manifest: Manifest): Promise<void>;
  cancel(manifest: Manifest): Promise<void>;
  load(manifest: Manifest): Promise<void>;
  unload(manifest: Manifest): Promise<void>;
  /** Takes it for its job; offers the download first. */
  use(manifest: Manifest): Promise<void>;
  /** Asks first. */
  remove(manifest: Manifest): Promise<void>;
  showFiles(manifest: Manifest): Promise<void>;
}

export function openModelActions({
  models,
  predictors,
  fit,
}: {
  readonly models: Models;
  readonly predictors: Predictors;
  readonly fit: Pick<Fit, "of" | "rough">;
}): ModelActions {
  /** Nobody waits long for a forecast before a question. */
  async function forecast(manifest: Manifest): Promise<string> {
    const { bytes } = await models.state(manifest);
    return forecastText(await fit.of(manifest, AbortSignal.timeout(4_000)).catch(() => fit.rough(manifest, bytes))); // prettier-ignore
  }
  const offer = async (manifest: Manifest): Promise<boolean> => {
    if ((await models.state(manifest)).kind === "installed") return true;
    return offerDownload(models, manifest.tag, { forecast });
  };

  return {
    download: async (manifest) => void (await offer(manifest)),
    cancel: ({ tag }) => models.stop(tag),
    load: async (manifest) => {
      if (!(await offer(manifest))) throw abortError();
      const location = vscode.ProgressLocation.Notification;
      const title = vscode.l10n.t("Starting {0}", manifest.title);
      await vscode.window.withProgress({ location, title, cancellable: true }, (_, token) =>
        predictors.load(manifest.tag, toSignal(token)),
      );
    },
    unload: ({ tag }) => predictors.unload(tag),
    use: async (manifest) => {
      if (await offer(manifest)) await makeDefault(manifest);
    },
    remove: (manifest) => removeModel(models, manifest),
    showFiles: async (manifest) => {
      const folder = vscode.Uri.file(models.folder(manifest));
      await vscode.commands.executeCommand("revealFileInOS", folder);
    },
  };
}

/** Deletes a model's files, after a question that says what that frees. */
export async function removeModel(models: Models, manifest: Manifest): Promise<void> {
  const state = await models.state(manifest);
  const bytes = onDisk(state);
  const yes = vscode.l10n.t("Delete");
  const frees = !bytes ? "" : vscode.l10n.t("This frees {0}.", sizeOf(bytes));
  const again = models.isAdded(manifest.tag)
    ? vscode.l10n.t("You added it, so it leaves the list too.")
    : vscode.l10n.t("It can be downloaded again.");
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t("Delete {0} from this machine?", manifest.title),
    { modal: true, detail: [frees, again].filter(Boolean).join(" ") },
    yes,
  );
  if (answer !== yes) return;
  // nothing may go on naming a model that there is not
  if (models.isAdded(manifest.tag) && isDefault(manifest)) await clearDefault(manifest);
  await models.remove(manifest);
}
