import assert from "node:assert/strict";
import { test } from "node:test";
import type { Predictors } from "../../src/predictor/predictors.ts";
import { timed } from "../../src/predictor/running/timed.ts";
import { countedAnswer } from "../fakes/chat.ts";

function watch() {
  const told: number[] = [];
  const inner: Pick<Predictors, "run"> = {
    async *run() {
      for (const piece of countedAnswer) yield [piece];
    },
  };
  const watched = timed(inner as Predictors, (_, { tokens }) => told.push(tokens));
  return { told, answer: watched.run("@test/model", {}) };
}

test("an answer that counts as it goes is told of once, with all its tokens", async () => {
  const { told, answer } = watch();
  for await (const _ of answer);
  assert.deepEqual(told, [3]);
});

test("an answer that was left before its end is not told of", async () => {
  const { told, answer } = watch();
  for await (const _ of answer) break;
  assert.deepEqual(told, []);
});
