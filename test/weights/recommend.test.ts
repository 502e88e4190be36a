import assert from "node:assert/strict";
import { test } from "node:test";
import type { Forecast, Machine } from "../../src/models/forecast/forecast.ts";
import type { GgufFacts } from "../../src/models/forecast/gguf.ts";
import { offload } from "../../src/models/forecast/offload.ts";
import { recommended } from "../../src/models/forecast/recommend.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Graphics } from "../../src/predictor/running/graphics.ts";
import { manifestOf } from "./room.ts";

const machine: Machine = { total: 16e9, budget: 8e9 };
const card: Graphics = { backend: "CUDA", names: ["RTX"], total: 12e9, free: 11e9, shared: false };

function candidate(
  tag: string,
  about: Partial<Manifest>,
  forecast: Partial<Forecast> = {},
  bytes = 4e9,
) {
  return {
    manifest: { ...manifestOf(), tag, ...about },
    bytes,
    forecast: { verdict: "fits", memory: bytes, context: 8192, machine, ...forecast } as Forecast,
  };
}
const tags = (found: readonly { readonly manifest: Manifest }[]): string[] =>
  found.map(({ manifest }) => manifest.tag);

test("the best of those that fit and are quick enough is recommended, not the quickest and not the largest", () => {
  const found = recommended([
    candidate("@a/tiny", { rank: 5 }, { speed: 90 }),
    candidate("@a/good", { rank: 40 }, { speed: 9 }),
    candidate("@a/slow", { rank: 60 }, { speed: 6 }),
    candidate("@a/large", { rank: 90 }, { speed: 9, verdict: "tight" }),
    candidate("@a/unrated", {}, { speed: 50 }),
  ]);
  assert.deepEqual(tags(found), ["@a/good"]);
});

test("where none has a good pace, one at half of it is better than none; slower ones are not recommended", () => {
  const slow = candidate("@a/slow", { rank: 10 }, { speed: 4.5 });
  assert.deepEqual(tags(recommended([slow, candidate("@a/slower", { rank: 90 }, { speed: 1 })])), ["@a/slow"]); // prettier-ignore
  assert.deepEqual(recommended([candidate("@a/slower", { rank: 90 }, { speed: 1 })]), []);
});

test("before the machine was measured, none that writes is recommended; a card with room for it needs no measure", () => {
  const good = candidate("@a/good", { rank: 40 });
  assert.deepEqual(recommended([good]), []);
  const withCard = candidate("@a/good", { rank: 40 }, { machine: { ...machine, graphics: card } });
  assert.deepEqual(tags(recommended([withCard])), ["@a/good"]);
  const beyond = candidate(
    "@a/big",
    { rank: 40 },
    { machine: { ...machine, graphics: card } },
    9e9,
  );
  assert.deepEqual(recommended([beyond]), []);
});

test("each job has its own, and voices and encoders need no speed", () => {
  const found = recommended([
    candidate("@a/chat", { rank: 1 }, { speed: 9 }),
    candidate("@a/voice", { kind: "speech", rank: 1 }),
    candidate("@a/better", { kind: "speech", rank: 2 }),
  ]);
  assert.deepEqual(tags(found), ["@a/chat", "@a/better"]);
});

const facts: GgufFacts = {
  architecture: "qwen2",
  ...{ layers: 28, embedding: 3584, heads: 28, kvHeads: 4, keyLength: 128, valueLength: 128 },
  ...{ context: 32768, vocabulary: 152064, expertsUsed: 1 },
};
const placed = (graphics: Graphics, bytes = 4.68e9) =>
  offload(facts, { bytes, context: 8192, sequences: 2, graphics });

test("a model that fits is taken over whole, one that is too large by as many layers as fit, none by a full card", () => {
  assert.deepEqual([placed(card).layers, placed(card).of], [29, 29]);
  const half = placed({ ...card, total: 4e9, free: 3.5e9 });
  assert.ok(half.layers > 5 && half.layers < 20, String(half.layers));
  assert.equal(placed({ ...card, free: 0.5e9 }).layers, 0);
});

test("two cards of one name are called once, and a nameless one by its driver", () => {
  assert.equal(placed({ ...card, names: ["RTX", "RTX"] }).card, "RTX");
  assert.equal(placed({ ...card, names: [] }).card, "CUDA");
});
