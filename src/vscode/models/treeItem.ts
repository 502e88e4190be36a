import * as vscode from "vscode";
import { sizeOf } from "../../models/size.ts";
import type { Kind } from "../../predictor/contract/define.ts";
import { jobTitle } from "./jobs.ts";
import { doubtOf } from "./pace.ts";
import type { ModelRow } from "./state.ts";
import {
  briefState,
  failureOf,
  forecastText,
  languagesText,
  licenceText,
  recommendation,
  sizeText,
  stateText,
  useOf,
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

export function toModelTreeItem(row: ModelRow): vscode.TreeItem {
  const { manifest } = row;
  const item = new vscode.TreeItem(manifest.title);
  item.id = manifest.tag;
  const failed = failureOf(row);
  const facts = factsOf(row);
  item.description = facts.join(" · ");
  item.iconPath = iconOf(row);
  item.contextValue = marksOf(row).join(" ");
  item.tooltip = tooltipOf(row);
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

/** The row is narrow, so what decides stands first. */
function factsOf(row: ModelRow): readonly string[] {
  const { manifest, install, isRecommended, progress } = row;
  const here = install.kind === "installed" || progress !== undefined;
  const use = useOf(row);
  if (manifest.host) return [...use, stateText(row)];
  const begun = here || failureOf(row) !== undefined || install.kind === "partial";
  const doubt = here ? undefined : doubtOf(row.forecast);
  return [
    ...use,
    ...(begun ? [briefState(row)] : []),
    ...(isRecommended && !progress ? [vscode.l10n.t("recommended")] : []),
    ...(doubt === undefined ? [] : [doubt]),
    sizeText(install),
    licenceText(manifest),
  ];
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

function iconOf(row: ModelRow): vscode.ThemeIcon {
  const { manifest, install, progress, run, isDefault, isRecommended } = row;
  const icon = (name: string, colour?: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(name, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  if (manifest.host) return icon("remote", isDefault ? "charts.green" : undefined);
  if (progress) return icon("sync~spin");
  if (failureOf(row) !== undefined) return icon("error", "list.errorForeground");
  if (run.kind === "loading") return icon("loading~spin");
  if (run.kind !== "absent") return icon("circle-filled", "charts.green");
  if (install.kind === "installed") return icon(isDefault ? "check" : "circle-filled");
  if (isRecommended) return icon("star-full", "charts.yellow");
  return icon(doubtOf(row.forecast) === undefined ? "circle-outline" : "circle-slash");
}

function tooltipOf(row: ModelRow): vscode.MarkdownString {
  const { manifest, install, run, forecast, isRecommended } = row;
  const { description, licence, files, tag, options, host } = manifest;
  const context = options["contextSize"];
  const { title, reason } = recommendation(manifest);
  const lines = host
    ? [description, tag]
    : [
        ...(isRecommended ? [`${title}. ${reason}`] : []),
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
