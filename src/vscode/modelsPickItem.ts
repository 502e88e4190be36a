import * as vscode from "vscode";
import type { InstallState } from "../models/models.ts";
import type { Manifest } from "../predictor/manifest.ts";

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
  if (state.kind !== "absent")
    actions.push({ action: "delete", icon: "trash", tooltip: vscode.l10n.t("Delete") });
  const facts = [stateText(state), licenceText(manifest)];
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
export function aboutModel(manifest: Manifest): string {
  const { description, licence, languages, memory } = manifest;
  return [
    description,
    vscode.l10n.t("Licence: {0}", licence.id) + (licence.note ? `. ${licence.note}` : ""),
    vscode.l10n.t("Languages: {0}", languages.map(languageName).join(", ")),
    ...(memory ? [vscode.l10n.t("Memory in use: about {0}", sizeOf(memory))] : []),
    vscode.l10n.t(
      "It runs on this machine; the download is the only thing that needs the network.",
    ),
  ].join("\n\n");
}

/** 101234567 → "101 MB" */
export function sizeOf(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1e3)} kB`;
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

function stateText(state: InstallState): string {
  if (state.kind === "installed") return vscode.l10n.t("{0} on this machine", sizeOf(state.bytes));
  if (state.kind === "absent") return sizeOf(state.bytes);
  return vscode.l10n.t("{0} of {1} fetched", sizeOf(state.done), sizeOf(state.bytes));
}

const licenceText = ({ licence }: Manifest): string =>
  licence.id === "unclear" ? vscode.l10n.t("licence unclear") : licence.id;

/** "en-US" → "American English", in the editor's language. */
function languageName(tag: string): string {
  return new Intl.DisplayNames([vscode.env.language], { type: "language" }).of(tag) ?? tag;
}
