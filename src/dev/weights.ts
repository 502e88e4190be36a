import { join, resolve } from "node:path";
import { openLedger } from "../models/ledger.ts";
import { openModels } from "../models/open.ts";
import { defaultSettings } from "../models/settings.ts";
import type { InstallProgress, Models } from "../models/models.ts";
import { dataFolder } from "../platform/folders.ts";
import { silent } from "../platform/log.ts";
import type { Manifest } from "../predictor/manifest.ts";
import { openPredictors, type PredictorSettings } from "../predictor/open.ts";
import type { Predictors } from "../predictor/predictors.ts";

/** The models that Hearth starts with, and that tests and benchmarks use. */
export const defaultTags = [
  "@hearth/smollm2-135m-instruct",
  "@hearth/all-minilm-l6-v2",
  "@hearth/piper-en-us-joe",
  "@hearth/kokoro-82m",
] as const;

/** The models of this machine, as the developers' tools see them: from the sources' own manifests. */
export function openDevModels(): Models {
  return openModels({
    folder: join(dataFolder(), "models"),
    manifests: resolve("predictors"),
    settings: defaultSettings,
    log: silent,
    // as in the product, so that Show Network Use tells of these too
    onRequest: openLedger(join(dataFolder(), "network.jsonl")).note,
  });
}

/** Predictors on the models of this machine, as `dist/predictor.mjs` runs them; nothing is unloaded by itself. */
export function openDevPredictors(settings: Partial<PredictorSettings> = {}): Predictors {
  return openPredictors({
    process: resolve("dist/predictor.mjs"),
    models: openDevModels(),
    log: silent,
    settings: () => ({ device: "auto", idleMinutes: 0, memoryBudget: 0, ...settings }),
  });
}

/** Obtains the models that are missing from the data folder, with their progress on the terminal. About 350 MB the first time. */
export async function ensureWeights({
  tags = defaultTags,
}: { readonly tags?: readonly string[] } = {}): Promise<void> {
  const models = openDevModels();
  for (const tag of tags) {
    const manifest = await models.find(tag);
    if (!manifest) throw new Error(`No manifest below predictors/ has the tag ${tag}.`);
    if ((await models.state(manifest)).kind !== "installed") await fetchModel(models, manifest);
  }
}

async function fetchModel(models: Models, manifest: Manifest): Promise<void> {
  const show = process.stdout.isTTY ? rewrite : tenths();
  for await (const progress of models.install(manifest)) show(manifest.title, progress);
  if (process.stdout.isTTY) process.stdout.write("\n");
}

function rewrite(title: string, progress: InstallProgress): void {
  const line = inWords(title, progress).slice(0, (process.stdout.columns || 80) - 1);
  process.stdout.write(`\r\u001B[K${line}`);
}

/** For a log file: one line each tenth. */
function tenths(): typeof rewrite {
  let last = -1;
  return (title, progress) => {
    const tenth = Math.floor((10 * progress.done) / progress.bytes);
    if (tenth > last) console.log(inWords(title, progress));
    last = Math.max(last, tenth);
  };
}

const inWords = (title: string, { done, bytes, doing }: InstallProgress): string =>
  `${title}: ${Math.floor((100 * done) / bytes)} % of ${Math.round(bytes / 1e6)} MB, ${doing}`;
