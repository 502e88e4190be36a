import { UserError } from "../../src/platform/errors.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Precision } from "./draft.ts";
import type { Pooling } from "./pool.ts";

/** What a manifest of this engine may say in `options`. */
export interface SentenceOptions {
  /** Numbers a text. */
  readonly dimensions: number;
  /** Smaller sizes that the model was trained for, ascending; empty when there are none. */
  readonly matryoshka: readonly number[];
  /** A text keeps its first so many tokens. */
  readonly maxTokens: number;
  readonly pooling: Pooling;
  /** Attention heads; 0 = one for 64 numbers. */
  readonly heads: number;
  readonly eps: number;
  readonly firstPosition: number;
  /** Of an encoder that is made from safetensors. */
  readonly precision: Precision;
}

/** Options with the defaults of BERT filled in. @throws {UserError} naming the option that is wrong */
export function readOptions({ tag, options }: Manifest): SentenceOptions {
  const wrong = (name: string, wanted: string): UserError =>
    new UserError(`The manifest of ${tag} has a wrong option "${name}": it must be ${wanted}.`);
  const number = (name: string, fallback?: number): number => {
    const value = options[name] ?? fallback;
    if (typeof value !== "number" || !(value >= 0)) throw wrong(name, "a number");
    return value;
  };
  const pooling = options["pooling"] ?? "mean";
  if (pooling !== "mean" && pooling !== "cls") throw wrong("pooling", `"mean" or "cls"`);
  const precision = options["precision"] ?? "float32";
  if (precision !== "float32" && precision !== "int8")
    throw wrong("precision", `"float32" or "int8"`);
  const matryoshka = options["matryoshka"] ?? [];
  if (!Array.isArray(matryoshka) || !matryoshka.every(Number.isInteger))
    throw wrong("matryoshka", "a list of sizes");
  const dimensions = number("dimensions");
  return {
    dimensions,
    matryoshka: [...(matryoshka as number[])].sort((a, b) => a - b),
    maxTokens: number("maxTokens", 512),
    pooling,
    heads: number("heads", Math.max(1, dimensions / 64)),
    eps: number("eps", 1e-12),
    firstPosition: number("firstPosition", 0),
    precision,
  };
}
