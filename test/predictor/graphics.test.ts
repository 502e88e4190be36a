import assert from "node:assert/strict";
import { test } from "node:test";
import { type Graphics, rememberGraphics } from "../../src/predictor/running/graphics.ts";

const card: Graphics = { backend: "CUDA", names: ["A"], total: 8e9, free: 7e9, shared: false };

test("callers that come together share one question", async () => {
  let asked = 0;
  const graphics = rememberGraphics(async () => (asked++, card));
  await Promise.all([graphics(), graphics()]);
  assert.equal(asked, 1);
});

test("where there is a card its memory is asked again after a minute, where there is none never", async () => {
  for (const [found, times] of [
    [card, 2],
    [undefined, 1],
  ] as const) {
    let [asked, now] = [0, 0];
    const graphics = rememberGraphics(
      async () => (asked++, found),
      () => now,
    );
    await graphics();
    now = 30_000;
    await graphics();
    assert.equal(asked, 1);
    now = 61_000;
    await graphics();
    assert.equal(asked, times);
  }
});
