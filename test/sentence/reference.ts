import type { Tensors } from "./tiny.ts";

/**
 * The encoder once more, written plainly in float64 after the paper (Devlin et al. 2018), to compare with.
 * Gives the mean of the token vectors, scaled to unit length.
 */
export function encodeExactly(
  tensors: Tensors,
  ids: readonly number[],
  { heads, eps }: { readonly heads: number; readonly eps: number },
): number[] {
  const rows = (name: string): number[][] => {
    const { shape, values } = tensors[name]!;
    const width = shape.at(-1)!;
    return Array.from({ length: values.length / width }, (_, i) =>
      Array.from(values.subarray(i * width, (i + 1) * width)),
    );
  };
  const linear = (x: number[][], name: string): number[][] => {
    const weight = rows(`${name}.weight`);
    const bias = rows(`${name}.bias`)[0]!;
    return x.map((row) => weight.map((w, i) => dot(row, w) + bias[i]!));
  };
  const norm = (x: number[][], name: string): number[][] => {
    const scale = rows(`${name}.weight`)[0]!;
    const bias = rows(`${name}.bias`)[0]!;
    return x.map((row) => {
      const mean = sum(row) / row.length;
      const variance = sum(row.map((v) => (v - mean) ** 2)) / row.length;
      return row.map((v, i) => ((v - mean) / Math.sqrt(variance + eps)) * scale[i]! + bias[i]!);
    });
  };
  const attend = (x: number[][], name: string): number[][] => {
    const [q, k, v] = ["query", "key", "value"].map((part) => linear(x, `${name}.${part}`));
    const size = x[0]!.length / heads;
    const result = x.map(() => [] as number[]);
    for (let head = 0; head < heads; head++) {
      const part = (m: number[][]): number[][] =>
        m.map((row) => row.slice(head * size, (head + 1) * size));
      const [qs, ks, vs] = [part(q!), part(k!), part(v!)];
      qs.forEach((row, i) => {
        const weights = softmax(ks.map((key) => dot(row, key) / Math.sqrt(size)));
        for (let j = 0; j < size; j++) result[i]!.push(sum(vs.map((w, t) => weights[t]! * w[j]!)));
      });
    }
    return result;
  };

  const words = rows("embeddings.word_embeddings.weight");
  const places = rows("embeddings.position_embeddings.weight");
  const segment = rows("embeddings.token_type_embeddings.weight")[0]!;
  let x = ids.map((id, at) => words[id]!.map((w, i) => w + places[at]![i]! + segment[i]!));
  x = norm(x, "embeddings.LayerNorm");
  for (let n = 0; tensors[`encoder.layer.${n}.output.dense.weight`]; n++) {
    const layer = `encoder.layer.${n}`;
    const seen = linear(attend(x, `${layer}.attention.self`), `${layer}.attention.output.dense`);
    x = norm(add(x, seen), `${layer}.attention.output.LayerNorm`);
    const wide = linear(x, `${layer}.intermediate.dense`).map((row) => row.map(gelu));
    x = norm(add(x, linear(wide, `${layer}.output.dense`)), `${layer}.output.LayerNorm`);
  }
  const mean = x[0]!.map((_, i) => sum(x.map((row) => row[i]!)) / x.length);
  const length = Math.hypot(...mean);
  return mean.map((v) => v / length);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
function dot(a: readonly number[], b: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}
const add = (a: number[][], b: number[][]): number[][] =>
  a.map((row, i) => row.map((v, j) => v + b[i]![j]!));
function softmax(values: readonly number[]): number[] {
  const top = Math.max(...values);
  const powers = values.map((v) => Math.exp(v - top));
  return powers.map((p) => p / sum(powers));
}
const gelu = (x: number): number => 0.5 * x * (1 + erf(x / Math.SQRT2));

/** Maclaurin series; beyond 4 the function is 1 to 1.6e-8, and the series loses digits. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; n < 100; n++) {
    term *= -(x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}
