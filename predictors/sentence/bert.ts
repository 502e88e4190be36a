import { UserError } from "../../src/platform/errors.ts";
import { Draft, missing, type Precision } from "./draft.ts";
import type { Graph } from "./onnx.ts";
import type { Weights } from "./safetensors.ts";

/** What the shapes of the tensors do not tell. */
export interface BertConfig {
  readonly heads: number;
  /** Added to the variance in layer normalisation. */
  readonly eps: number;
  /** The first row of the position table that is used: 0 for BERT, 2 for RoBERTa. */
  readonly firstPosition: number;
  readonly precision: Precision;
}

export interface Bert {
  readonly graph: Graph;
  /** Numbers a token. */
  readonly hidden: number;
  readonly layers: number;
  /** Tokens that the position table has room for. */
  readonly maxTokens: number;
}

/**
 * The encoder of Devlin et al. 2018 as a graph for one text: `input_ids` int64 (1, tokens) →
 * `last_hidden_state` float32 (tokens, hidden). Without mask and padding: the text runs at its exact length.
 * @throws {UserError} naming the tensor that is missing or has another shape
 */
export function toBertGraph(tensors: ReadonlyMap<string, Weights>, config: BertConfig): Bert {
  const draft = new Draft(tensors, config.precision);
  const words = draft.weights("embeddings.word_embeddings.weight");
  const [, hidden = 0] = words.shape;
  if (!hidden || hidden % config.heads)
    throw new UserError(
      `The model's ${hidden} numbers a token do not divide into ${config.heads} heads. Set "heads" in the manifest's options.`,
    );
  const positions = positionTable(draft, config.firstPosition);
  let x = embed(draft, { hidden, eps: config.eps, positions });
  let layers = 0;
  for (; draft.has(`encoder.layer.${layers}.attention.self.query.weight`); layers++)
    x = encodeLayer(draft, x, { layer: `encoder.layer.${layers}`, hidden, ...config });
  if (!layers) throw missing("encoder.layer.0.attention.self.query.weight");
  draft.add("Identity", [x], "last_hidden_state");

  return {
    graph: {
      nodes: draft.nodes,
      constants: draft.constants,
      inputs: [{ name: "input_ids", type: "int64", shape: [1, "tokens"] }],
      outputs: [{ name: "last_hidden_state", type: "float32", shape: ["tokens", hidden] }],
    },
    hidden,
    layers,
    maxTokens: positions.shape[0] ?? 0,
  };
}

/** The rows for positions 0, 1, … with the vector of the first segment added: every text is one segment. */
function positionTable(draft: Draft, first: number): Weights {
  const { shape, bytes } = draft.weights("embeddings.position_embeddings.weight");
  const [rows = 0, hidden = 0] = shape;
  const sums = floats(bytes).slice(first * hidden);
  if (draft.has("embeddings.token_type_embeddings.weight")) {
    const segment = floats(draft.weights("embeddings.token_type_embeddings.weight").bytes);
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? 0) + (segment[i % hidden] ?? 0);
  }
  return { shape: [rows - first, hidden], bytes: new Uint8Array(sums.buffer) };
}

/** A copy, because a tensor may begin anywhere in its file (and a Buffer's `slice` is no copy). */
const floats = (bytes: Uint8Array): Float32Array => new Float32Array(Uint8Array.from(bytes).buffer);

function embed(
  draft: Draft,
  { hidden, eps, positions }: { hidden: number; eps: number; positions: Weights },
): string {
  const places = draft.constant({ name: "positions", type: "float32", ...positions });
  const ids = draft.add("Reshape", ["input_ids", draft.ints("any", [-1])], "ids");
  const wordRows = draft.wordRows(ids);
  const count = draft.add("Shape", [ids], "count");
  const placeRows = draft.add("Slice", [places, draft.ints("zero", [0]), count], "places");
  const sum = draft.add("Add", [wordRows, placeRows], "embedded");
  return draft.normalise(sum, "embeddings.LayerNorm", { hidden, eps });
}

interface Layer extends BertConfig {
  readonly layer: string;
  readonly hidden: number;
}

function encodeLayer(draft: Draft, x: string, about: Layer): string {
  const { layer, hidden, eps } = about;
  const square = [hidden, hidden] as const;
  const seen = attend(draft, x, about);
  const projected = draft.linear(seen, `${layer}.attention.output.dense`, square);
  const first = draft.add("Add", [x, projected], `${layer}.attended`);
  const middle = draft.normalise(first, `${layer}.attention.output.LayerNorm`, { hidden, eps });

  const [inner = 0] = draft.weights(`${layer}.intermediate.dense.weight`).shape;
  const wide = draft.linear(middle, `${layer}.intermediate.dense`, [hidden, inner]);
  const narrow = draft.linear(gelu(draft, wide), `${layer}.output.dense`, [inner, hidden]);
  const second = draft.add("Add", [middle, narrow], `${layer}.fed`);
  return draft.normalise(second, `${layer}.output.LayerNorm`, { hidden, eps });
}

/** softmax(Q Kᵀ / √size) V, each head by itself. */
function attend(draft: Draft, x: string, { layer, hidden, heads }: Layer): string {
  const size = hidden / heads;
  const split = draft.ints("split", [-1, heads, size]);
  const part = (name: string, perm: readonly number[]): string => {
    const flat = draft.linear(x, `${layer}.attention.self.${name}`, [hidden, hidden]);
    const apart = draft.add("Reshape", [flat, split], `${flat}.split`);
    return draft.add("Transpose", [apart], `${flat}.heads`, { perm: { ints: perm } });
  };
  const query = part("query", [1, 0, 2]);
  const key = part("key", [1, 2, 0]);
  const value = part("value", [1, 0, 2]);
  const raw = draft.add("MatMul", [query, key], `${layer}.raw`);
  const scale = draft.number("scale", 1 / Math.sqrt(size));
  const scores = draft.add("Mul", [raw, scale], `${layer}.scores`);
  const shares = draft.add("Softmax", [scores], `${layer}.shares`, { axis: { int: -1 } });
  const mixed = draft.add("MatMul", [shares, value], `${layer}.mixed`);
  const back = draft.add("Transpose", [mixed], `${layer}.back`, { perm: { ints: [1, 0, 2] } });
  return draft.add("Reshape", [back, draft.ints("join", [-1, hidden])], `${layer}.seen`);
}

/** x · ½ (1 + erf(x / √2)) */
function gelu(draft: Draft, x: string): string {
  const scaled = draft.add("Div", [x, draft.number("root", Math.SQRT2)], `${x}.scaled`);
  const bell = draft.add("Erf", [scaled], `${x}.erf`);
  const raised = draft.add("Add", [bell, draft.number("one", 1)], `${x}.raised`);
  const product = draft.add("Mul", [x, raised], `${x}.product`);
  return draft.add("Mul", [product, draft.number("half", 0.5)], `${x}.gelu`);
}
