import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import { silent } from "../../src/platform/log.ts";
import { openPredictors } from "../../src/predictor/open.ts";

test("names of models that there are not leave nothing behind, however many are asked for", async () => {
  const predictors = openPredictors({
    process: "/nowhere/predictor.mjs",
    models: {
      list: async () => [],
      find: async () => undefined,
      state: async () => ({ kind: "absent" }),
      folder: () => "/nowhere",
      cacheFolder: () => "/nowhere",
      module: () => undefined,
      onChange: new Emitter<{ readonly tag: string }>().event,
    },
    log: silent,
    settings: () => ({ device: "cpu", idleMinutes: 0, memoryBudget: 0 }),
  });
  for (let i = 0; i < 5; i++)
    await assert.rejects(predictors.load(`@test/${i}`), { code: "model_not_found" });
  assert.equal(predictors.states().size, 0);
  predictors.dispose();
});
