import assert from "node:assert/strict";

/** Pages and packets of one Ogg stream (RFC 3533), check sums and order included. */
export function readOgg(file: Buffer) {
  const packets: Buffer[] = [];
  const pages: { position: bigint; last: boolean }[] = [];
  for (let at = 0; at < file.length;) {
    assert.equal(file.toString("latin1", at, at + 4), "OggS");
    const flags = file[at + 5] ?? 0;
    assert.equal(flags & 3, pages.length ? 0 : 2, "the first page alone begins the stream");
    assert.equal(file.readUInt32LE(at + 18), pages.length);
    const count = file[at + 26] ?? 0;
    const lengths = [...file.subarray(at + 27, at + 27 + count)];
    let from = at + 27 + count;
    const end = from + lengths.reduce((sum, length) => sum + length, 0);
    const page = Buffer.from(file.subarray(at, end));
    page.writeUInt32LE(0, 22);
    assert.equal(file.readUInt32LE(at + 22), sumOf(page));
    let length = 0;
    for (const part of lengths) {
      length += part;
      if (part === 255) continue;
      packets.push(file.subarray(from, from + length));
      from += length;
      length = 0;
    }
    assert.equal(length, 0, "no packet goes on in the next page");
    pages.push({ position: file.readBigInt64LE(at + 6), last: (flags & 4) > 0 });
    at = end;
  }
  return { packets, pages };
}

function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) {
    sum = (sum ^ (byte << 24)) >>> 0;
    for (let bit = 0; bit < 8; bit++)
      sum = ((sum << 1) ^ (sum & 0x80_00_00_00 ? 0x04_c1_1d_b7 : 0)) >>> 0;
  }
  return sum;
}
