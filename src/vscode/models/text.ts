import * as vscode from "vscode";
import type { Forecast } from "../../models/forecast/forecast.ts";
import type { InstallProgress, InstallState } from "../../models/models.ts";
import { sizeOf } from "../../models/size.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { graphicsText, speedText } from "./pace.ts";
import type { ModelRow } from "./state.ts";

/** "1.1 GB", or "about 1.1 GB" where the hub has not told yet. */
export function sizeText(state: InstallState): string {
  const size = sizeOf(state.bytes);
  return state.kind !== "installed" && state.about ? vscode.l10n.t("about {0}", size) : size;
}

/** "Apache-2.0", "Gemma", "CC-BY-NC-SA-4.0 (not for commercial use)" */
export function licenceText({ licence: { id, nonCommercial } }: Manifest): string {
  if (id === "unclear") return vscode.l10n.t("licence unclear");
  const name = id.replace(/^LicenseRef-/, "");
  return nonCommercial ? vscode.l10n.t("{0} (not for commercial use)", name) : name;
}

/** What is wrong with a file that was changed since it was fetched, and what to do; undefined when none was. */
export const damageOf = (state: InstallState): string | undefined =>
  state.kind === "partial" && state.damaged
    ? vscode.l10n.t(
        "{0} is no longer what was downloaded. The disk or another program has changed it. Only that is fetched again, and nothing else is lost.",
        state.damaged.join(", "),
      )
    : undefined;

/** What the star says, and why, each for itself. */
export const recommendation = ({
  kind,
}: Pick<Manifest, "kind">): { readonly title: string; readonly reason: string } => ({
  title: vscode.l10n.t("Recommended for this machine"),
  reason: {
    chat: vscode.l10n.t("The best for code of those that fit it and are not slow here."),
    embedding: vscode.l10n.t("Exact enough, and quick to index with."),
    speech: vscode.l10n.t("The most natural voice that fits it."),
  }[kind],
});

/** "American English, British English", in the editor's language. */
export const languagesText = ({ languages }: Manifest): string =>
  languages
    .map((tag) => new Intl.DisplayNames([vscode.env.language], { type: "language" }).of(tag) ?? tag)
    .join(", ");

/** "43 %, 12 MB/s, 2 min left" */
export function progressText({ done, bytes, rate }: InstallProgress): string {
  const percent = vscode.l10n.t("{0} %", bytes ? Math.floor((100 * done) / bytes) : 0);
  if (!rate || done >= bytes) return percent;
  const pace = vscode.l10n.t("{0}/s", sizeOf(rate));
  return [percent, pace, timeLeft((bytes - done) / rate)].join(", ");
}

function timeLeft(seconds: number): string {
  if (seconds < 60) return vscode.l10n.t("{0} s left", Math.ceil(seconds));
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return vscode.l10n.t("{0} min left", minutes);
  return vscode.l10n.t("{0} h {1} min left", Math.floor(minutes / 60), minutes % 60);
}

/** "in use", or "chosen" for one that is not here yet; nothing for the others. */
export function useOf({ install, progress, isDefault }: ModelRow): readonly string[] {
  const here = install.kind === "installed" || progress !== undefined;
  return isDefault ? [here ? vscode.l10n.t("in use") : vscode.l10n.t("chosen")] : [];
}

/** How it is now: "not here", "downloading 43 %", "ready", "running, 412 MB", "failed: the disk is full". */
export function stateText(row: ModelRow): string {
  const { manifest, install, progress, run, memory } = row;
  const failure = failureOf(row);
  if (manifest.host) return vscode.l10n.t("remote: {0}", manifest.host);
  if (progress) return vscode.l10n.t("downloading {0}", progressText(progress));
  if (failure !== undefined)
    return damageOf(install)
      ? vscode.l10n.t("damaged: {0}", failure)
      : vscode.l10n.t("failed: {0}", failure);
  if (run.kind === "loading")
    return vscode.l10n.t("starting, {0} %", Math.floor(100 * run.fraction));
  if (run.kind === "ready" || run.kind === "busy")
    return memory === undefined
      ? vscode.l10n.t("running")
      : vscode.l10n.t("running, {0}", sizeOf(memory));
  if (install.kind === "installed") return vscode.l10n.t("ready");
  if (install.kind === "partial")
    return vscode.l10n.t("{0} of {1} fetched", sizeOf(install.done), sizeText(install));
  return vscode.l10n.t("not here");
}

/** The same for a line that has no room for reasons: "failed". */
export const briefState = (row: ModelRow): string =>
  failureOf(row) === undefined
    ? stateText(row)
    : damageOf(row.install)
      ? vscode.l10n.t("damaged")
      : vscode.l10n.t("failed");

/** Why the download, or the model itself, failed last, or what is wrong with its files; undefined when nothing is. */
export const failureOf = ({ progress, failure, run, install }: ModelRow): string | undefined =>
  progress
    ? undefined
    : (failure ?? damageOf(install) ?? (run.kind === "failed" ? run.reason : undefined));

/** "Fits: 1.1 of 16 GB" and, apart from it, "about 24 tokens a second, conversations up to 16k tokens". */
export function forecastParts(forecast: Forecast): {
  readonly verdict: string;
  readonly detail: string;
} {
  const { verdict, memory, machine, largestContext } = forecast;
  const need = sizeOf(memory);
  if (verdict === "fits") {
    const facts = [
      speedText(forecast),
      largestContext
        ? vscode.l10n.t("conversations up to {0}k tokens", Math.floor(largestContext / 1024))
        : "",
    ];
    const total = sizeOf(machine.total);
    return {
      verdict: vscode.l10n.t("Fits: {0} of {1}", need, total),
      detail: facts.filter(Boolean).join("; "),
    };
  }
  if (verdict === "tooLarge")
    return {
      verdict: vscode.l10n.t("Does not fit"),
      detail: vscode.l10n.t("it needs {0}, this machine has {1}", need, sizeOf(machine.total)),
    };
  return {
    verdict: vscode.l10n.t("Fits only with more memory for Hearth"),
    detail: vscode.l10n.t(
      "it needs {0}, Hearth may use {1}: raise hearth.predictors.memoryGb",
      need,
      sizeOf(machine.budget),
    ),
  };
}

/** The same in a sentence, and another for the graphics card where there is one. */
export function forecastText(forecast: Forecast): string {
  const { verdict, detail } = forecastParts(forecast);
  const card = forecast.machine.graphics ? graphicsText(forecast) : undefined;
  const sentences = [[verdict, detail].filter(Boolean).join(", "), ...(card ? [card] : [])];
  return sentences.map((sentence) => `${sentence}.`).join(" ");
}
