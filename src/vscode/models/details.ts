import * as vscode from "vscode";
import type { Forecast } from "../../models/forecast/forecast.ts";
import type { Fit } from "../../models/forecast/fit.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Commands } from "../commands.ts";
import { marksOf } from "./treeItem.ts";
import type { ModelsState } from "./state.ts";
import { briefState, failureOf, forecastParts, licenceText, sizeText, stateText } from "./text.ts";

interface Item extends vscode.QuickPickItem {
  readonly command?: `hearth.${string}`;
}

/** One model: its facts, then what can be done with it. Everything that the tree's buttons do, from the keyboard. */
export async function showModel(
  manifest: Manifest,
  {
    state,
    fit,
    commands,
  }: { readonly state: ModelsState; readonly fit: Fit; readonly commands: Commands },
): Promise<void> {
  const row = await state.row(manifest.tag);
  if (!row) return;
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = manifest.title;
  pick.placeholder = manifest.description;
  const fact = (icon: string, label: string, detail?: string): Item => ({
    label: `$(${icon}) ${label}`,
    ...(detail && { detail }),
    alwaysShow: true,
  });
  const fill = (forecast: Forecast): void => {
    const { verdict, detail } = forecastParts(forecast);
    const facts = manifest.host
      ? [fact("remote", stateText(row), manifest.description), fact("tag", manifest.tag)]
      : [
          fact("info", briefState(row), manifest.description),
          ...sentencesOf(failureOf(row)).map((sentence) => fact("error", sentence)),
          ...("device" in row.run
            ? [fact("chip", vscode.l10n.t("Runs on: {0}", row.run.device), row.run.note)]
            : []),
          fact("dashboard", verdict, detail),
          fact("law", licenceText(manifest), manifest.licence.note),
          fact("database", sizeText(row.install), manifest.tag),
        ];
    pick.items = [
      ...actionsFor(marksOf(row)),
      { label: vscode.l10n.t("About"), kind: vscode.QuickPickItemKind.Separator },
      ...facts,
    ];
  };
  fill(fit.rough(manifest, row.install.bytes));
  pick.busy = true;
  pick.show();
  const measuring = new AbortController();
  void fit
    .of(manifest, measuring.signal)
    .then(fill)
    .catch(() => {})
    .finally(() => (pick.busy = false));
  const chosen = await new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => pick.activeItems[0]?.command && resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  measuring.abort();
  pick.dispose();
  if (chosen?.command) await commands[chosen.command]?.(...([{ kind: "model", row }] as never[]));
}

/** A line each: a list has no room for long ones. */
const sentencesOf = (text = ""): readonly string[] => text.split(/(?<=[.;]) /).filter(Boolean);

/** The same conditions as the tree's menus in package.json. */
function actionsFor(marks: readonly string[]): Item[] {
  const item = (icon: string, label: string, command: string): Item => ({
    label: `$(${icon}) ${label}`,
    command: `hearth.${command}`,
  });
  const has = (mark: string): boolean => marks.includes(mark);
  const [t, items] = [vscode.l10n.t, [] as Item[]];
  if (has("absent") || has("partial"))
    items.push(item("cloud-download", t("Download"), "downloadModel"));
  if (has("fetching")) items.push(item("debug-stop", t("Cancel the Download"), "cancelDownload"));
  if (has("other") && !has("fetching")) items.push(item("check", t("Use for Its Job"), "useModel"));
  if (has("idle")) items.push(item("play", t("Start"), "loadModel"));
  if (has("running")) items.push(item("debug-stop", t("Stop and Free Its Memory"), "unloadModel"));
  if (has("installed")) {
    items.push(item("checklist", t("Check against the Contract"), "checkModel"));
    items.push(item("folder-opened", t("Show Files"), "showModelFiles"));
  }
  if (has("installed") || has("partial")) items.push(item("trash", t("Delete…"), "deleteModel"));
  return items;
}
