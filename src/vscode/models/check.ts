import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import type { Log } from "../../platform/log.ts";
import type { Finding } from "../../predictor/check/check.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { toSignal } from "../cancel.ts";
import { offerDownload } from "./download.ts";
import { working } from "./working.ts";

interface Parts {
  readonly models: Models;
  readonly predictors: Predictors;
  /** Where the broken rules are shown. */
  readonly problems: vscode.DiagnosticCollection;
  readonly log: Log;
}

interface Item extends vscode.QuickPickItem {
  readonly manifest: Manifest;
}

/** Holds a predictor, or the one that the person chooses, against the contract. Broken rules go to the Problems view. */
export async function pickAndCheck(parts: Parts, named?: Manifest): Promise<void> {
  const manifest = named ?? (await pickManifest(parts));
  if (!manifest || !(await wholeFiles(parts, manifest))) return;
  const { tag } = manifest;
  const findings = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Checking {0}", tag),
      cancellable: true,
    },
    (bar, token) => findingsOf(parts, manifest, { bar, signal: toSignal(token) }),
  );
  const broken = findings.filter(({ outcome }) => outcome === "broken");
  parts.problems.set(placeOf(parts.models, manifest), broken.map(toDiagnostic));
  const kept = findings.filter(({ outcome }) => outcome === "kept").length;
  if (broken.length) {
    await vscode.commands.executeCommand("workbench.actions.view.problems");
    return;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t("{0} keeps the contract: {1} rules were tried.", tag, kept),
  );
}

/** Reads the model's files anew, and offers to fetch what is missing or damaged. */
async function wholeFiles({ models }: Parts, manifest: Manifest): Promise<boolean> {
  const title = vscode.l10n.t("Reading the files of {0}", manifest.title);
  const read = await working(title, async (signal) => models.recheck(manifest, signal));
  return read !== undefined && offerDownload(models, manifest.tag);
}

async function pickManifest(parts: Parts): Promise<Manifest | undefined> {
  const items = (await parts.models.list()).map((manifest): Item => ({
    label: manifest.title,
    description: manifest.tag,
    manifest,
  }));
  const item = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Check Predictor"),
    placeHolder: vscode.l10n.t("Every rule of the contract is tried on a real run"),
    matchOnDescription: true,
  });
  return item?.manifest;
}

async function findingsOf(
  { predictors, log }: Parts,
  { tag, kind }: Manifest,
  {
    bar,
    signal,
  }: { readonly bar: vscode.Progress<{ message: string }>; readonly signal: AbortSignal },
): Promise<readonly Finding[]> {
  const { signature } = await predictors.load(tag, signal);
  const run = (values: Record<string, unknown>, own?: AbortSignal) =>
    predictors.run(tag, values, own);
  const findings: Finding[] = [];
  const { checkPredictor } = await import("../../predictor/check/check.ts");
  for await (const finding of checkPredictor({ tag, kind, signature, run }, signal)) {
    log.info(`${tag} ${finding.rule} ${finding.outcome}: ${finding.message ?? finding.text}`);
    bar.report({ message: `${finding.rule}: ${finding.text}` });
    findings.push(finding);
  }
  return findings;
}

function toDiagnostic({ rule, text, parameter, message }: Finding): vscode.Diagnostic {
  const about = [parameter, message ?? text].filter((part) => part !== undefined).join(": ");
  const diagnostic = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), about);
  diagnostic.source = "Hearth";
  diagnostic.code = rule;
  return diagnostic;
}

/** The module of a predictor that somebody wrote; the folder of a model otherwise. */
const placeOf = (models: Models, manifest: Manifest): vscode.Uri =>
  vscode.Uri.file(models.module(manifest) ?? models.folder(manifest));
