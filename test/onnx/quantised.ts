import type { Tiny, TinyNode } from "./tiny.ts";

/** x · W with W in 8 bits, a scale and a zero point for each column. */
export const product: Tiny = {
  nodes: [
    { op: "DynamicQuantizeLinear", in: ["x"], out: ["q", "s", "z"] },
    { op: "MatMulInteger", in: ["q", "w", "z", "wz"], out: ["i"] },
    { op: "Cast", in: ["i"], out: ["f"], ints: { to: 1 } },
    { op: "Mul", in: ["s", "ws"], out: ["by"] },
    { op: "Mul", in: ["f", "by"], out: ["y"] },
  ],
  weights: {
    w: { type: "int8", shape: [3, 2], values: [10, -20, 30, 40, -50, 60] },
    wz: { type: "int8", shape: [2], values: [2, 5], packed: true },
    ws: { type: "float", shape: [2], values: [0.1, 0.01] },
  },
  inputs: { x: [1, 3] },
  outputs: { y: 2 },
};
export const productInput = [1, -2, 0.5];
/** The same with the weights as floats. */
export const productResult = [0, 1].map((column) =>
  productInput.reduce((sum, x, row) => {
    const weight = product.weights["w"]?.values[row * 2 + column] ?? 0;
    const zero = product.weights["wz"]?.values[column] ?? 0;
    const scale = product.weights["ws"]?.values[column] ?? 0;
    return sum + x * (weight - zero) * scale;
  }, 0),
);

/** A convolution over three values with a kernel of two and a bias, as onnxruntime's quantiser writes it. */
export const convolution: Tiny = {
  nodes: [
    { op: "DynamicQuantizeLinear", in: ["x"], out: ["q", "s", "z"] },
    { op: "ConvInteger", in: ["q", "w", "z", "wz"], out: ["i"], ints: { kernel_shape: [2] } },
    { op: "Mul", in: ["s", "ws"], out: ["by"] },
    { op: "Div", in: ["b", "by"], out: ["b1"] },
    { op: "Floor", in: ["b1"], out: ["b2"] },
    { op: "Cast", in: ["b2"], out: ["b3"], ints: { to: 6 } },
    { op: "Reshape", in: ["b3", "shape"], out: ["b4"] },
    { op: "Add", in: ["i", "b4"], out: ["j"] },
    { op: "Cast", in: ["j"], out: ["f"], ints: { to: 1 } },
    { op: "Mul", in: ["f", "by"], out: ["y"] },
  ],
  weights: {
    w: { type: "uint8", shape: [1, 1, 2], values: [138, 108] },
    wz: { type: "uint8", shape: [], values: [128] },
    ws: { type: "float", shape: [], values: [0.05] },
    b: { type: "float", shape: [1], values: [0.25] },
    shape: { type: "int64", shape: [3], values: [1, 1, 1] },
  },
  inputs: { x: [1, 1, 3] },
  outputs: { y: 3 },
};
export const convolutionInput = [1, 2, -3];
/** Weights 0.5 and −1, bias 0.25. */
export const convolutionResult = [0.5 * 1 - 2 + 0.25, 0.5 * 2 + 3 + 0.25];

const random = (size: number, seed: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.round(Math.sin((i + 1) * seed) * 100));

const lstm: TinyNode = {
  op: "DynamicQuantizeLSTM",
  domain: "com.microsoft",
  in: ["x", "w", "r", "b", "", "", "", "", "ws", "wz", "rs", "rz"],
  out: ["y"],
  ints: { hidden_size: 2 },
};
/** One direction, 3 inputs, 2 hidden values, so that every axis has its own size. */
export const recurrent: Tiny = {
  nodes: [lstm],
  weights: {
    w: { type: "int8", shape: [1, 3, 8], values: random(24, 1.3) },
    r: { type: "int8", shape: [1, 2, 8], values: random(16, 2.1) },
    b: { type: "float", shape: [1, 16], values: random(16, 0.7).map((n) => n / 100) },
    ws: { type: "float", shape: [1], values: [0.01] },
    wz: { type: "int8", shape: [1], values: [0] },
    rs: { type: "float", shape: [1], values: [0.02] },
    rz: { type: "int8", shape: [1], values: [0] },
  },
  inputs: { x: [2, 1, 3] },
  outputs: { y: 4 },
};
export const recurrentInput = [0.5, -0.25, 1, 0.1, 0.9, -0.7];
