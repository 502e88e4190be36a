import assert from "node:assert/strict";
import { test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import { silent } from "../../src/platform/log.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { openPredictors } from "../../src/predictor/open.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";

/** Predictors of these models, none of which can be started. */
function open(known: readonly Pick<Manifest, "tag" | "kind">[], here: readonly string[] = []) {
  const manifests = known as readonly Manifest[];
  return openPredictors({
    process: "/nowhere/predictor.mjs",
    models: {
      list: async () => manifests,
      find: async (tag) => manifests.find((manifest) => manifest.tag === tag),
      state: async ({ tag }) => ({ kind: here.includes(tag) ? "installed" : "absent" }),
      recheck: async ({ tag }) => ({ kind: here.includes(tag) ? "installed" : "absent" }),
      folder: () => "/nowhere",
      cacheFolder: () => "/nowhere",
      module: () => undefined,
      onChange: new Emitter<{ readonly tag: string }>().event,
    },
    log: silent,
    settings: () => ({ device: "cpu", idleMinutes: 0, memoryBudget: 0 }),
  });
}

const refusal = (predictors: Predictors, kind: Manifest["kind"], tag: string) =>
  predictors.expect(kind, tag).then(
    () => "none",
    ({ code, message }: { code: string; message: string }) => `${code}: ${message}`,
  );

const known = [
  { tag: "@a/chat", kind: "chat" },
  { tag: "@a/other", kind: "chat" },
  { tag: "@a/rows", kind: "embedding" },
  { tag: "@a/voice", kind: "speech" },
] as const;

test("names of models that there are not leave nothing behind, however many are asked for", async () => {
  const predictors = open([]);
  for (let i = 0; i < 5; i++)
    await assert.rejects(predictors.load(`@test/${i}`), { code: "model_not_found" });
  assert.equal(predictors.states().size, 0);
  predictors.dispose();
});

test("who names no model hears of those that do this job, and of what could be downloaded", async () => {
  const here = open(known, ["@a/chat", "@a/rows"]);
  assert.equal(
    await refusal(here, "chat", "gpt-4"),
    'model_not_found: There is no model "gpt-4". Choose one of: @a/chat.',
  );
  assert.equal(
    await refusal(here, "speech", "voices"),
    'model_not_found: There is no model "voices". Did you mean @a/voice? Download one first: @a/voice.',
  );
  assert.equal(
    await refusal(here, "speech", "tts-1"),
    'model_not_found: There is no model "tts-1". Download one first: @a/voice.',
  );
  assert.equal(
    await refusal(open([]), "embedding", "e5"),
    'model_not_found: There is no model "e5". Add a model for embeddings first.',
  );
});

test("a model for another job is called that, before it is loaded", async () => {
  const predictors = open(known, ["@a/chat", "@a/rows"]);
  assert.equal(await refusal(predictors, "chat", "@a/chat"), "none");
  assert.equal(
    await refusal(predictors, "chat", "@a/rows"),
    "incompatible_predictor: @a/rows is for embeddings, not for chat. Choose one of: @a/chat.",
  );
  assert.equal(
    await refusal(predictors, "embedding", "@a/chat"),
    "incompatible_predictor: @a/chat is for chat, not for embeddings. Choose one of: @a/rows.",
  );
  assert.equal(predictors.states().size, 0);
});
