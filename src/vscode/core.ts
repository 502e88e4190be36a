import { join } from "node:path";
import * as vscode from "vscode";
import { openSpeeds, type Speeds } from "../models/forecast/speeds.ts";
import { openLedger, type Ledger } from "../models/ledger.ts";
import type { Models } from "../models/models.ts";
import { openModels } from "../models/open.ts";
import type { Disposable } from "../platform/disposable.ts";
import { dataFolder } from "../platform/folders.ts";
import type { Network } from "../platform/network.ts";
import { openCalls } from "../predictor/call.ts";
import type { Calls } from "../predictor/calls.ts";
import { openPredictors } from "../predictor/open.ts";
import type { Predictors } from "../predictor/predictors.ts";
import { openGpuCrashes, type GpuCrashes } from "../predictor/running/gpuCrashes.ts";
import { timed } from "../predictor/running/timed.ts";
import { withRemoteModels } from "../remote/models.ts";
import { withRemotes } from "../remote/predictors.ts";
import { withEditorModels } from "./chat/editorModels.ts";
import { type Report, reportTo } from "./commands.ts";
import { configuration } from "./configuration.ts";
import { offerDownload } from "./models/download.ts";
import { openRemotes, type Remotes } from "./remotes.ts";

/** Takes a thing that ends with the extension, and gives it back. */
export type Own = <T extends Disposable>(thing: T) => T;

/** What every feature stands on: models and predictors of this machine and of remotes, and who hears of what goes wrong. */
export interface Core {
  readonly log: vscode.LogOutputChannel;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly remotes: Remotes;
  readonly models: Models;
  readonly predictors: Predictors;
  readonly calls: Calls;
  /** Models that the editor has from elsewhere answer too. */
  readonly chatCalls: Pick<Calls, "chat" | "measure">;
  readonly speeds: Speeds;
  readonly gpuCrashes: GpuCrashes;
  readonly report: Report;
}

/** Starts nothing: processes, models and the network are there with their first use. */
export function openCore(context: vscode.ExtensionContext, own: Own): Core {
  const dist = context.asAbsolutePath("dist");
  const log = own(vscode.window.createOutputChannel("Hearth", { log: true }));
  const ledger = openLedger(join(dataFolder(), "network.jsonl"));
  const network = configuration.network(ledger.note);
  const remotes = openRemotes({ secrets: context.secrets, onRequest: ledger.note, log });
  const localModels = openModels({
    folder: configuration.modelsFolder(),
    manifests: join(dist, "predictors"),
    userFolders: configuration.predictorFolders,
    added: join(dataFolder(), "added"),
    settings: configuration.models,
    fetch: configuration.fetch,
    log,
    onRequest: ledger.note,
  });
  const models = withRemoteModels(localModels, remotes);
  const gpuCrashes = openGpuCrashes(join(dataFolder(), "gpu.json"));
  const localPredictors = openPredictors({
    process: join(dist, "predictor.mjs"),
    models,
    log,
    settings: configuration.predictors,
    gpuCrashes,
    network,
  });
  const speeds = openSpeeds(join(dataFolder(), "speeds.json"));
  const predictors = own(withRemotes(timed(localPredictors, speeds.note), remotes));
  const calls = openCalls(predictors);
  const report = reportTo({ log, download: (tag) => offerDownload(models, tag) });
  return {
    ...{ log, network, ledger, remotes, models, predictors, calls, speeds, gpuCrashes, report },
    chatCalls: withEditorModels(calls),
  };
}
