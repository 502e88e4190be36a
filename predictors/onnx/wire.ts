/** One field of a protobuf message as it stands on the wire: a varint or 8/4 fixed bytes as a number, the rest as bytes. */
export interface Field {
  readonly id: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** Of a varint (wire 0); exact up to 2⁵³, negative when it is. */
  readonly number: number;
  /** The payload of wires 1, 2 and 5; empty for a varint. A view, not a copy. */
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);

/** The fields of a message, in order. @throws {RangeError} when the bytes are no protobuf message */
export function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[at++];
      if (byte === undefined || shift > 63n) throw damaged();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  };
  const take = (length: number): Uint8Array => {
    if (length < 0 || at + length > message.length) throw damaged();
    return message.subarray(at, (at += length));
  };
  while (at < message.length) {
    const key = varint();
    const [id, wire] = [Math.floor(key / 8), key & 7];
    if (wire === 0) fields.push({ id, wire, number: varint(), bytes: nothing });
    else if (wire === 2) fields.push({ id, wire, number: 0, bytes: take(varint()) });
    else if (wire === 1 || wire === 5)
      fields.push({ id, wire, number: 0, bytes: take(wire === 1 ? 8 : 4) });
    else throw damaged();
  }
  return fields;
}

const damaged = (): RangeError => new RangeError("This is no ONNX file, or it is damaged.");

/** Packed numbers, one after the other without keys: each is read as if it were a field's. */
export function readVarints(bytes: Uint8Array): number[] {
  const keyed: number[] = [];
  let begins = true;
  for (const byte of bytes) {
    if (begins) keyed.push(8);
    keyed.push(byte);
    begins = byte < 0x80;
  }
  return readFields(Uint8Array.from(keyed)).map(({ number }) => number);
}

/** Bytes of a known length that are made only when they are written: big weights need not be in memory together. */
export interface Lazy {
  readonly length: number;
  readonly make: () => Uint8Array;
}
export type Chunk = Uint8Array | Lazy;

/** A field with bytes inside, such as a text, a message or packed numbers. */
export function bytesField(id: number, ...chunks: readonly Chunk[]): Chunk[] {
  const length = lengthOf(chunks);
  return [Uint8Array.from([...varintBytes(id * 8 + 2), ...varintBytes(length)]), ...chunks];
}

export function textField(id: number, text: string): Chunk[] {
  return bytesField(id, new TextEncoder().encode(text));
}

/** `value` must be a whole number from 0 to 2⁵³. */
export function numberField(id: number, value: number): Chunk[] {
  return [Uint8Array.from([...varintBytes(id * 8), ...varintBytes(value)])];
}

export function floatField(id: number, value: number): Chunk[] {
  return [Uint8Array.from(varintBytes(id * 8 + 5)), new Uint8Array(Float32Array.of(value).buffer)];
}

/** The same as a field that was read. */
export const fieldOf = (id: number, bytes: Uint8Array): Field => ({
  id,
  wire: 2,
  number: 0,
  bytes,
});

/** The field as it was read. */
export function sameField({ id, wire, number, bytes }: Field): Chunk[] {
  if (wire === 2) return bytesField(id, bytes);
  if (wire === 0) return [Uint8Array.from([...varintBytes(id * 8), ...varintBytes(number)])];
  return [Uint8Array.from(varintBytes(id * 8 + wire)), bytes];
}

export const lengthOf = (chunks: readonly Chunk[]): number =>
  chunks.reduce((sum, { length }) => sum + length, 0);

/** The bytes of the chunks, one after the other, each made when it is asked for. */
export function* bytesOf(chunks: readonly Chunk[]): Generator<Uint8Array> {
  for (const chunk of chunks) yield chunk instanceof Uint8Array ? chunk : chunk.make();
}

/** The chunks as one; a single one is not copied. */
export function join(chunks: readonly Chunk[]): Uint8Array {
  const [only] = chunks;
  if (chunks.length === 1 && only instanceof Uint8Array) return only;
  const joined = new Uint8Array(lengthOf(chunks));
  let at = 0;
  for (const bytes of bytesOf(chunks)) {
    joined.set(bytes, at);
    at += bytes.length;
  }
  return joined;
}

function varintBytes(value: number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}
