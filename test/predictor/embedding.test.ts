import assert from "node:assert/strict";
import { test } from "node:test";
import { bindEmbedding } from "../../src/predictor/contract/bind.ts";
import { openCalls } from "../../src/predictor/call.ts";
import { defineEmbedding, type Predictor } from "../../src/predictor/contract/define.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { problemsOf, rulesIn } from "./problems.ts";
import { changed, embedder, embedding, tensor } from "./samples.ts";

const { signature } = embedder;
const { embed } = openCalls(fakePredictors({ "@test/embedder": embedder }));
const embedTexts = (...texts: string[]) => embed("@test/embedder", { texts });

/** Embedding two texts breaks this rule when the predictor answers like this. */
async function breaks(rule: string, result: unknown, message: RegExp): Promise<void> {
  const calls = openCalls(fakePredictors({ "@test/embedding": embedding(result) }));
  await assert.rejects(calls.embed("@test/embedding", { texts: ["a", "b"] }), {
    code: "predictor_failed",
    rule,
    message,
  });
}

test("E1: the texts are a required list of strings", () => {
  const messages = { schema: { type: "array", items: { title: "Message", type: "object" } } };
  for (const change of [{ dtype: "string" }, messages])
    assert.deepEqual(rulesIn(bindEmbedding(changed(signature, "texts", change))), ["E1", "E2"]);
  const bare = bindEmbedding(changed(signature, "texts", { schema: undefined }));
  assert.equal(bare.ok && bare.binding.texts.name, "texts");
});

test("E2: a second required input is a problem", () => {
  const inputs = [{ name: "prefix", dtype: "string" } as const, ...signature.inputs];
  assert.deepEqual(problemsOf(bindEmbedding({ ...signature, inputs })), [
    {
      rule: "E2",
      parameter: "prefix",
      message: "prefix needs a default: only the texts may be required",
    },
  ]);
});

test("E3: an output must be annotated Embedding", () => {
  const bare = changed(signature, "output0", { denotation: undefined });
  assert.deepEqual(rulesIn(bindEmbedding(bare)), ["E3"]);
});

test("E4: only float32 is an embedding; the message names what was found", async () => {
  assert.deepEqual(rulesIn(bindEmbedding(changed(signature, "output0", { dtype: "float64" }))), [
    "E4",
  ]);
  const shape = [2, 1];
  await breaks("E4", { data: Float64Array.of(1, 1), shape }, /a Float64Array, not a Float32Array/);
  await breaks("E4", { data: Int32Array.of(1, 1), shape }, /a Int32Array/);
  await breaks("E4", { data: [1, 1], shape }, /an array of numbers/);
  await breaks("E4", [[[1], [1]]], /an array of numbers/);
  await breaks("E4", { data: undefined, shape }, /a Object/);
});

test("E5: an embedding has two dimensions", async () => {
  await breaks("E5", tensor([1, 1], [2]), /\(2\), not \(texts, dimensions\)/);
  await breaks("E5", tensor([1, 1], [1, 2, 1]), /\(1, 2, 1\)/);
  await breaks("E5", tensor([], [2, 0]), /\(2, 0\)/);
  await breaks("E5", { data: Float32Array.of(1), shape: [1, 1.5] }, /whole numbers/);
});

test("E6: there is one row for each text, in order", async () => {
  await breaks("E6", tensor([1], [1, 1]), /2 texts gave 1 rows/);
  await breaks("E6", tensor([1, 1, 1], [3, 1]), /2 texts gave 3 rows/);
  const { size, vectors } = await embedTexts("a", "bbb");
  assert.deepEqual(vectors.subarray(0, size), (await embedTexts("a")).vectors);
  assert.deepEqual(vectors.subarray(size), (await embedTexts("bbb")).vectors);
});

test("E7: EmbeddingDims must be an integer", () => {
  const float = changed(signature, "dimensions", { dtype: "float32" });
  assert.deepEqual(rulesIn(bindEmbedding(float)), ["E7"]);
  const older = bindEmbedding(changed(signature, "dimensions", { denotation: "embedding.dims" }));
  assert.equal(older.ok && older.binding.dimensions?.name, "dimensions");
});

test("E8: EmbeddingDims needs a default", () => {
  const required = changed(signature, "dimensions", { optional: undefined, default: undefined });
  assert.deepEqual(problemsOf(bindEmbedding(required)), [
    { rule: "E8", parameter: "dimensions", message: "dimensions needs a default" },
  ]);
});

