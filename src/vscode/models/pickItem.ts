import * as vscode from "vscode";
import type { InstallState } from "../../models/models.ts";
import { sizeOf } from "../../models/size.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { languagesText, licenceText, sizeText } from "./text.ts";

export type ModelAction = "download" | "delete" | "use";

interface Action {
  readonly action: ModelAction;
  readonly icon: string;
  readonly tooltip: string;
}

/** A model in the list; without a manifest it is a heading. `actions` are its buttons, in order. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly manifest?: Manifest;
  readonly actions?: readonly Action[];
}

export function toModelItem(
  manifest: Manifest,
  { state, inUse }: { readonly state: InstallState; readonly inUse: boolean },
): ModelItem {
  const here = state.kind === "installed";
  const actions: Action[] = [];
  if (!here)
    actions.push({
      action: "download",
      icon: "cloud-download",
      tooltip: vscode.l10n.t("Download"),
    });
  if (state.kind !== "absent" && !manifest.host)
    actions.push({ action: "delete", icon: "trash", tooltip: vscode.l10n.t("Delete") });
  const facts = manifest.host
    ? [vscode.l10n.t("remote: {0}", manifest.host)]
    : [stateText(state), licenceText(manifest)];
  return {
    manifest,
    actions,
    label: `$(${inUse ? "check" : here ? "circle-filled" : "circle-outline"}) ${manifest.title}`,
    description: (inUse ? [vscode.l10n.t("in use"), ...facts] : facts).join(" · "),
    detail: manifest.description,
    buttons: actions.map(({ icon, tooltip }) => ({
      iconPath: new vscode.ThemeIcon(icon),
      tooltip,
    })),
  };
}

/** What to know before a download: what it is, how it may be used, what it understands. */
export function aboutModel(manifest: Manifest, forecast?: string): string {
  const { description, licence, memory } = manifest;
  return [
    description,
    vscode.l10n.t("Licence: {0}", licenceText(manifest)) +
      (licence.note ? `. ${licence.note}` : ""),
    vscode.l10n.t("Languages: {0}", languagesText(manifest)),
    ...(forecast
      ? [forecast]
      : memory
        ? [vscode.l10n.t("Memory in use: about {0}", sizeOf(memory))]
        : []),
    vscode.l10n.t(
      "It runs on this machine; the download is the only thing that needs the network.",
    ),
  ].join("\n\n");
}

function stateText(state: InstallState): string {
  if (state.kind === "installed") return vscode.l10n.t("{0} on this machine", sizeOf(state.bytes));
  if (state.kind === "absent") return sizeText(state);
  return vscode.l10n.t("{0} of {1} fetched", sizeOf(state.done), sizeText(state));
}
