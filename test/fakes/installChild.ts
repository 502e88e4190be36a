// A process that installs a model and prints the bytes it has, one line each: for tests that kill it or race it.
import type { Parallel } from "../../src/models/download/ahead.ts";
import { openModels } from "../../src/models/open.ts";
import { defaultSettings } from "../../src/models/settings.ts";
import { silent } from "../../src/platform/log.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";

const { manifest, ...rooms } = JSON.parse(process.argv[2] ?? "") as {
  folder: string;
  manifests: string;
  manifest: Manifest;
  parallel?: Parallel;
};
const models = openModels({ ...rooms, settings: () => defaultSettings({}), log: silent });
for await (const { done } of models.install(manifest)) console.log(done);
