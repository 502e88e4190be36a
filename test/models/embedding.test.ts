import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readSafetensors } from "../../predictors/sentence/safetensors.ts";
import { openTokenizer } from "../../predictors/sentence/tokens.ts";
import { openDevModels } from "../../src/dev/weights.ts";
import { encodeExactly } from "../sentence/reference.ts";
import type { Tensors } from "../sentence/tiny.ts";
import { usePredictors } from "./opened.ts";

const tag = "@hearth/all-minilm-l6-v2";
const models = openDevModels();
const { calls } = usePredictors();

async function embed(texts: readonly string[]): Promise<Float32Array[]> {
  const { size, vectors } = await calls.embed(tag, { texts });
  assert.equal(size, 384);
  return texts.map((_, i) => vectors.subarray(i * size, (i + 1) * size));
}

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

test("vectors equal a float64 pass over the same weights", async () => {
  const texts = ["How do I open the terminal?", "const x = items.map(({ id }) => id);", "Übung 42"];
  const manifest = await models.find(tag);
  const folder = models.folder(manifest!);
  const file = readSafetensors(readFileSync(join(folder, "model.safetensors")));
  const tensors: Tensors = Object.fromEntries(
    [...file].map(([name, { shape, bytes }]) => [
      name,
      { shape, values: new Float32Array(Uint8Array.from(bytes).buffer) },
    ]),
  );
  const tokenizer = JSON.parse(readFileSync(join(folder, "tokenizer.json"), "utf8")) as object;
  const encode = openTokenizer(tokenizer, 256);
  for (const [i, vector] of (await embed(texts)).entries()) {
    const exact = encodeExactly(tensors, encode(texts[i]!), { heads: 12, eps: 1e-12 });
    const off = Math.max(...exact.map((value, j) => Math.abs(value - vector[j]!)));
    assert.ok(off < 1e-5, `off by ${off}`);
  }
});

test("what means the same lies closer than what shares words", async () => {
  const [question, same, other] = await embed([
    "How do I cancel a running request?",
    "Aborting a call that is in flight",
    "How do I bake a running joke?",
  ]);
  assert.ok(cosine(question!, same!) > cosine(question!, other!) + 0.1);
});

test("a text gets the same vector alone and among others", async () => {
  const texts = ["one", "a much longer text about two things and their differences", "three"];
  const together = await embed(texts);
  for (const [i, text] of texts.entries()) assert.deepEqual((await embed([text]))[0], together[i]);
});

test("tokens are counted as the model reads them", async () => {
  const { promptTokens } = await calls.embed(tag, { texts: ["hello world", "hello"] });
  assert.equal(promptTokens, 4 + 3);
});
