import { UserError } from "../../src/platform/errors.ts";
import type { Constant, Graph, Node } from "./onnx.ts";
import type { Weights } from "./safetensors.ts";

/** What the shapes of the tensors do not tell. */
export interface BertConfig {
  readonly heads: number;
  /** Added to the variance in layer normalisation. */
  readonly eps: number;
  /** The first row of the position table that is used: 0 for BERT, 2 for RoBERTa. */
  readonly firstPosition: number;
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
  const draft = new Draft(tensors);
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

/** Collects the steps of a graph and the constants that they use. */
class Draft {
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly #tensors: ReadonlyMap<string, Weights>;
  readonly #prefix: string;

  constructor(tensors: ReadonlyMap<string, Weights>) {
    this.#tensors = tensors;
    // saved alone the encoder has no prefix; under a head it has the model's name ("bert.", "roberta.")
    const first = [...tensors.keys()].find((name) =>
      name.endsWith("embeddings.word_embeddings.weight"),
    );
    this.#prefix = first?.slice(0, first.lastIndexOf("embeddings.word_embeddings")) ?? "";
  }

  has(name: string): boolean {
    return this.#tensors.has(this.#prefix + name);
  }

  weights(name: string): Weights {
    const found = this.#tensors.get(this.#prefix + name);
    if (!found) throw missing(name);
    return found;
  }

  /** The name of a constant that holds the tensor; checked against the shape it must have. */
  tensor(name: string, shape: readonly number[]): string {
    const weights = this.weights(name);
    if (weights.shape.join() !== shape.join())
      throw new UserError(
        `The tensor "${name}" has the shape ${weights.shape.join(" × ")} where ${shape.join(" × ")} is needed: Hearth cannot run this model. Choose one of the BERT family.`,
      );
    return this.constant({ name, type: "float32", ...weights });
  }

  constant(constant: Constant): string {
    if (!this.constants.some(({ name }) => name === constant.name)) this.constants.push(constant);
    return constant.name;
  }

  ints(name: string, values: readonly number[]): string {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.constant({ name, type: "int64", shape: [values.length], bytes });
  }

  number(name: string, value: number): string {
    const bytes = new Uint8Array(Float32Array.of(value).buffer);
    return this.constant({ name, type: "float32", shape: [], bytes });
  }

  add(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: NonNullable<Node["attributes"]> = {},
  ): string {
    this.nodes.push({ op, inputs, outputs: [output], attributes });
    return output;
  }

  linear(x: string, name: string, [from, to]: readonly [number, number]): string {
    const weight = this.tensor(`${name}.weight`, [to, from]);
    const bias = this.tensor(`${name}.bias`, [to]);
    // a linear layer keeps its weights transposed
    return this.add("Gemm", [x, weight, bias], `${name}.out`, { transB: { int: 1 } });
  }

  normalise(x: string, name: string, { hidden, eps }: { hidden: number; eps: number }): string {
    const scale = this.tensor(`${name}.weight`, [hidden]);
    const bias = this.tensor(`${name}.bias`, [hidden]);
    const attributes = { axis: { int: -1 }, epsilon: { float: eps } };
    return this.add("LayerNormalization", [x, scale, bias], `${name}.out`, attributes);
  }
}

const missing = (name: string): UserError =>
  new UserError(
    `The weights have no tensor "${name}": Hearth cannot run this model. Choose one of the BERT family.`,
  );

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
  const words = draft.weights("embeddings.word_embeddings.weight");
  const table = draft.tensor("embeddings.word_embeddings.weight", words.shape);
  const places = draft.constant({ name: "positions", type: "float32", ...positions });
  const ids = draft.add("Reshape", ["input_ids", draft.ints("any", [-1])], "ids");
  const wordRows = draft.add("Gather", [table, ids], "words");
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
