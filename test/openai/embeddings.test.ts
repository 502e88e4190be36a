import assert from "node:assert/strict";
import { test } from "node:test";
import { openCreators } from "../../src/openai/client.ts";
import type { EmbeddingParams } from "../../src/openai/types.ts";
import { openCalls } from "../../src/predictor/call.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { embedder, embedding, tensor } from "../predictor/samples.ts";

const model = "@test/embedder";
const { create } = openCreators(openCalls(fakePredictors({ [model]: embedder }))).embeddings;
const refused = (params: object, error: object): Promise<void> =>
  assert.rejects(create({ model, ...params } as EmbeddingParams), error);

test("E12: one text gives one item at index 0", async () => {
  const { object, data, usage, ...rest } = await create({ model, input: "four" });
  assert.deepEqual(
    [object, data.length, data[0]?.index, data[0]?.object],
    ["list", 1, 0, "embedding"],
  );
  assert.equal(data[0]?.embedding.length, 4);
  assert.deepEqual(usage, { prompt_tokens: 4, total_tokens: 4 });
  assert.deepEqual(rest, { model });
});

test("E11: base64 decodes to exactly the floats, little-endian, each row of a list alone", async () => {
  const input = ["a", "bbb", "cccccc"];
  const floats = await create({ model, input });
  const encoded = await create({ model, input, encoding_format: "base64" });
  for (const [i, { embedding: row, index }] of encoded.data.entries()) {
    const bytes = Buffer.from(row as string, "base64");
    assert.deepEqual([index, bytes.length], [i, 4 * 4]);
    const decoded = [0, 4, 8, 12].map((at) => bytes.readFloatLE(at));
    assert.deepEqual(decoded, floats.data[i]?.embedding);
  }
});

test("E11: a tensor that is a view is encoded without what lies around it", async () => {
  const data = Float32Array.of(9, 0.6, 0.8, 9).subarray(1, 3);
  const client = openCreators(
    openCalls(fakePredictors({ [model]: embedding({ data, shape: [1, 2] }) })),
  );
  const response = await client.embeddings.create({ model, input: "a", encoding_format: "base64" });
  const bytes = Buffer.from(response.data[0]?.embedding as string, "base64");
  assert.deepEqual(
    [bytes.length, bytes.readFloatLE(0), bytes.readFloatLE(4)],
    [8, ...Float32Array.of(0.6, 0.8)],
  );
});

test("E9: dimensions reach the predictor, and are refused when it has none", async () => {
  assert.equal((await create({ model, input: "a", dimensions: 3 })).data[0]?.embedding.length, 3);
  await refused({ input: "a", dimensions: 99 }, { code: "invalid_value", param: "dimensions" });
  const fixed = openCreators(
    openCalls(fakePredictors({ [model]: embedding(tensor([1], [1, 1])) })),
  );
  await assert.rejects(fixed.embeddings.create({ model, input: "a", dimensions: 1 }), {
    code: "unsupported_parameter",
    param: "dimensions",
  });
});

test("usage is left out when the predictor does not count, never zero", async () => {
  const silent = openCreators(
    openCalls(fakePredictors({ [model]: embedding(tensor([1], [1, 1])) })),
  );
  assert.ok(!("usage" in (await silent.embeddings.create({ model, input: "a" }))));
});

test("empty texts, no text, token ids and more than 2048 texts are refused", async () => {
  for (const input of ["", [], ["a", ""], [1, 2], [[1]], undefined, Array(2049).fill("a")])
    await refused({ input }, { code: "invalid_value", status: 400, param: "input" });
  assert.equal(
    (await create({ model, input: Array(2048).fill("a") as string[] })).data.length,
    2048,
  );
});

test("unknown encodings and fields are refused, user is ignored", async () => {
  await refused(
    { input: "a", encoding_format: "hex" },
    { code: "invalid_value", param: "encoding_format" },
  );
  await refused(
    { input: "a", truncate: true },
    { code: "unsupported_parameter", param: "truncate" },
  );
  assert.ok(
    await create({ model, input: "a", user: "me", encoding_format: null } as EmbeddingParams),
  );
});
