import * as vscode from "vscode";
import type { Forecast } from "../../models/forecast/forecast.ts";
import type { Fit } from "../../models/forecast/fit.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Kind } from "../../predictor/contract/define.ts";
import type { GpuCrashes } from "../../predictor/running/gpuCrashes.ts";
import type { Commands } from "../commands.ts";
import { useText } from "./jobs.ts";
import { graphicsText } from "./pace.ts";
import { marksOf } from "./treeItem.ts";
import type { ModelRow, ModelsState } from "./state.ts";
import {
  briefState,
  failureOf,
  forecastParts,
  licenceText,
  recommendation,
  sizeText,
  stateText,
} from "./text.ts";

interface Item extends vscode.QuickPickItem {
  readonly command?: `hearth.${string}`;
}

interface Parts {
  readonly state: Pick<ModelsState, "row">;
  readonly fit: Pick<Fit, "of">;
  /** How often the graphics driver failed under each model. */
  readonly gpuCrashes: Pick<GpuCrashes, "count">;
  readonly commands: Commands;
}

/** One model: its facts, then what can be done with it. Everything that the tree's buttons do, from the keyboard. */
export async function showModel(
  manifest: Manifest,
  { state, fit, gpuCrashes, commands }: Parts,
): Promise<void> {
  const row = await state.row(manifest.tag);
  if (!row) return;
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = manifest.title;
  pick.placeholder = manifest.description;
  const crashes = gpuCrashes.count(manifest.tag);
  const fill = (forecast: Forecast): void => {
    pick.items = [
      ...actionsFor(manifest.kind, [...marksOf(row), ...(crashes ? ["gpuFailed"] : [])]),
      { label: vscode.l10n.t("About"), kind: vscode.QuickPickItemKind.Separator },
      ...(manifest.host ? remoteFacts(row) : factsOf(row, forecast, crashes)),
    ];
  };
  fill(row.forecast);
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

const fact = (icon: string, label: string, detail?: string): Item => ({
  label: `$(${icon}) ${label}`,
  ...(detail && { detail }),
  alwaysShow: true,
});

const remoteFacts = (row: ModelRow): Item[] => [
  fact("remote", stateText(row), row.manifest.description),
  fact("tag", row.manifest.tag),
];

function factsOf(row: ModelRow, forecast: Forecast, crashes: number): Item[] {
  const { manifest, run, install, isRecommended } = row;
  const { verdict, detail } = forecastParts(forecast);
  const { title, reason } = recommendation(manifest);
  const [what, ...more] = manifest.description.split(/(?<=\.) /);
  return [
    ...(isRecommended ? [fact("star-full", title, reason)] : []),
    fact("info", briefState(row), what),
    ...more.map((text) => fact("blank", text)),
    ...sentencesOf(failureOf(row)).map((text) => fact("error", text)),
    ...("device" in run ? [fact("chip", vscode.l10n.t("Runs on: {0}", run.device), run.note)] : []),
    fact("dashboard", verdict, detail),
    ...graphicsFacts(manifest, forecast, crashes),
    fact("law", licenceText(manifest), manifest.licence.note),
    fact("database", sizeText(install), manifest.tag),
    ...digestFact(manifest),
  ];
}

/** By what its largest file is known; nothing where the hub is yet to say it. */
function digestFact({ files }: Manifest): Item[] {
  const [largest] = files.toSorted((a, b) => b.bytes - a.bytes);
  return largest?.sha256
    ? [fact("shield", vscode.l10n.t("SHA-256 of {0}", largest.name), largest.sha256)]
    : [];
}

function graphicsFacts({ kind }: Manifest, forecast: Forecast, crashes: number): Item[] {
  if (kind !== "chat") return [];
  const text = graphicsText(forecast);
  const [label = "", detail] = text?.split(/: (.*)/) ?? [];
  const card = text === undefined ? [] : [fact("circuit-board", label, detail)];
  if (!crashes) return card;
  const failed =
    crashes === 1
      ? vscode.l10n.t("The graphics driver failed once under it")
      : vscode.l10n.t("The graphics driver failed {0} times under it", crashes);
  const then =
    crashes === 1
      ? vscode.l10n.t("After a second time the processor does the work.")
      : vscode.l10n.t("The processor does the work until you try the graphics card again.");
  return [...card, fact("warning", failed, then)];
}

/** A line each: a list has no room for long ones. */
const sentencesOf = (text = ""): readonly string[] => text.split(/(?<=[.;]) /).filter(Boolean);

/** The same conditions as the tree's menus in package.json. */
function actionsFor(kind: Kind, marks: readonly string[]): Item[] {
  const item = (icon: string, label: string, command: string): Item => ({
    label: `$(${icon}) ${label}`,
    command: `hearth.${command}`,
  });
  const has = (mark: string): boolean => marks.includes(mark);
  const [t, items] = [vscode.l10n.t, [] as Item[]];
  if (has("absent") || has("partial"))
    items.push(item("cloud-download", t("Download"), "downloadModel"));
  if (has("fetching")) items.push(item("debug-stop", t("Cancel the Download"), "cancelDownload"));
  if (has("other") && !has("fetching")) items.push(item("check", useText(kind), "useModel"));
  if (has("idle")) items.push(item("play", t("Start"), "loadModel"));
  if (has("running")) items.push(item("debug-stop", t("Stop and Free Its Memory"), "unloadModel"));
  if (has("installed")) {
    items.push(item("checklist", t("Check against the Contract"), "checkModel"));
    items.push(item("folder-opened", t("Show Files"), "showModelFiles"));
  }
  if (has("gpuFailed")) items.push(item("refresh", t("Try the GPU Again"), "tryGpuAgain"));
  if (has("installed") || has("partial")) items.push(item("trash", t("Delete…"), "deleteModel"));
  return items;
}
