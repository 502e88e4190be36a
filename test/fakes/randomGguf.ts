import { gguf, type Metadata, type TensorData } from "./gguf.ts";

/** How large a model of the llama architecture is. */
export interface Shape {
  /** Numbers a token; a multiple of 64. */
  readonly width: number;
  readonly hidden: number;
  readonly layers: number;
  readonly vocabulary: number;
  /** How its weights are kept; left out: Q4_0. */
  readonly quantisation?: keyof typeof quantisations;
}

/** Blocks of `numbers` weights in so many bytes, the first of which are `scales` numbers of 16 bits. */
const quantisations = {
  Q4_0: { fileType: 2, type: 2, numbers: 32, bytes: 18, scales: 1 },
  Q4_1: { fileType: 3, type: 3, numbers: 32, bytes: 20, scales: 2 },
  Q4_K: { fileType: 15, type: 12, numbers: 256, bytes: 144, scales: 2 },
} as const;

const headLength = 64;
/** Query heads to one key head. */
const shared = 4;

/** A whole GGUF file with random weights of 4 bits: it says nonsense at the pace of a real model of its shape. */
export function randomGguf(shape: Shape): Uint8Array {
  const { width, hidden, layers, vocabulary, quantisation = "Q4_0" } = shape;
  const random = randomTensors(quantisations[quantisation]);
  const heads = width / headLength;
  const keys = Math.ceil(heads / shared) * headLength;
  const names = Array.from({ length: vocabulary }, (_, i) => (i < 3 ? (["<unk>", "<s>", "</s>"][i] ?? "") : byteOrWord(i - 3))); // prettier-ignore
  const metadata: Metadata = {
    "general.architecture": "llama",
    "general.name": "random",
    "general.file_type": quantisations[quantisation].fileType,
    "llama.vocab_size": vocabulary,
    "llama.context_length": 4096,
    "llama.embedding_length": width,
    "llama.block_count": layers,
    "llama.feed_forward_length": hidden,
    "llama.attention.head_count": heads,
    "llama.attention.head_count_kv": keys / headLength,
    "llama.attention.layer_norm_rms_epsilon": { float: 1e-5 },
    "llama.rope.dimension_count": headLength,
    "tokenizer.ggml.model": "llama",
    "tokenizer.ggml.tokens": names,
    "tokenizer.ggml.scores": { floats: names.map((_, i) => -i) },
    "tokenizer.ggml.token_type": names.map((_, i) => (i === 0 ? 2 : i < 3 ? 3 : i < 259 ? 6 : 1)),
    "tokenizer.ggml.bos_token_id": 1,
    "tokenizer.ggml.eos_token_id": 2,
    "tokenizer.ggml.unknown_token_id": 0,
  };
  const ones = (name: string): TensorData => ({ name, dims: [width], data: new Float32Array(width).fill(1) }); // prettier-ignore
  const layer = (index: number): TensorData[] => {
    const at = (part: string): string => `blk.${index}.${part}.weight`;
    return [
      ones(at("attn_norm")),
      random(at("attn_q"), width, width),
      random(at("attn_k"), width, keys),
      random(at("attn_v"), width, keys),
      random(at("attn_output"), width, width),
      ones(at("ffn_norm")),
      random(at("ffn_gate"), width, hidden),
      random(at("ffn_up"), width, hidden),
      random(at("ffn_down"), hidden, width),
    ];
  };
  return gguf(metadata, [
    random("token_embd.weight", width, vocabulary),
    ...Array.from({ length: layers }, (_, index) => layer(index)).flat(),
    ones("output_norm.weight"),
    random("output.weight", width, vocabulary),
  ]);
}

const byteOrWord = (i: number): string =>
  i < 256 ? `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>` : `▁w${i}`;

type Random = (name: string, from: number, to: number) => TensorData;

const randomTensors =
  ({ type, numbers, bytes, scales }: (typeof quantisations)[keyof typeof quantisations]): Random =>
  (name, from, to) => {
    const data = new Uint8Array(((from * to) / numbers) * bytes);
    let state = name.length + from;
    for (let at = 0; at < data.length; at += bytes) {
      // 0.0156 as a number of 16 bits
      for (let scale = 0; scale < scales; scale++) data[at + 2 * scale + 1] = 0x24;
      for (let i = 2 * scales; i < bytes; i++) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        data[at + i] = state >>> 24;
      }
    }
    return { name, dims: [from, to], data, type };
  };