test("E9: rows have the dimensions that were asked for, or the default", async () => {
  const ask = (dimensions: number) => embed("@test/embedder", { texts: ["a"], dimensions });
  assert.equal((await ask(7)).size, 7);
  assert.equal((await embedTexts("a")).size, 4);
  await assert.rejects(ask(9), { code: "invalid_value", status: 400, param: "dimensions" });
  await assert.rejects(ask(2.5), { code: "invalid_value", param: "dimensions" });
  const deaf: Predictor = { ...embedder, predict: (values, ...rest) => embedder.predict({ ...values, dimensions: 4 }, ...rest) }; // prettier-ignore
  const calls = openCalls(fakePredictors({ "@test/deaf": deaf }));
  await assert.rejects(calls.embed("@test/deaf", { texts: ["a"], dimensions: 3 }), { rule: "E9" });
});

test("E9: dimensions are refused by a predictor without them", async () => {
  const calls = openCalls(fakePredictors({ "@test/embedding": embedding(tensor([1], [1, 1])) }));
  await assert.rejects(calls.embed("@test/embedding", { texts: ["a"], dimensions: 1 }), {
    code: "unsupported_parameter",
    param: "dimensions",
  });
});

test("E10: the shape fits the data, and every number is finite", async () => {
  await breaks("E10", tensor([1, 1, 1], [2, 1]), /\(2, 1\) needs 2 values, not 3/);
  await breaks("E10", tensor([1, Number.NaN], [2, 1]), /value 1 is NaN/);
  await breaks("E10", tensor([Infinity, 1], [2, 1]), /value 0 is Infinity/);
});

test("E12: one text gives one row, no text gives none", async () => {
  const one = await embedTexts("a");
  assert.deepEqual([one.size, one.vectors.length], [4, 4]);
  assert.deepEqual(await embedTexts(), { size: 0, vectors: new Float32Array(0), promptTokens: 0 });
});

test("E13: rows come back with unit length, also when they were cut", async () => {
  const calls = openCalls(
    fakePredictors({ "@test/cut": embedding(tensor([3, 4, 0, 0.5], [2, 2])) }),
  );
  const { vectors } = await calls.embed("@test/cut", { texts: ["a", "b"] });
  assert.deepEqual(vectors, Float32Array.of(0.6, 0.8, 0, 1));
});

test("E13: rows of unit length stay as they are, bit for bit, and zeros stay zeros", async () => {
  const data = Float32Array.of(0.6, 0.8, 0, 0);
  const calls = openCalls(fakePredictors({ "@test/unit": embedding({ data, shape: [2, 2] }) }));
  assert.deepEqual((await calls.embed("@test/unit", { texts: ["a", "b"] })).vectors, data);
});

test("E14: token counts are reported when there is a second output titled Usage", async () => {
  assert.equal((await embedTexts("four", "five5")).promptTokens, 9);
  const calls = openCalls(fakePredictors({ "@test/embedding": embedding(tensor([1], [1, 1])) }));
  assert.equal((await calls.embed("@test/embedding", { texts: ["a"] })).promptTokens, undefined);
});

test("E14: token counts that make no sense are refused", async () => {
  const withUsage = (usage: unknown) =>
    defineEmbedding({
      tag: "@test/usage",
      description: "Embeds.",
      inputs: { texts: Parameter.Texts({ description: "Texts." }) },
      outputs: [
        Parameter.Embedding({ description: "Rows." }),
        Parameter.EmbeddingUsage({ description: "Tokens." }),
      ],
      predict: async () => [tensor([1], [1, 1]), usage as never] as const,
    });
  for (const usage of [
    undefined,
    {},
    { prompt_tokens: 1.5, total_tokens: 1.5 },
    { prompt_tokens: 2, total_tokens: 3 },
  ]) {
    const calls = openCalls(fakePredictors({ "@test/usage": withUsage(usage) }));
    await assert.rejects(calls.embed("@test/usage", { texts: ["a"] }), { rule: "E14" });
  }
});

test("a long list goes through in parts and comes back whole and in order", async () => {
  const sizes: number[] = [];
  const counting: Predictor = {
    ...embedder,
    predict(values, state, context) {
      sizes.push((values["texts"] as string[]).length);
      return embedder.predict(values, state, context);
    },
  };
  const calls = openCalls(fakePredictors({ "@test/counting": counting }));
  const texts = Array.from({ length: 600 }, (_, i) => "x".repeat((i % 50) + 1));
  const whole = await calls.embed("@test/counting", { texts });
  assert.deepEqual(sizes, [256, 256, 88]);
  assert.deepEqual(whole.vectors.subarray(599 * 4), (await embedTexts(texts[599] ?? "")).vectors);
  assert.equal(whole.promptTokens, texts.join("").length);
});
