import type { Draft } from "./draft.ts";
import type { Weights } from "./safetensors.ts";

// Each token's numbers and each output's weights have a scale of their own. One scale for all tokens, as quantisers
// usually have it, makes the texts differ where one token has large numbers (README.md: what was measured).

/**
 * A processor without instructions for it adds two products of bytes in 16 bits: 2 × 255 × 63 still fit there,
 * 2 × 255 × 127 do not. With the smaller weights the sums are the same on every machine.
 */
const mostOfWeight = 63;
const mostOfNumber = 127;
const float = { to: { int: 1 } };

/** x W + b with the sums made of whole numbers. `bias` names its constant. */
export function linearOfInt8(
  draft: Draft,
  x: string,
  about: {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly bias: string;
  },
): string {
  const { name, from, to, bias } = about;
  const { values, scales } = toInt8(draft.weightsOf(`${name}.weight`, [to, from]), mostOfWeight);
  const weight = draft.constant({
    name: `${name}.int8`,
    type: "int8",
    shape: [from, to],
    bytes: transposed(values, to, from),
  });
  // what one is worth in the product: of a weight, times that of a number of a token whose largest is 1
  const worth = draft.floats(
    `${name}.worth`,
    [to],
    scales.map((scale) => scale / mostOfNumber),
  );
  const token = quantiseTokens(draft, x);
  const sums = draft.add("MatMulInteger", [token.bytes, weight, token.zero], `${name}.sums`);
  const plain = draft.add("Cast", [sums], `${name}.plain`, float);
  const sized = draft.add("Mul", [plain, token.largest], `${name}.sized`);
  const product = draft.add("Mul", [sized, worth], `${name}.product`);
  return draft.add("Add", [product, bias], `${name}.out`);
}

/** The vectors of the words with these ids; the table is half of a small encoder's file. */
export function wordRowsOfInt8(draft: Draft, name: string, ids: string): string {
  const weights = draft.weights(name);
  const [rows = 0] = weights.shape;
  const { values, scales } = toInt8(weights, mostOfNumber);
  const table = draft.constant({
    name: "words.int8",
    type: "int8",
    shape: weights.shape,
    bytes: values,
  });
  const worth = draft.floats("words.worth", [rows, 1], scales);
  const picked = draft.add("Gather", [table, ids], "words.picked");
  const plain = draft.add("Cast", [picked], "words.plain", float);
  const scale = draft.add("Gather", [worth, ids], "words.scale");
  return draft.add("Mul", [plain, scale], "words");
}

/** Each token by its largest number, as bytes about 128. Steps that are there already are not added again. */
function quantiseTokens(
  draft: Draft,
  x: string,
): { readonly bytes: string; readonly largest: string; readonly zero: string } {
  const zero = draft.constant({
    name: "middle",
    type: "uint8",
    shape: [],
    bytes: Uint8Array.of(128),
  });
  const [bytes, largest] = [`${x}.bytes`, `${x}.largest`];
  if (draft.nodes.some(({ outputs }) => outputs[0] === bytes)) return { bytes, largest, zero };
  const sizes = draft.add("Abs", [x], `${x}.sizes`);
  const top = draft.add("ReduceMax", [sizes], `${x}.top`, { axes: { ints: [-1] } });
  draft.add("Max", [top, draft.number("least", 1e-12)], largest);
  const unit = draft.add("Div", [x, largest], `${x}.unit`);
  draft.add("QuantizeLinear", [unit, draft.number("step", 1 / mostOfNumber), zero], bytes);
  return { bytes, largest, zero };
}

/** Row by row whole numbers up to `most`, row-major, and what one of them is worth in each row. */
function toInt8(
  { shape, bytes }: Weights,
  most: number,
): { readonly values: Uint8Array; readonly scales: Float32Array } {
  const [rows = 0, size = 0] = shape;
  // a tensor may begin anywhere in its file
  const floats = new Float32Array(Uint8Array.from(bytes).buffer);
  const values = new Int8Array(rows * size);
  const scales = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const own = floats.subarray(row * size, (row + 1) * size);
    const scale = own.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-12) / most;
    scales[row] = scale;
    for (let i = 0; i < size; i++) values[row * size + i] = Math.round((own[i] ?? 0) / scale);
  }
  return { values: new Uint8Array(values.buffer), scales };
}

function transposed(values: Uint8Array, rows: number, columns: number): Uint8Array {
  const turned = new Uint8Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      turned[column * rows + row] = values[row * columns + column] ?? 0;
  return turned;
}
