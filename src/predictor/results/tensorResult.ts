import type { Broken } from "./broken.ts";
import type { RuleId } from "../contract/rules.ts";
import type { Tensor } from "../contract/signature.ts";

/** Which rule says what about a tensor. */
interface TensorRules {
  readonly dtype: RuleId;
  readonly shape: RuleId;
  /** The shape multiplies to the number of values, and all of them are finite. */
  readonly content: RuleId;
}

/** A result as a float32 tensor whose shape fits its finite data. */
export function toTensor(value: unknown, rules: TensorRules, broken: Broken): Tensor {
  const { data, shape } = (value ?? {}) as { readonly data?: unknown; readonly shape?: unknown };
  if (!(data instanceof Float32Array))
    throw broken(rules.dtype, `the data is ${typeName(data ?? value)}, not a Float32Array`);
  if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0))
    throw broken(rules.shape, "the shape is not a list of whole numbers");
  const size = shape.reduce((product: number, n: number) => product * n, 1);
  if (size !== data.length)
    throw broken(rules.content, `shape ${inWords(shape)} needs ${size} values, not ${data.length}`);
  const bad = data.findIndex((number) => !Number.isFinite(number));
  if (bad >= 0) throw broken(rules.content, `value ${bad} is ${data[bad]}`);
  return { data, shape };
}

/** A shape as it is written: (2, 384). */
export const inWords = (shape: readonly number[]): string => `(${shape.join(", ")})`;

function typeName(value: unknown): string {
  if (Array.isArray(value)) return "an array of numbers";
  if (typeof value === "object" && value) return `a ${value.constructor?.name ?? "plain object"}`;
  return typeof value;
}
