import * as vscode from "vscode";
import type { Forecast } from "../../models/forecast/forecast.ts";
import { sizeOf } from "../../models/size.ts";
import type { Kind } from "../../predictor/contract/define.ts";
import { jobTitle } from "./jobs.ts";
import type { ModelRow } from "./state.ts";
import {
  briefState,
  failureOf,
  forecastText,
  languagesText,
  licenceText,
  sizeText,
  stateText,
} from "./text.ts";

/** A job, what could be fetched for it, or a model. */
export type Node =
  | { readonly kind: "job"; readonly job: Kind }
  | { readonly kind: "more"; readonly job: Kind; readonly count: number }
  | { readonly kind: "model"; readonly row: ModelRow };

export function toJobItem(job: Kind): vscode.TreeItem {
  const item = new vscode.TreeItem(jobTitle(job), vscode.TreeItemCollapsibleState.Expanded);
  item.id = job;
  return item;
}

/** `open`: nothing is here yet, so what there is should be seen. */
export function toMoreItem(job: Kind, count: number, open: boolean): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(vscode.l10n.t("Available"), open ? Expanded : Collapsed);
  item.id = `${job} more${open ? " open" : ""}`;
  item.description = String(count);
  return item;
}

export function toModelTreeItem(row: ModelRow, forecast: Forecast): vscode.TreeItem {
  const { manifest, install } = row;
  const item = new vscode.TreeItem(manifest.title);
  item.id = manifest.tag;
  const doubt = install.kind !== "installed" && forecast.verdict !== "fits";
  const here = install.kind === "installed" || row.progress !== undefined;
  const failed = failureOf(row);
  const use = row.isDefault ? [here ? vscode.l10n.t("in use") : vscode.l10n.t("chosen")] : [];
  const facts = manifest.host
    ? [...use, stateText(row)]
    : [
        ...use,
        ...(here || failed !== undefined || install.kind === "partial" ? [briefState(row)] : []),
        sizeText(install),
        ...(doubt
          ? [
              forecast.verdict === "tight"
                ? vscode.l10n.t("tight here")
                : vscode.l10n.t("too large here"),
            ]
          : []),
        licenceText(manifest),
      ];
  item.description = facts.join(" · ");
  item.iconPath = iconOf(row, doubt);
  item.contextValue = marksOf(row).join(" ");
  item.tooltip = tooltipOf(row, forecast);
  item.accessibilityInformation = {
    label: [manifest.title, ...facts, ...(failed === undefined ? [] : [failed])].join(", "),
  };
  item.command = {
    command: "hearth.showModel",
    title: vscode.l10n.t("Show Model"),
    arguments: [{ kind: "model", row } satisfies Node],
  };
  return item;
}

/** What the menus look at: package.json names these words. */
export function marksOf({
  manifest,
  install,
  progress,
  run,
  isDefault,
}: ModelRow): readonly string[] {
  const state = progress ? "fetching" : manifest.host ? "remote" : install.kind;
  const running = run.kind !== "absent" && run.kind !== "failed";
  return [
    "model",
    state,
    ...(state === "installed" ? [running ? "running" : "idle"] : []),
    ...(isDefault ? ["default"] : ["other"]),
  ];
}

function iconOf(
  { manifest, install, progress, run, failure, isDefault }: ModelRow,
  doubt: boolean,
) {
  const icon = (name: string, colour?: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  if (manifest.host) return icon("remote", isDefault ? "charts.green" : undefined);
  if (progress) return icon("sync~spin");
  if (failure !== undefined || run.kind === "failed") return icon("error", "list.errorForeground");
  if (run.kind === "loading") return icon("loading~spin");
  if (run.kind !== "absent") return icon("circle-filled", "charts.green");
  if (install.kind === "installed") return icon(isDefault ? "check" : "circle-filled");
  return icon(doubt ? "circle-slash" : "circle-outline");
}

function tooltipOf(row: ModelRow, forecast: Forecast): vscode.MarkdownString {
  const { manifest, install, run } = row;
  const { description, licence, files, tag, options, host } = manifest;
  const context = options["contextSize"];
  const lines = host
    ? [description, tag]
    : [
        description,
        stateText(row),
        ...("device" in run ? [[run.device, run.note].filter(Boolean).join(": ")] : []),
        ...(install.kind === "installed" ? [] : [forecastText(forecast)]),
        vscode.l10n.t("Licence: {0}", licenceText(manifest)) +
          (licence.note ? `. ${licence.note}` : ""),
        vscode.l10n.t("Languages: {0}", languagesText(manifest)),
        ...(typeof context === "number"
          ? [
              vscode.l10n.t(
                "Conversations of {0} tokens",
                context.toLocaleString(vscode.env.language),
              ),
            ]
          : []),
        vscode.l10n.t("{0} in {1} files, {2}", sizeOf(install.bytes), files.length, tag),
      ];
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown(`**${manifest.title}**`);
  for (const line of lines) tooltip.appendMarkdown("\n\n").appendText(line);
  return tooltip;
}
