import assert from "node:assert/strict";
import { test } from "node:test";
import type { Calls } from "../../src/predictor/calls.ts";
import { counted } from "../../src/server/tally.ts";
import { countedAnswer, fakeCalls } from "../fakes/chat.ts";

function open() {
  const told: (number | undefined)[] = [];
  const calls = fakeCalls(async function* () {
    yield* countedAnswer;
  });
  const metrics = { tokens: (_: string, of: { completion?: number }) => told.push(of.completion) };
  return {
    told,
    stream: counted(calls as unknown as Calls, metrics).chat("@test/model", { messages: [] }),
  };
}

test("an answer that counts as it goes is counted once", async () => {
  const { told, stream } = open();
  for await (const _ of stream);
  assert.deepEqual(told, [3]);
});

test("an answer whose reader left counts as far as it came", async () => {
  const { told, stream } = open();
  for await (const piece of stream) if (piece.choices[0]?.delta?.content === " two") break;
  assert.deepEqual(told, [2]);
});
