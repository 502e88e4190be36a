import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { openDevModels } from "../../src/dev/weights.ts";
import { openFit } from "../../src/models/forecast/fit.ts";
import { memoryOf } from "../../src/platform/memory.ts";
import { silent } from "../../src/platform/log.ts";
import { openCalls } from "../../src/predictor/call.ts";
import { timed } from "../../src/predictor/running/timed.ts";
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
      const content = "Explain the word apple again. ".repeat(90);
      const messages = [{ role: "user" as const, content }];
      let written = 0;
      const watched = timed(predictors, (_, { tokens, ms }) => (written = (1_000 * (tokens - 1)) / ms)); // prettier-ignore
      for await (const _ of openCalls(watched).chat(tag, { messages, maxTokens: 80 }));
      const real = await memoryOf(pid);
      if (real === undefined)
        return context.skip("this system does not tell the memory of a process");
      const error = (memory - real) / real;
      context.diagnostic(
        `forecast ${Math.round(memory / 1e6)} MB, real ${Math.round(real / 1e6)} MB, error ${(100 * error).toFixed(1)} %; ` +
          `forecast ${speed?.toFixed(0)} tokens a second, written ${written.toFixed(0)}`,
      );
      assert.ok(Math.abs(error) <= 0.15, `${(100 * error).toFixed(1)} %`);
    } finally {
      predictors.dispose();
    }
  });

test("where memory is short, conversations are kept at 8 bits: they stay long, and the answer makes sense", async () => {
  const models = openDevModels();
  const notes: (string | undefined)[] = [];
  for (const memoryBudget of [0, 340e6]) {
    const predictors = openPredictors({
      process: resolve("dist/predictor.mjs"),
      models,
      log: silent,
      settings: () => ({ device: "cpu", threads: 1, idleMinutes: 0, memoryBudget }),
    });
    try {
      notes.push((await predictors.load(tag)).note);
      const content = "Write the numbers from one to ten as words.";
      const messages = [{ role: "user" as const, content }];
      let text = "";
      for await (const chunk of openCalls(predictors).chat(tag, {
        messages,
        maxTokens: 30,
        temperature: 0,
      }))
        // prettier-ignore
        text += chunk.choices[0]?.delta?.content ?? "";
      assert.match(text, /1, 2, 3|one, two, three/i);
      assert.equal((await predictors.measure(tag, { messages }))?.contextSize, 8192);
    } finally {
      predictors.dispose();
    }
  }
  assert.equal(notes[0], undefined);
  assert.match(notes[1] ?? "", /8 bits instead of 16/);
});
