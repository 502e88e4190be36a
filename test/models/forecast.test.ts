import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { openDevModels } from "../../src/dev/weights.ts";
import { openFit } from "../../src/models/forecast/fit.ts";
import { memoryOf } from "../../src/platform/memory.ts";
import { silent } from "../../src/platform/log.ts";
import { openCalls } from "../../src/predictor/call.ts";
import { openPredictors } from "../../src/predictor/open.ts";

const tag = "@hearth/smollm2-135m-instruct";

for (const plan of [
  { contextSize: 8192, sequences: 2 },
  { contextSize: 2048, sequences: 1 },
])
  test(`the memory that is forecast for ${plan.sequences} × ${plan.contextSize} tokens is that of the process, within 15 %`, async (context) => {
    const models = openDevModels();
    const known = await models.find(tag);
    assert.ok(known);
    const manifest = { ...known, options: { ...known.options, ...plan } };
    const web = { onRequest: () => {}, patience: 1_000, offline: () => true };
    const fit = openFit({ models, web, hub: () => "", budget: () => 12e9, threads: () => 1 });
    const { memory, speed } = await fit.of(manifest, new AbortController().signal);
    const predictors = openPredictors({
      process: resolve("dist/predictor.mjs"),
      models: { ...models, find: async () => manifest },
      log: silent,
      settings: () => ({ device: "cpu", threads: 1, idleMinutes: 0, memoryBudget: 0 }),
    });
    try {
      const { pid } = await predictors.load(tag);
      const messages = [{ role: "user" as const, content: "word ".repeat(600) }];
      const start = performance.now();
      let chunks = 0;
      for await (const _ of openCalls(predictors).chat(tag, { messages, maxTokens: 40 })) chunks++;
      const real = await memoryOf(pid);
      if (real === undefined)
        return context.skip("this system does not tell the memory of a process");
      const error = (memory - real) / real;
      context.diagnostic(
        `forecast ${Math.round(memory / 1e6)} MB, real ${Math.round(real / 1e6)} MB, error ${(100 * error).toFixed(1)} %; ` +
          `forecast ${speed?.toFixed(0)} tokens a second, ${chunks} chunks in ${Math.round(performance.now() - start)} ms, the prompt included`,
      );
      assert.ok(Math.abs(error) <= 0.15, `${(100 * error).toFixed(1)} %`);
    } finally {
      predictors.dispose();
    }
  });
