import type { EmbeddingBinding } from "../contract/bind.ts";
import type { Broken } from "./broken.ts";
import type { Embedded } from "../calls.ts";
import { inWords, toTensor } from "./tensorResult.ts";

/** Rows that were asked for: one a text, `dimensions` long when the call says so. */
interface Asked {
  readonly rows: number;
  readonly dimensions: number | undefined;
}

/** Holds an embedding predictor's outputs against rules E4 to E6, E9, E10 and E14. */
export function toEmbedded(
  outputs: readonly unknown[],
  {
    binding,
    asked,
    broken,
  }: { readonly binding: EmbeddingBinding; readonly asked: Asked; readonly broken: Broken },
): Embedded {
  const rules = { dtype: "E4", shape: "E5", content: "E10" } as const;
  const { data, shape } = toTensor(outputs[binding.embedding], rules, broken);
  const [rows, size] = shape;
  if (shape.length !== 2 || rows === undefined || !size)
    throw broken("E5", `the shape is ${inWords(shape)}, not (texts, dimensions)`);
  if (rows !== asked.rows) throw broken("E6", `${asked.rows} texts gave ${rows} rows`);
  if (asked.dimensions !== undefined && size !== asked.dimensions)
    throw broken("E9", `${asked.dimensions} dimensions were asked for, and ${size} came`);
  return {
    size,
    vectors: withUnitRows(data, size),
    promptTokens: promptTokens(outputs, binding, broken),
  };
}

/** Rows that have unit length up to rounding are left bit for bit as they are. */
function withUnitRows(data: Float32Array, size: number): Float32Array {
  let vectors = data;
  for (let start = 0; start < data.length; start += size) {
    const length = lengthOf(data.subarray(start, start + size));
    if (length === 0 || Math.abs(length - 1) < 1e-4) continue;
    if (vectors === data) vectors = data.slice();
    for (let i = start; i < start + size; i++) vectors[i] = (data[i] ?? 0) / length;
  }
  return vectors;
}

function lengthOf(row: Float32Array): number {
  let squares = 0;
  for (const number of row) squares += number * number;
  return Math.sqrt(squares);
}

/** Undefined when the predictor has no such output, or null in it: this time it could not count. */
function promptTokens(
  outputs: readonly unknown[],
  { usage: at }: EmbeddingBinding,
  broken: Broken,
): number | undefined {
  const usage = at === undefined ? null : outputs[at];
  if (usage === null) return undefined;
  const { prompt_tokens: prompt, total_tokens: total } = (usage ?? {}) as Record<string, unknown>;
  if (!Number.isInteger(prompt) || (prompt as number) < 0)
    throw broken("E14", "usage has no prompt_tokens that is a whole number");
  if (total !== prompt)
    throw broken("E14", `total_tokens is ${String(total)}, prompt_tokens ${String(prompt)}`);
  return prompt as number;
}

/** Long lists go in parts, so that no message between the processes grows without bound. */
export function* slices(texts: readonly string[], size = 256): Generator<readonly string[]> {
  for (let start = 0; start < texts.length; start += size) yield texts.slice(start, start + size);
}

/** The parts as one. No parts: no rows, of size 0. */
export function joined(parts: readonly Embedded[], broken: Broken): Embedded {
  const [first] = parts;
  if (!first) return { size: 0, vectors: new Float32Array(0), promptTokens: 0 };
  if (parts.length === 1) return first;
  const vectors = new Float32Array(parts.reduce((sum, part) => sum + part.vectors.length, 0));
  let filled = 0;
  for (const part of parts) {
    if (part.size !== first.size)
      throw broken("E5", `some rows are ${first.size} long and some ${part.size}`);
    vectors.set(part.vectors, filled);
    filled += part.vectors.length;
  }
  const counts = parts.flatMap(({ promptTokens }) => promptTokens ?? []);
  const promptTokens =
    counts.length === parts.length ? counts.reduce((sum, count) => sum + count) : undefined;
  return { size: first.size, vectors, promptTokens };
}
