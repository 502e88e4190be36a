import { gguf, type Metadata, type TensorData } from "./gguf.ts";

/** What a tiny model of the llama architecture is to do. */
export interface TinyModel {
  /**
   * Tokens that it says in this order, "▁" for a space, each at most once. A "script" model looks at the last token
   * alone: after a line break or a "begin" it starts, after a token of the script it says the next one.
   * Left out: random weights, which say nonsense but really compute.
   */
  readonly script?: readonly string[];
  /** After the script: start again (true) instead of ending the answer. */
  readonly loop?: boolean;
  /** Tokens that it can read. */
  readonly contextSize?: number;
  readonly layers?: number;
  /**
   * Every other layer sees only so many tokens back (the architecture is then Gemma 2), so that the end of what was read
   * cannot be forgotten. Not for a script.
   */
  readonly window?: number;
  /**
   * Every other layer keeps a state that each token changes (the architecture is then LFM2, a hybrid), so that nothing of
   * what was read can be forgotten. Not for a script.
   */
  readonly hybrid?: boolean;
  readonly template?: string;
  /** Markers that its tokenizer knows as control tokens ("<|…|>") or as user-defined ones. */
  readonly markers?: readonly string[];
}

const width = 64;
const heads = 4;
const keyHeads = 2;
const hidden = 128;
/** Tokens that the layers with a state look at. */
const reach = 3;

export const chatMl =
  "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}" +
  "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

/** A whole GGUF file of about half a megabyte, the same bytes each time. */
export function tinyGguf(model: TinyModel = {}): Uint8Array {
  const { contextSize = 2048, layers = 2, template = chatMl } = model;
  const vocabulary = buildVocabulary(model);
  const head = width / heads;
  const architecture = model.window ? "gemma2" : model.hybrid ? "lfm2" : "llama";
  const numbers: Metadata = {
    vocab_size: vocabulary.tokens.length,
    context_length: contextSize,
    embedding_length: width,
    block_count: layers,
    feed_forward_length: hidden,
    "attention.head_count": heads,
    "attention.head_count_kv": model.hybrid
      ? Array.from({ length: layers }, (_, i) => (hasState(i) ? 0 : keyHeads))
      : keyHeads,
    "attention.layer_norm_rms_epsilon": { float: 1e-5 },
    "rope.dimension_count": head,
    ...(model.window && { "attention.sliding_window": model.window }),
    ...(model.hybrid && { "shortconv.l_cache": reach }),
  };
  const metadata: Metadata = {
    "general.architecture": architecture,
    "general.name": "tiny",
    ...Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [`${architecture}.${name}`, value]),
    ),
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.tokens": vocabulary.tokens,
    "tokenizer.ggml.scores": { floats: vocabulary.scores },
    "tokenizer.ggml.token_type": vocabulary.types,
    "tokenizer.ggml.bos_token_id": vocabulary.id("<s>"),
    "tokenizer.ggml.eos_token_id": vocabulary.id("<|im_end|>"),
    "tokenizer.ggml.unknown_token_id": vocabulary.id("<unk>"),
    "tokenizer.ggml.add_bos_token": true,
    "tokenizer.ggml.add_space_prefix": false,
    "tokenizer.chat_template": template,
  };
  return gguf(metadata, buildTensors(model, vocabulary, layers));
}

/** Of a hybrid: the other layers have attention. */
const hasState = (layer: number): boolean => layer % 2 === 0;

interface Vocabulary {
  readonly tokens: readonly string[];
  readonly scores: readonly number[];
  readonly types: readonly number[];
  id(token: string): number;
}

const tokenType = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

function buildVocabulary({
  script = [],
  markers = ["<|im_start|>", "<|im_end|>", "<think>", "</think>"],
}: TinyModel): Vocabulary {
  const entries = new Map<string, { readonly type: number; readonly score: number }>();
  const add = (token: string, type: number): void => {
    // of two ways to merge, the tokenizer takes the higher score: earlier tokens win
    if (!entries.has(token)) entries.set(token, { type, score: -entries.size });
  };
  add("<unk>", tokenType.unknown);
  add("<s>", tokenType.control);
  add("</s>", tokenType.control);
  for (let byte = 0; byte < 256; byte++)
    add(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, tokenType.byte);
  for (const marker of markers)
    add(marker, marker.startsWith("<|") ? tokenType.control : tokenType.userDefined);
  for (const token of script) add(token, tokenType.normal);
  for (let code = 33; code < 127; code++) add(String.fromCharCode(code), tokenType.normal);
  add("▁", tokenType.normal);
  add("\n", tokenType.normal);
  const ids = new Map([...entries.keys()].map((token, id) => [token, id]));
  return {
    tokens: [...entries.keys()],
    scores: [...entries.values()].map(({ score }) => score),
    types: [...entries.values()].map(({ type }) => type),
    id: (token) => ids.get(token) ?? 0,
  };
}

