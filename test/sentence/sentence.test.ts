import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { engine } from "../../predictors/sentence/index.ts";
import { toBertGraph } from "../../predictors/sentence/bert.ts";
import { writeOnnx } from "../../predictors/sentence/onnx.ts";
import { readSafetensors } from "../../predictors/sentence/safetensors.ts";
import { isAbort } from "../../src/platform/errors.ts";
import { last } from "../../src/platform/stream.ts";
import type { EmbeddingUsage } from "../../src/predictor/contract/parameter.ts";
import type { Tensor } from "../../src/predictor/contract/signature.ts";
import { encodeExactly } from "./reference.ts";
import { loadContext, tinyBert, tinyManifest, toSafetensors, writeTiny } from "./tiny.ts";

let folder: string;
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-sentence-"));
  cache = join(folder, "cache");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ids = [2, 4, 5, 10, 6, 11, 3];
const text = "The cats sat.";

async function embed(
  values: { readonly texts: readonly string[]; readonly dimensions?: number },
  {
    options,
    signal = new AbortController().signal,
  }: { options?: object; signal?: AbortSignal } = {},
): Promise<readonly [Tensor, EmbeddingUsage]> {
  const predictor = engine(tinyManifest({ ...options }));
  const state = await predictor.load(loadContext(folder, cache));
  try {
    const outputs = await last(predictor.predict(values, state, { signal }));
    return outputs as unknown as readonly [Tensor, EmbeddingUsage];
  } finally {
    await predictor.dispose(state);
  }
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, most: number): void {
  assert.equal(actual.length, expected.length);
  const off = Math.max(...Array.from(actual, (v, i) => Math.abs(v - expected[i]!)));
  assert.ok(off <= most, `off by ${off}`);
}

test("a vector equals a plain float64 pass over the same weights", async () => {
  const tensors = tinyBert();
  writeTiny(folder, toSafetensors(tensors));
  const [{ data, shape }, usage] = await embed({ texts: [text] });
  assert.deepEqual(shape, [1, 8]);
  assertClose(data, encodeExactly(tensors, ids, { heads: 2, eps: 1e-12 }), 1e-6);
  assert.deepEqual(usage, { prompt_tokens: 7, total_tokens: 7 });
});

test("weights under a head's name and in half precision give the same vector", async () => {
  const exact = encodeExactly(tinyBert(), ids, { heads: 2, eps: 1e-12 });
  for (const [dtype, most] of [
    ["F16", 2e-2],
    ["BF16", 1e-1],
  ] as const) {
    rmSync(cache, { recursive: true, force: true });
    writeTiny(folder, toSafetensors(tinyBert("bert."), { dtype }));
    const [{ data }] = await embed({ texts: [text] });
    assertClose(data, exact, most);
  }
});

test("an encoder of whole numbers gives nearly the same vectors, beside the exact one and from the same file", async () => {
  const tensors = tinyBert();
  // one number far beyond the others must not cost the other words their places
  tensors["embeddings.word_embeddings.weight"]!.values[8] = 40;
  writeTiny(folder, toSafetensors(tensors));
  const [exact] = await embed({ texts: [text, "a mat"] });
  const [whole] = await embed({ texts: [text, "a mat"] }, { options: { precision: "int8" } });
  assert.notDeepEqual(whole.data, exact.data);
  for (const row of [0, 8]) {
    const cosine = [...exact.data.subarray(row, row + 8)].reduce(
      (sum, v, i) => sum + v * whole.data[row + i]!,
      0,
    );
    assert.ok(cosine > 0.999, `cosine ${cosine}`);
  }
  assert.equal(readdirSync(cache).length, 2);
});

test("texts in one call do not touch one another", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  const [{ data: both, shape }] = await embed({ texts: [text, "a mat"] });
  const [{ data: first }] = await embed({ texts: [text] });
  const [{ data: second }] = await embed({ texts: ["a mat"] });
  assert.deepEqual(shape, [2, 8]);
  assert.deepEqual([...both], [...first, ...second]);
});

test("a text that is too long keeps its beginning and the mark at its end", async () => {
  const tensors = tinyBert();
  writeTiny(folder, toSafetensors(tensors));
  const [{ data }, usage] = await embed({ texts: ["the cat ".repeat(5000)] });
  const kept = [2, 4, 5, 4, 5, 4, 5, 4, 5, 3];
  assert.equal(usage.prompt_tokens, 10);
  assertClose(data, encodeExactly(tensors, kept, { heads: 2, eps: 1e-12 }), 1e-6);
});

