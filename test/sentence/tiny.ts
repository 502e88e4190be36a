import { join } from "node:path";
import { writeFileSync } from "node:fs";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";

export interface Tensors {
  readonly [name: string]: { readonly shape: readonly number[]; readonly values: Float32Array };
}

/** A BERT of 8 numbers a token, 2 heads, 2 layers, with weights from a fixed sequence. */
export function tinyBert(prefix = ""): Tensors {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 48271) % 2147483647;
    return (seed / 2147483647 - 0.5) * 2;
  };
  const tensor = (...shape: number[]): Tensors[string] => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random),
  });
  const linear = (name: string, to: number, from: number): Tensors => ({
    [`${name}.weight`]: tensor(to, from),
    [`${name}.bias`]: tensor(to),
  });
  const norm = (name: string): Tensors => ({
    [`${name}.weight`]: tensor(8),
    [`${name}.bias`]: tensor(8),
  });
  const layer = (n: number): Tensors => ({
    ...linear(`encoder.layer.${n}.attention.self.query`, 8, 8),
    ...linear(`encoder.layer.${n}.attention.self.key`, 8, 8),
    ...linear(`encoder.layer.${n}.attention.self.value`, 8, 8),
    ...linear(`encoder.layer.${n}.attention.output.dense`, 8, 8),
    ...norm(`encoder.layer.${n}.attention.output.LayerNorm`),
    ...linear(`encoder.layer.${n}.intermediate.dense`, 12, 8),
    ...linear(`encoder.layer.${n}.output.dense`, 8, 12),
    ...norm(`encoder.layer.${n}.output.LayerNorm`),
  });
  const tensors = {
    "embeddings.word_embeddings.weight": tensor(vocabulary.length, 8),
    "embeddings.position_embeddings.weight": tensor(16, 8),
    "embeddings.token_type_embeddings.weight": tensor(2, 8),
    ...norm("embeddings.LayerNorm"),
    ...layer(0),
    ...layer(1),
  };
  return Object.fromEntries(Object.entries(tensors).map(([name, t]) => [prefix + name, t]));
}

export const vocabulary = "[PAD] [UNK] [CLS] [SEP] the cat sat on a mat ##s .".split(" ");

export function toSafetensors(
  tensors: Tensors,
  { dtype = "F32" }: { readonly dtype?: "F32" | "F16" | "BF16" } = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let at = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    const bytes = toBytes(values, dtype);
    header[name] = { dtype, shape, data_offsets: [at, at + bytes.length] };
    parts.push(bytes);
    at += bytes.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...parts]);
}

function toBytes(values: Float32Array, dtype: string): Uint8Array {
  const full = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  if (dtype === "F32") return full;
  const result = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => {
    if (dtype === "BF16") result.writeUInt16LE(full.readUInt16LE(i * 4 + 2), i * 2);
    else result.writeUInt16LE(toHalf(value), i * 2);
  });
  return result;
}

/** Truncates to IEEE binary16; enough for normal numbers below 65504. */
function toHalf(value: number): number {
  if (value === 0) return 0;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.abs(value))));
  const fraction = Math.floor((Math.abs(value) / 2 ** exponent) * 1024);
  const bits = fraction < 1024 ? fraction : ((exponent + 15) << 10) | (fraction & 1023);
  return (value < 0 ? 0x8000 : 0) | bits;
}

export const tokenizerJson = {
  version: "1.0",
  added_tokens: [],
  normalizer: { type: "BertNormalizer", clean_text: true, lowercase: true },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
    },
  },
  decoder: { type: "WordPiece", prefix: "##" },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(vocabulary.map((word, i) => [word, i])),
  },
};

export function writeTiny(folder: string, weights: Uint8Array): void {
  writeFileSync(join(folder, "model.safetensors"), weights);
  writeFileSync(join(folder, "tokenizer.json"), JSON.stringify(tokenizerJson));
}

export function tinyManifest(options: Readonly<Record<string, unknown>> = {}): Manifest {
  const file = (name: string): Manifest["files"][number] => ({
    name,
    bytes: 1,
    sha256: "ab".repeat(32),
    sources: [],
  });
  return {
    tag: "@test/tiny",
    kind: "embedding",
    engine: "sentence",
    title: "Tiny",
    description: "For tests.",
    licence: { id: "MIT" },
    languages: ["en"],
    files: [file("model.safetensors"), file("tokenizer.json")],
    memory: 0,
    options: { dimensions: 8, heads: 2, maxTokens: 10, ...options },
  };
}

export const loadContext = (folder: string, cacheFolder: string): LoadContext => ({
  signal: new AbortController().signal,
  resource: (name) => join(folder, name),
  cacheFolder,
  device: "cpu",
  threads: 1,
  progress() {},
  runsOn() {},
  log() {},
});
