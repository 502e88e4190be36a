import assert from "node:assert/strict";
import { test } from "node:test";
import { forms, toFile } from "../../src/sound/forms.ts";
import { toPcm16 } from "../../src/sound/pcm.ts";

test("samples become little-endian integers, and loud ones are clipped, not wrapped", () => {
  const pcm = toPcm16(Float32Array.of(0, 1, -1, 2, -2, 0.5));
  const samples = Array.from({ length: 6 }, (_, i) => pcm.readInt16LE(i * 2));
  assert.deepEqual(samples, [0, 32_767, -32_767, 32_767, -32_767, 16_384]);
});

test("a header counts the bytes of a second and of a frame over all channels", async () => {
  const sound = { samples: new Float32Array(6), sampleRate: 8000, channels: 2 };
  const wav = Buffer.from(await toFile(forms.wav, sound));
  assert.deepEqual([wav.length, wav.readUInt32LE(4), wav.readUInt32LE(40)], [56, 48, 12]);
  assert.deepEqual(
    [wav.readUInt16LE(22), wav.readUInt32LE(28), wav.readUInt16LE(32)],
    [2, 32_000, 4],
  );
});