test("no texts give no rows, and an empty text still gives a vector of unit length", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  assert.deepEqual((await embed({ texts: [] }))[0].shape, [0, 8]);
  const [{ data }] = await embed({ texts: [""] });
  assertClose([Math.hypot(...data)], [1], 1e-6);
});

test("the ONNX file is made once and used again without the weights", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  const [before] = await embed({ texts: [text] });
  assert.equal(readdirSync(cache).length, 1);
  writeFileSync(join(folder, "model.safetensors"), "gone");
  const [after] = await embed({ texts: [text] });
  assert.deepEqual(after.data, before.data);
});

test("a ready-made model.onnx is run as it is", async () => {
  const tensors = readSafetensors(toSafetensors(tinyBert()));
  const config = { heads: 2, eps: 1e-12, firstPosition: 0, precision: "float32" } as const;
  writeTiny(folder, toSafetensors(tinyBert()));
  writeFileSync(join(folder, "model.onnx"), writeOnnx(toBertGraph(tensors, config).graph));
  const manifest = tinyManifest();
  const [weights, tokenizer] = manifest.files;
  const predictor = engine({
    ...manifest,
    files: [{ ...weights!, name: "model.onnx" }, tokenizer!],
  });
  const state = await predictor.load(loadContext(folder, cache));
  const { signal } = new AbortController();
  const [tensor] = (await last(predictor.predict({ texts: [text] }, state, { signal }))) as [
    Tensor,
  ];
  await predictor.dispose(state);
  const [{ data }] = await embed({ texts: [text] });
  assert.deepEqual(tensor.data, data);
});

test("smaller sizes are given only where the manifest lists them, at unit length", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  const [{ data: full }] = await embed({ texts: [text] });
  const [{ data, shape }] = await embed(
    { texts: [text], dimensions: 4 },
    { options: { matryoshka: [4] } },
  );
  assert.deepEqual(shape, [1, 4]);
  const head = [...full].slice(0, 4);
  const length = Math.hypot(...head);
  assertClose(
    data,
    head.map((v) => v / length),
    1e-6,
  );
  await assert.rejects(embed({ texts: [text], dimensions: 4 }), {
    code: "invalid_value",
    param: "dimensions",
  });
  const [, dimensions] = engine(tinyManifest()).signature.inputs;
  assert.deepEqual([dimensions?.min, dimensions?.max, dimensions?.default], [8, 8, 8]);
});

test("pooling by the first token takes its vector", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  const [{ data: mean }] = await embed({ texts: [text] });
  const [{ data: first }] = await embed({ texts: [text] }, { options: { pooling: "cls" } });
  assert.notDeepEqual(first, mean);
  // with a single token the two are the same
  const [{ data: a }] = await embed({ texts: [""] }, { options: { maxTokens: 1 } });
  const [{ data: b }] = await embed({ texts: [""] }, { options: { maxTokens: 1, pooling: "cls" } });
  assert.deepEqual(a, b);
});

test("aborting stops between two texts", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  const controller = new AbortController();
  const texts = Array.from({ length: 10_000 }, () => text);
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(embed({ texts }, { signal: controller.signal }), isAbort);
});

test("weights that are cut short, and other kinds of model, are refused by name", async () => {
  const whole = toSafetensors(tinyBert());
  writeTiny(folder, whole.subarray(0, whole.length - 5));
  await assert.rejects(embed({ texts: [text] }), /damaged or cut short/);
  const { "encoder.layer.1.output.dense.weight": _, ...rest } = tinyBert();
  writeTiny(folder, toSafetensors(rest));
  await assert.rejects(embed({ texts: [text] }), /"encoder.layer.1.output.dense.weight"/);
});

test("a manifest that does not fit the model says what to correct", async () => {
  writeTiny(folder, toSafetensors(tinyBert()));
  await assert.rejects(embed({ texts: [text] }, { options: { dimensions: 6 } }), /"dimensions"/);
  await assert.rejects(embed({ texts: [text] }, { options: { maxTokens: 99 } }), /"maxTokens"/);
  await assert.rejects(embed({ texts: [text] }, { options: { heads: 3 } }), /"heads"/);
  await assert.rejects(embed({ texts: [text] }, { options: { pooling: "max" } }), /"pooling"/);
  await assert.rejects(embed({ texts: [text] }, { options: { precision: "int4" } }), /"precision"/);
});
