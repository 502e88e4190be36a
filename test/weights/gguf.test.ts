import assert from "node:assert/strict";
import { test } from "node:test";
import { forecast, roughForecast } from "../../src/models/forecast/forecast.ts";
import { cacheOf } from "../../src/models/forecast/need.ts";
import { readGguf, type GgufFacts } from "../../src/models/forecast/gguf.ts";
import { gguf, type Metadata } from "../fakes/gguf.ts";

const header: Metadata = {
  "general.architecture": "llama",
  "general.name": "Tiny",
  "general.license": "apache-2.0",
  "llama.block_count": 30,
  "llama.embedding_length": 576,
  "llama.attention.head_count": 9,
  "llama.attention.head_count_kv": 3,
  "llama.context_length": 8192,
  "tokenizer.ggml.tokens": ["a", "b", "c"],
  "tokenizer.ggml.merges": ["never read"],
};

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
const read = (metadata: Metadata, length = 7): Promise<GgufFacts> =>
  readGguf(inPieces(gguf(metadata, []), length));

test("the header tells layers, heads, context and vocabulary, however it arrives", async () => {
  const wanted = {
    architecture: "llama",
    name: "Tiny",
    licence: "apache-2.0",
    ...{ layers: 30, embedding: 576, heads: 9, kvHeads: 3, keyLength: 64, valueLength: 64 },
    ...{ context: 8192, vocabulary: 3, expertsUsed: 1 },
  };
  assert.deepEqual(await read(header, 1), wanted);
  assert.deepEqual(await read(header, 1 << 20), wanted);
});

test("nothing is read beyond the point where the vocabulary begins", async () => {
  const bytes = gguf(header, []);
  const end = Buffer.from(bytes).indexOf("tokenizer.ggml.merges");
  assert.equal((await readGguf(inPieces(bytes.subarray(0, end - 30), 64))).layers, 30);
});

test("of experts the part that each token takes is told", async () => {
  const facts = await read({ "llama.expert_count": 128, "llama.expert_used_count": 8, ...header });
  assert.equal(facts.expertsUsed, 1 / 16);
});

test("what is no GGUF model, or is cut short, is refused in words", async () => {
  const bytes = gguf(header, []);
  for (const wrong of [Buffer.from("<html>no</html>"), bytes.subarray(0, 100), new Uint8Array()])
    await assert.rejects(readGguf(inPieces(wrong, 16)), /not a GGUF model/);
  await assert.rejects(read({ "general.architecture": "llama" }), /not a GGUF model/);
});

const smol: GgufFacts = {
  architecture: "llama",
  ...{ layers: 30, embedding: 576, heads: 9, kvHeads: 3, keyLength: 64, valueLength: 64 },
  ...{ context: 8192, vocabulary: 49152, expertsUsed: 1 },
};
const machine = { total: 16e9, budget: 8e9, weightsPerSecond: 10e9 };
const plan = { context: 8192, sequences: 2 };
const all = (bytes: number) => ({ bytes, active: bytes });

test("keys and values take two bytes a number in every layer", () => {
  assert.equal(cacheOf(smol, 1), 30 * 3 * (64 + 64) * 2);
});

test("layers that look back only so far keep only so much", () => {
  const gemma = { ...smol, architecture: "gemma3", window: 1024 };
  assert.ok(cacheOf(gemma, 32_768) < 0.25 * cacheOf(smol, 32_768));
  assert.equal(cacheOf(gemma, 1_000), cacheOf(smol, 1_000));
});

test("a model that fits is told with its speed and the largest context that fits", () => {
  const found = forecast(smol, { size: all(98e6), plan, machine });
  assert.equal(found.verdict, "fits");
  assert.equal(found.largestContext, 8192);
  assert.equal(Math.round(found.speed ?? 0), 102);
  const small = forecast(smol, { size: all(98e6), plan, machine: { ...machine, budget: 500e6 } });
  assert.ok((small.largestContext ?? 0) > 1024 && (small.largestContext ?? 0) < 8192);
});

test("a mixture of experts is as quick as the part that works", () => {
  const dense = forecast(smol, { size: all(16e9), plan, machine });
  const sparse = forecast(smol, { size: { bytes: 16e9, active: 2e9 }, plan, machine });
  assert.equal(sparse.speed, 8 * (dense.speed ?? 0));
});

test("what Hearth may not use is told apart from what the machine does not have", () => {
  const verdict = (bytes: number): string =>
    forecast(smol, { size: all(bytes), plan, machine }).verdict;
  assert.deepEqual([1e9, 10e9, 14e9].map(verdict), ["fits", "tight", "tooLarge"]);
});

test("before the header was read, a measured memory counts, else a quarter more than the files", () => {
  const at = { plan, machine };
  assert.equal(roughForecast({ bytes: 1e9, memory: 700e6 }, at).memory, 700e6);
  assert.equal(roughForecast({ bytes: 4e9, memory: 0 }, at).memory, 5.12e9);
});
