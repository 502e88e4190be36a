import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, test } from "node:test";
import { openDevModels } from "../../src/dev/weights.ts";
import { openFit } from "../../src/models/forecast/fit.ts";
import type { Models } from "../../src/models/models.ts";
import { Emitter } from "../../src/platform/event.ts";
import { silent } from "../../src/platform/log.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { openPredictors } from "../../src/predictor/open.ts";
import { timed } from "../../src/predictor/running/timed.ts";
import { randomGguf, type Shape } from "../fakes/randomGguf.ts";
import { fileOf, manifestOf } from "../weights/room.ts";

const root = mkdtempSync(join(tmpdir(), "hearth-forecast-"));
after(() => rmSync(root, { recursive: true, force: true }));
const web = { onRequest: () => {}, patience: 1_000, offline: () => true };
const signal = new AbortController().signal;
const options = { contextSize: 2048, sequences: 1 };

const shapes: Readonly<Record<string, Shape>> = {
  "@random/small": { width: 768, hidden: 2048, layers: 24, vocabulary: 32_000 },
  "@random/small-q4_1": {
    width: 768,
    hidden: 2048,
    layers: 24,
    vocabulary: 32_000,
    quantisation: "Q4_1",
  },
  "@random/small-q4_k": {
    width: 768,
    hidden: 2048,
    layers: 24,
    vocabulary: 32_000,
    quantisation: "Q4_K",
  },
  "@random/large": { width: 1280, hidden: 3584, layers: 28, vocabulary: 32_000 },
  "@random/large-q4_k": {
    width: 1280,
    hidden: 3584,
    layers: 28,
    vocabulary: 32_000,
    quantisation: "Q4_K",
  },
};

const manifests = new Map<string, Manifest>();
async function random(tag: string, shape: Shape): Promise<void> {
  const bytes = randomGguf(shape);
  const file = fileOf(bytes, [], "model.gguf");
  const manifest = { ...manifestOf(file), tag, options };
  await mkdir(join(root, tag), { recursive: true });
  await writeFile(join(root, tag, "model.gguf"), bytes);
  manifests.set(tag, manifest);
}

/** Those of this machine, and the random ones. */
function allModels(): Models {
  const dev = openDevModels();
  const own = (tag: string): boolean => manifests.has(tag);
  return {
    ...dev,
    onChange: new Emitter<{ readonly tag: string }>().event,
    list: async () => [...manifests.values()],
    find: async (tag) => manifests.get(tag) ?? dev.find(tag),
    state: async (manifest) =>
      own(manifest.tag)
        ? { kind: "installed", bytes: manifest.files[0]?.bytes ?? 0 }
        : dev.state(manifest),
    folder: (manifest) => (own(manifest.tag) ? join(root, manifest.tag) : dev.folder(manifest)),
    cacheFolder: (manifest) => join(root, "cache", manifest.tag),
  };
}

/**
 * Tokens a second of the quickest of some answers, with pauses between them as in the measure of the machine: other
 * programs only slow it down. Of two answers at once it was from a fifth of the truth up, beside other tests.
 */
async function truth(models: Models, tag: string): Promise<number> {
  const predictors = openPredictors({
    ...{ process: resolve("dist/predictor.mjs"), models, log: silent },
    settings: () => ({ device: "cpu", threads: 1, idleMinutes: 0, memoryBudget: 0 }),
  });
  const seen: number[] = [];
  const watched = timed(predictors, (_, { tokens, ms }) => seen.push((1_000 * (tokens - 1)) / ms));
  try {
    const messages = [{ role: "user" as const, content: "Write a story about an apple." }];
    for (let i = 0; i < 5; i++) {
      if (i) await sleep(300);
      for await (const _ of openCalls(watched).chat(tag, { messages, maxTokens: 64, seed: i }));
    }
    return Math.max(...seen);
  } finally {
    predictors.dispose();
  }
}

test("the speed that is forecast is near the true one: from a measure of the machine, and nearer once another model has run", async (t) => {
  const models = allModels();
  for (const [tag, shape] of Object.entries(shapes)) await random(tag, shape);
  const smol = "@hearth/smollm2-135m-instruct";
  const ran = new Map([[smol, await truth(models, smol)]]);
  const parts = { models, web, hub: () => "", budget: () => 12e9, threads: () => 1 };
  const [measured, learnt] = [
    openFit(parts),
    openFit({ ...parts, speeds: { all: async () => ran, measured: async (rate) => rate } }),
  ];
  for (const tag of [smol, ...Object.keys(shapes)]) {
    const manifest = await models.find(tag);
    assert.ok(manifest);
    const real = ran.get(tag) ?? (await truth(models, tag));
    const byProbe = (await measured.of(manifest, signal)).speed ?? 0;
    const byOthers = (await learnt.of(manifest, signal)).speed ?? 0;
    const { bytes } = await models.state(manifest);
    const off = (forecast: number): string => `${(100 * (forecast / real - 1)).toFixed(0)} %`;
    t.diagnostic(
      `${tag}, ${Math.round(bytes / 1e6)} MB: ${real.toFixed(1)} tokens a second; ` +
        `by the machine's measure ${byProbe.toFixed(1)} (${off(byProbe)}), ` +
        (tag === smol
          ? "it has run itself"
          : `by SmolLM2 ${byOthers.toFixed(1)} (${off(byOthers)})`),
    );
    // a machine with other work to do is slower than forecast, so the bounds are wide
    assert.ok(byProbe > real / 3 && byProbe < 3 * real, `${byProbe} for ${real}`);
    assert.ok(byOthers > real / 2 && byOthers < 2 * real, `${byOthers} for ${real}`);
  }
});
