import assert from "node:assert/strict";

/** Reads a FLAC file by RFC 9639, as far as Hearth writes it; check sums included. Knows nothing of the writer. */
export function readFlac(file: Buffer) {
  assert.equal(file.toString("latin1", 0, 4), "fLaC");
  assert.equal(file.readUInt32BE(4), 0x80_00_00_22, "one block of metadata, the last");
  const info = new Reader(file, 8);
  const largest = (info.bits(16), info.bits(16));
  info.bits(48);
  const sampleRate = info.bits(20);
  const channels = info.bits(3) + 1;
  assert.equal(info.bits(5) + 1, 16);
  const length = info.bits(4) * 2 ** 32 + info.bits(16) * 65_536 + info.bits(16);
  const digest = file.subarray(26, 42);
  const pcm: Buffer[] = [];
  let at = 42;
  for (let number = 0; at < file.length; number++) {
    const frame = readFrame(file, at, { channels, sampleRate, number, largest });
    pcm.push(frame.pcm);
    at = frame.end;
  }
  return { sampleRate, channels, length, digest, pcm: Buffer.concat(pcm) };
}

class Reader {
  readonly #file: Buffer;
  /** In bits. */
  at: number;
  constructor(file: Buffer, byte: number) {
    this.#file = file;
    this.at = byte * 8;
  }
  bit(): number {
    const byte = this.#file[this.at >> 3];
    assert.ok(byte !== undefined, "the file ends too early");
    return (byte >> (7 - (this.at++ & 7))) & 1;
  }
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.bit();
    return value;
  }
  signed(count: number): number {
    const value = this.bits(count);
    return value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }
}

interface About {
  readonly channels: number;
  readonly sampleRate: number;
  readonly number: number;
  readonly largest: number;
}

function readFrame(file: Buffer, start: number, { channels, sampleRate, number, largest }: About) {
  const reader = new Reader(file, start);
  assert.equal(reader.bits(16), 0xff_f8);
  const size = reader.bits(4);
  const rate = reader.bits(4);
  assert.equal(reader.bits(4), channels - 1);
  assert.equal(reader.bits(4), 0b1000);
  assert.equal(readNumber(reader), number);
  const length = size === 12 ? 4096 : (assert.equal(size, 7), reader.bits(16) + 1);
  assert.ok(length <= largest);
  if (rate === 13) assert.equal(reader.bits(16), sampleRate);
  const head = file.subarray(start, reader.at >> 3);
  assert.equal(reader.bits(8), sumOf(head, 8, 0x07), "the check sum of the head");
  const sound = Array.from({ length: channels }, () => readChannel(reader, length));
  reader.at = Math.ceil(reader.at / 8) * 8;
  const end = reader.at >> 3;
  assert.equal(file.readUInt16BE(end), sumOf(file.subarray(start, end), 16, 0x80_05));
  const pcm = Buffer.alloc(length * channels * 2);
  for (let i = 0; i < length * channels; i++)
    pcm.writeInt16LE(sound[i % channels]?.[Math.floor(i / channels)] ?? 0, i * 2);
  return { pcm, end: end + 2 };
}

function readNumber(reader: Reader): number {
  let ones = 0;
  while (reader.bit()) ones++;
  if (!ones) return reader.bits(7);
  let value = reader.bits(7 - ones);
  for (let i = 1; i < ones; i++) {
    assert.equal(reader.bits(2), 0b10);
    value = value * 64 + reader.bits(6);
  }
  return value;
}

/** What each order foretells from the samples before, the last one first. */
const weights = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

function readChannel(reader: Reader, length: number): number[] {
  assert.equal(reader.bits(4), 1, "a fixed predictor");
  const order = reader.bits(3);
  assert.equal(reader.bit(), 0);
  const samples = Array.from({ length: order }, () => reader.signed(16));
  assert.equal(reader.bits(2), 0);
  const partitions = 2 ** reader.bits(4);
  for (let part = 0; part < partitions; part++) {
    const low = reader.bits(4);
    assert.notEqual(low, 15);
    for (let i = part ? 0 : order; i < length / partitions; i++) {
      let high = 0;
      while (!reader.bit()) high++;
      const folded = high * 2 ** low + reader.bits(low);
      const end = samples.length;
      let guess = 0;
      for (const [back, weight] of weights[order]?.entries() ?? [])
        guess += weight * (samples[end - 1 - back] ?? 0);
      samples.push(guess + (folded % 2 ? -(folded + 1) / 2 : folded / 2));
    }
  }
  assert.equal(samples.length, length);
  return samples;
}

function sumOf(bytes: Buffer, width: number, polynomial: number): number {
  let sum = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit--) {
      const carry = ((sum >> (width - 1)) & 1) ^ ((byte >> bit) & 1);
      sum = ((sum << 1) & (2 ** width - 1)) ^ (carry ? polynomial : 0);
    }
  return sum;
}
