import assert from "node:assert/strict";
import { test } from "node:test";
import { toPcm16, wavHeader } from "../../src/platform/wav.ts";

test("samples become little-endian integers, and loud ones are clipped, not wrapped", () => {
  const pcm = toPcm16(Float32Array.of(0, 1, -1, 2, -2, 0.5));
  const samples = Array.from({ length: 6 }, (_, i) => pcm.readInt16LE(i * 2));
  assert.deepEqual(samples, [0, 32_767, -32_767, 32_767, -32_767, 16_384]);
});

test("a header counts the bytes of a second and of a frame over all channels", () => {
  const header = wavHeader({ bytes: 12, sampleRate: 8000, channels: 2 });
  assert.deepEqual([header.length, header.readUInt32LE(4)], [44, 48]);
  assert.deepEqual(
    [header.readUInt16LE(22), header.readUInt32LE(28), header.readUInt16LE(32)],
    [2, 32_000, 4],
  );
});
