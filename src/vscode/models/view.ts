import * as vscode from "vscode";
import { availableParallelism } from "node:os";
import { openFit } from "../../models/forecast/fit.ts";
import { openHub } from "../../models/sources/hubApi.ts";
import type { Speeds } from "../../models/forecast/speeds.ts";
import type { Ledger } from "../../models/ledger.ts";
import type { Models } from "../../models/models.ts";
import type { Web } from "../../models/sources/web.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Log } from "../../platform/log.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { Graphics } from "../../predictor/running/graphics.ts";
import type { GpuCrashes } from "../../predictor/running/gpuCrashes.ts";
import type { Predictors } from "../../predictor/predictors.ts";
import { pickAndCheck } from "./check.ts";
import type { Commands, Report } from "../commands.ts";
import { configuration } from "../configuration.ts";
import { addModel } from "./add.ts";
import { type ModelActions, openModelActions } from "./actions.ts";
import { exportBundle, importBundle } from "./bundles.ts";
import { showModel } from "./details.ts";
import { manageModels } from "./pick.ts";
import { openModelsState, type Recommend, recommendFrom } from "./state.ts";
import { showModelsTree } from "./tree.ts";
import type { Node } from "./treeItem.ts";
import { cleanUp } from "./space.ts";
import { newPredictor } from "./newPredictor.ts";
import { showNetworkUse } from "./network.ts";

interface Parts {
  readonly models: Models;
  readonly predictors: Predictors;
  readonly ledger: Ledger;
  readonly speeds: Speeds;
  readonly gpuCrashes: GpuCrashes;
  /** Asks which graphics cards there are. */
  readonly graphics: () => Promise<Graphics | undefined>;
  readonly log: Log;
  readonly report: Report;
}

export interface ModelsView extends Disposable {
  readonly commands: Commands;
  readonly recommend: Recommend;
  /** Takes a model for its job; offers the download first. */
  readonly use: ModelActions["use"];
}

/** Everything about models: the view, the list, adding, checking, and what left the machine for them. */
export function showModels({
  models,
  predictors,
  ledger,
  speeds,
  gpuCrashes,
  graphics,
  log,
  report,
}: Parts): ModelsView {
  const store = new DisposableStore();
  const web: Web = {
    onRequest: ledger.note,
    patience: 20_000,
    offline: () => configuration.models().offline,
    fetch: configuration.fetch,
  };
  const fit = openFit({
    ...{ models, web, speeds },
    hub: () => configuration.models().hub,
    budget: () => configuration.predictors().memoryBudget,
    threads: () => configuration.predictors().threads || Math.max(1, availableParallelism() - 1),
    graphics: async () => (configuration.predictors().device === "cpu" ? undefined : graphics()),
    avoidsGraphics: ({ tag }) => gpuCrashes.avoids(tag) || configuration.predictors().device === "cpu", // prettier-ignore
  });
  const hub = openHub(configuration.models, web);
  const failed = (error: unknown): void => report("Models", error);
  const state = store.add(openModelsState({ models, predictors, fit }));
  const actions = openModelActions({ models, predictors, fit });
  const problems = store.add(vscode.languages.createDiagnosticCollection("hearth"));
  const checking = { models, predictors, problems, log };
  store.add(showModelsTree(state));

  /** A command of the tree, on the model that it was called on. */
  const on =
    (act: (manifest: Manifest) => unknown) =>
    (node: Node): unknown =>
      node.kind === "model" ? act(node.row.manifest) : undefined;

  const lookAtHub = (typed: string) => vscode.commands.executeCommand("hearth.addModel", typed);
  const commands: Commands = {
    "hearth.manageModels": () => manageModels({ state, actions, lookAtHub, failed }),
    "hearth.addModel": async (typed?: unknown) => {
      const settings = configuration.models;
      // from the view's menu comes what is selected there
      const words = typeof typed === "string" ? typed : undefined;
      const added = await addModel({ models, hub, web, settings, failed }, words);
      if (added) await actions.download(added);
    },
    "hearth.showNetworkUse": () => showNetworkUse(ledger),
    "hearth.cleanUpModels": async () => {
      await cleanUp(models, configuration.modelsFolder());
      state.refresh();
    },
    "hearth.tryGpuAgain": () => {
      gpuCrashes.forget();
      void vscode.window.showInformationMessage(
        vscode.l10n.t("The GPU is tried again with the next question to each model."),
      );
    },
    "hearth.checkPredictor": () => pickAndCheck(checking),
    "hearth.newPredictor": newPredictor,
    "hearth.exportModels": () => exportBundle(models),
    "hearth.importModels": () => importBundle(models),
    "hearth.showModel": on((manifest) => showModel(manifest, { state, fit, gpuCrashes, commands })),
    "hearth.downloadModel": on(actions.download),
    "hearth.cancelDownload": on(actions.cancel),
    "hearth.loadModel": on(actions.load),
    "hearth.unloadModel": on(actions.unload),
    "hearth.useModel": on(actions.use),
    "hearth.deleteModel": on(actions.remove),
    "hearth.showModelFiles": on(actions.showFiles),
    "hearth.checkModel": on((manifest) => pickAndCheck(checking, manifest)),
  };
  const { use } = actions;
  return { commands, recommend: recommendFrom(state), use, dispose: () => store.dispose() };
}
