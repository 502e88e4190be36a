import { UserError } from "../../src/platform/errors.ts";
import { linearOfInt8, wordRowsOfInt8 } from "./int8.ts";
import type { Constant, Node } from "./onnx.ts";
import type { Weights } from "./safetensors.ts";

/** How the weights are kept and multiplied: as they are, or as whole numbers (see int8.ts). */
export type Precision = "float32" | "int8";

/** Collects the steps of a graph and the constants that they use. */
export class Draft {
  readonly nodes: Node[] = [];
  readonly constants: Constant[] = [];
  readonly #tensors: ReadonlyMap<string, Weights>;
  readonly #prefix: string;
  readonly #precision: Precision;

  constructor(tensors: ReadonlyMap<string, Weights>, precision: Precision) {
    this.#tensors = tensors;
    this.#precision = precision;
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

  /** The name of a constant that holds the tensor. */
  tensor(name: string, shape: readonly number[]): string {
    return this.constant({ name, type: "float32", ...this.weightsOf(name, shape) });
  }

  /** A tensor, checked against the shape it must have. */
  weightsOf(name: string, shape: readonly number[]): Weights {
    const weights = this.weights(name);
    if (weights.shape.join() === shape.join()) return weights;
    throw new UserError(
      `The tensor "${name}" has the shape ${weights.shape.join(" × ")} where ${shape.join(" × ")} is needed: Hearth cannot run this model. Choose one of the BERT family.`,
    );
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
    return this.floats(name, [], Float32Array.of(value));
  }

  floats(name: string, shape: readonly number[], values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer);
    return this.constant({ name, type: "float32", shape, bytes });
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
    const bias = this.tensor(`${name}.bias`, [to]);
    if (this.#precision === "int8") return linearOfInt8(this, x, { name, from, to, bias });
    const weight = this.tensor(`${name}.weight`, [to, from]);
    // a linear layer keeps its weights transposed
    return this.add("Gemm", [x, weight, bias], `${name}.out`, { transB: { int: 1 } });
  }

  /** The vectors of the words with these ids. */
  wordRows(ids: string): string {
    const name = "embeddings.word_embeddings.weight";
    if (this.#precision === "int8") return wordRowsOfInt8(this, name, ids);
    const table = this.tensor(name, this.weights(name).shape);
    return this.add("Gather", [table, ids], "words");
  }

  normalise(x: string, name: string, { hidden, eps }: { hidden: number; eps: number }): string {
    const scale = this.tensor(`${name}.weight`, [hidden]);
    const bias = this.tensor(`${name}.bias`, [hidden]);
    const attributes = { axis: { int: -1 }, epsilon: { float: eps } };
    return this.add("LayerNormalization", [x, scale, bias], `${name}.out`, attributes);
  }
}

export const missing = (name: string): UserError =>
  new UserError(
    `The weights have no tensor "${name}": Hearth cannot run this model. Choose one of the BERT family.`,
  );
