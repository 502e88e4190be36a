import { availableParallelism } from "node:os";
import { join } from "node:path";
import { openFit, type Fit } from "../models/forecast/fit.ts";
import { openSpeeds } from "../models/forecast/speeds.ts";
import { openLedger, type Ledger } from "../models/ledger.ts";
import { openModels } from "../models/open.ts";
import type { Models } from "../models/models.ts";
import { defaultSettings, type ModelSettings } from "../models/settings.ts";
import { openProxyFetch } from "../models/sources/proxyFetch.ts";
import type { Web } from "../models/sources/web.ts";
import type { Disposable } from "../platform/disposable.ts";
import { DisposableStore } from "../platform/disposable.ts";
import { dataFolder } from "../platform/folders.ts";
import type { Network } from "../platform/network.ts";
import type { Log } from "../platform/log.ts";
import { openCalls } from "../predictor/call.ts";
import type { Calls } from "../predictor/calls.ts";
import { openPredictors } from "../predictor/open.ts";
import type { Predictors } from "../predictor/predictors.ts";
import { readRemotes } from "../remote/file.ts";
import { withRemoteModels } from "../remote/models.ts";
import { withRemotes } from "../remote/predictors.ts";
import { keyIn, type Remote } from "../remote/remotes.ts";
import type { Reach } from "../remote/request.ts";
import type { IndexSettings, SharedConnection } from "../search/protocol.ts";
import { openSearch, type Search } from "../search/search.ts";

/** What the commands work with. Processes start on first use and end with it. */
export interface Hearth extends Disposable {
  readonly models: Models;
  /** Whether models fit this machine. */
  readonly fit: Fit;
  /** Absolute folder of their files. */
  readonly modelsFolder: string;
  /** What left this machine. */
  readonly ledger: Ledger;
  /** The way to the hub, and what the environment says about it. */
  readonly web: Web;
  readonly settings: () => ModelSettings;
  readonly predictors: Predictors;
  readonly calls: Calls;
  readonly log: Log;
  /** No request may leave the machine. */
  readonly offline: boolean;
  /** Models at endpoints, and where they are named. */
  readonly remotes: {
    readonly file: string;
    readonly all: readonly Remote[];
    /** What is wrong in the file, in words. */
    readonly problems: readonly string[];
  };
  /** Search in folders, absolute paths, with an embedding model. */
  openSearch(folders: readonly string[], model: string, options?: FolderOptions): Search;
}

/** Which files are searched, and which team's index is used: by default what HEARTH_SHARED_INDEX names. */
export interface FolderOptions extends Partial<Omit<IndexSettings, "model">> {
  readonly shared?: SharedConnection;
}

export interface HearthOptions {
  /** Absolute folder of the bundles: predictor.mjs, search.mjs and predictors/ lie in it. */
  readonly dist: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Absolute folders with predictors that the user wrote. */
  readonly predictorFolders: readonly string[];
  /** Besides those that remotes.json names. */
  readonly remotes: readonly Remote[];
}

export function openHearth(options: HearthOptions): Hearth {
  const { dist, env, log, predictorFolders } = options;
  const store = new DisposableStore();
  const home = dataFolder(env);
  const offline = env["HEARTH_OFFLINE"] === "1";
  const ledger = openLedger(join(home, "network.jsonl"));
  const web: Web = {
    onRequest: ledger.note,
    patience: 30_000,
    offline: () => offline,
    fetch: openProxyFetch(),
  };
  const network: Network = { offline: () => offline, onChange: never, note: ledger.note };
  const settings = (): ModelSettings => ({ ...defaultSettings(env), offline });
  const file = join(home, "remotes.json");
  const named = readRemotes(file);
  // whoever names such a model finds that it is not there, and wants to know why
  for (const problem of named.problems) log.warn(problem);
  const all = [...named.remotes, ...options.remotes];
  const modelsFolder = env["HEARTH_MODELS"] || join(home, "models");
  const localModels = openModels({
    folder: modelsFolder,
    manifests: join(dist, "predictors"),
    userFolders: () => predictorFolders,
    added: join(home, "added"),
    settings,
    log,
    onRequest: ledger.note,
    ...(web.fetch && { fetch: web.fetch }),
  });
  const models = withRemoteModels(localModels, { remotes: () => all, onChange: never });
  const localPredictors = openPredictors({
    process: join(dist, "predictor.mjs"),
    models,
    log,
    // whoever names a model in a command means it; only a server lives long enough to let one go
    settings: () => ({ device: "auto", idleMinutes: 15, memoryBudget: 0 }),
    network,
  });
  const reach: Reach = {
    key: async (remote) => keyIn(remote, env),
    offline: () => offline,
    onRequest: ledger.note,
    ...(web.fetch && { fetch: web.fetch }),
  };
  const predictors = store.add(withRemotes(localPredictors, { remotes: () => all, reach }));
  const calls = openCalls(predictors);
  const fit = openFit({
    ...{ models, web, hub: () => "", speeds: openSpeeds(join(home, "speeds.json")) },
    budget: () => 0,
    threads: () => Math.max(1, availableParallelism() - 1),
  });
  return {
    models,
    fit,
    modelsFolder,
    ledger,
    settings,
    web,
    predictors,
    calls,
    log,
    offline,
    remotes: { file, all, problems: named.problems },
    openSearch: (folders, model, { shared = sharedIn(env), ...files } = {}) =>
      store.add(
        openSearch({
          process: join(dist, "search.mjs"),
          folders,
          dataFolder: home,
          embed: (texts, signal) => calls.embed(model, { texts }, signal),
          model: () => models.identity(model),
          shared: async () => (offline ? undefined : shared),
          settings: () => ({ exclude: [], maxFileSize: 512 * 1024, ...files }),
          network,
          log,
        }),
      ),
    dispose: () => store.dispose(),
  };
}

/** The file is read once: a command is over before it changes. */
const never = (): Disposable => ({ dispose() {} });

const sharedIn = (env: NodeJS.ProcessEnv): SharedConnection | undefined =>
  env["HEARTH_SHARED_INDEX"] ? { url: env["HEARTH_SHARED_INDEX"] } : undefined;
