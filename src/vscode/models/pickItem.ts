import * as vscode from "vscode";
import { sizeOf } from "../../models/size.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { doubtOf } from "./pace.ts";
import type { ModelRow } from "./state.ts";
import { languagesText, licenceText, sizeText, stateText, useOf } from "./text.ts";

export type ModelAction = "download" | "remove" | "use";

interface Action {
  readonly action: ModelAction;
  readonly icon: string;
  readonly tooltip: string;
}

/** A model in the list; without a manifest it is a heading, or leads on. `actions` are its buttons, in order. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly manifest?: Manifest;
  /** What to look for at the hub. */
  readonly lookFor?: string;
  readonly actions?: readonly Action[];
}

export function toModelItem(row: ModelRow): ModelItem {
  const { manifest, install, forecast, isDefault, isRecommended } = row;
  const here = install.kind === "installed";
  const actions: Action[] = [];
  if (!here)
    actions.push({
      action: "download",
      icon: "cloud-download",
      tooltip: vscode.l10n.t("Download"),
    });
  if (install.kind !== "absent" && !manifest.host)
    actions.push({ action: "remove", icon: "trash", tooltip: vscode.l10n.t("Delete") });
  const doubt = here ? undefined : doubtOf(forecast);
  const facts = [
    ...useOf(row),
    ...(isRecommended ? [vscode.l10n.t("recommended for this machine")] : []),
    ...(manifest.host
      ? [stateText(row)]
      : [
          ...(install.kind === "absent" ? [] : [stateText(row)]),
          ...(doubt === undefined ? [] : [doubt]),
          ...(install.kind === "partial" ? [] : [sizeText(install)]),
          licenceText(manifest),
        ]),
  ];
  const icon = isDefault ? "check" : here ? "circle-filled" : isRecommended ? "star-full" : "circle-outline"; // prettier-ignore
  return {
    manifest,
    actions,
    label: `$(${icon}) ${manifest.title}`,
    description: facts.join(" · "),
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