function buildTensors(
  { script, loop = false, window, hybrid = false }: TinyModel,
  vocabulary: Vocabulary,
  layers: number,
): TensorData[] {
  const random = randomNumbers(42);
  const fill = (length: number, scale: number): Float32Array =>
    Float32Array.from({ length }, () => random() * scale);
  const size = vocabulary.tokens.length;
  // with nothing in its layers, a script model is its last token's embedding times the output matrix
  const weights = (name: string, from: number, to: number): TensorData => ({
    name,
    dims: [from, to],
    data: script ? new Float32Array(from * to) : fill(from * to, 1 / Math.sqrt(from)),
  });
  const embeddings = fill(size * width, 1);
  const output = script
    ? scriptOutput(embeddings, { script, loop, vocabulary })
    : fill(size * width, 1 / Math.sqrt(width));
  const norm = (name: string, length = width): TensorData => ({
    name: `${name}.weight`,
    dims: [length],
    data: new Float32Array(length).fill(1),
  });
  const state = (name: string): TensorData[] => [
    weights(`${name}.shortconv.conv.weight`, reach, width),
    weights(`${name}.shortconv.in_proj.weight`, width, 3 * width),
    weights(`${name}.shortconv.out_proj.weight`, width, width),
  ];
  const attention = (name: string): TensorData[] => {
    const head = width / heads;
    const keys = head * keyHeads;
    return [
      ...(hybrid ? [norm(`${name}.attn_q_norm`, head), norm(`${name}.attn_k_norm`, head)] : []),
      weights(`${name}.attn_q.weight`, width, width),
      weights(`${name}.attn_k.weight`, width, keys),
      weights(`${name}.attn_v.weight`, width, keys),
      weights(`${name}.attn_output.weight`, width, width),
    ];
  };
  const layer = (index: number): TensorData[] => {
    const name = `blk.${index}`;
    const norms = window
      ? ["attn_norm", "post_attention_norm", "ffn_norm", "post_ffw_norm"]
      : ["attn_norm", "ffn_norm"];
    return [
      ...norms.map((one) => norm(`${name}.${one}`)),
      ...(hybrid && hasState(index) ? state(name) : attention(name)),
      weights(`${name}.ffn_gate.weight`, width, hidden),
      weights(`${name}.ffn_up.weight`, width, hidden),
      weights(`${name}.ffn_down.weight`, hidden, width),
    ];
  };
  return [
    { name: "token_embd.weight", dims: [width, size], data: embeddings },
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    norm(hybrid ? "token_embd_norm" : "output_norm"),
    // Gemma 2 has none of its own: the embeddings serve both ways
    ...(window ? [] : [{ name: "output.weight", dims: [width, size], data: output }]),
  ];
}

/** The row of each token is the sum of the directions of those before it, so that it wins right after them. */
function scriptOutput(
  embeddings: Float32Array,
  {
    script,
    loop,
    vocabulary: { id },
  }: {
    readonly script: readonly string[];
    readonly loop: boolean;
    readonly vocabulary: Vocabulary;
  },
): Float32Array {
  const output = new Float32Array(embeddings.length);
  const follow = (before: number, next: number): void => {
    const from = embeddings.subarray(before * width, (before + 1) * width);
    const norm = Math.hypot(...from);
    for (const [i, x] of from.entries())
      output[next * width + i] = (output[next * width + i] ?? 0) + (6 * x) / norm;
  };
  const ids = script.map(id);
  const [first = 0] = ids;
  const end = loop ? first : id("<|im_end|>");
  for (const [i, token] of ids.entries()) follow(token, ids[i + 1] ?? end);
  for (const begin of ["\n", "<0x0A>", "<s>"]) follow(id(begin), first);
  return output;
}

/** Numbers from −√3 to √3, deviation 1: a linear congruence, the same each time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647 - 0.5) * Math.sqrt(12);
  };
}
