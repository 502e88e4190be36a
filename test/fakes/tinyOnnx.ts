/**
 * An ONNX file (opset 17) that multiplies its float32 input "x", shape (n, width), `times` times with the same matrix:
 * small on disk, as slow as wanted. Written by hand after github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
export function tinyOnnx({ width, times }: { width: number; times: number }): Uint8Array {
  // a rotation of the columns: the numbers neither grow nor vanish
  const matrix = new Float32Array(width * width);
  for (let i = 0; i < width; i++) matrix[i * width + ((i + 1) % width)] = 1;
  const name = (step: number): string => (step === 0 ? "x" : step === times ? "y" : `step${step}`);
  const nodes = Array.from({ length: times }, (_, step) =>
    message(1, [
      text(1, name(step)),
      text(1, "matrix"),
      text(2, name(step + 1)),
      text(4, "MatMul"),
    ]),
  );
  const graph = message(7, [
    ...nodes,
    text(2, "tiny"),
    message(5, [
      integer(1, width),
      integer(1, width),
      integer(2, 1),
      text(8, "matrix"),
      bytes(9, matrix),
    ]),
    message(11, valueInfo("x", width)),
    message(12, valueInfo("y", width)),
  ]);
  const opset = message(8, [text(1, ""), integer(2, 17)]);
  return Buffer.concat([integer(1, 8), graph, opset]);
}

/** A float32 value of shape ("n", width). */
function valueInfo(name: string, width: number): Buffer[] {
  const shape = message(2, [message(1, [text(2, "n")]), message(1, [integer(1, width)])]);
  return [text(1, name), message(2, [message(1, [integer(1, 1), shape])])];
}

const integer = (field: number, value: number): Buffer =>
  Buffer.concat([varint(field << 3), varint(value)]);
const text = (field: number, value: string): Buffer => lengthFirst(field, Buffer.from(value));
const bytes = (field: number, { buffer, byteOffset, byteLength }: Float32Array): Buffer =>
  lengthFirst(field, Buffer.from(buffer, byteOffset, byteLength));
const message = (field: number, parts: readonly Buffer[]): Buffer =>
  lengthFirst(field, Buffer.concat(parts));
const lengthFirst = (field: number, data: Buffer): Buffer =>
  Buffer.concat([varint((field << 3) | 2), varint(data.length), data]);

/** Seven bits a byte, lowest first; the high bit says that more follow. */
function varint(value: number): Buffer {
  const found: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) found.push((rest % 128) | 128);
  return Buffer.from([...found, rest]);
}
