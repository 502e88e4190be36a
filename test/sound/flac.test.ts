import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Bits } from "../../src/sound/bits.ts";
import { startFlac } from "../../src/sound/flac.ts";
import { toPcm16 } from "../../src/sound/pcm.ts";
import { readFlac } from "./readFlac.ts";
import { tone } from "./tone.ts";

/** A whole file, from pieces of any length. */
function write(samples: Float32Array, layout: { sampleRate: number; channels: number }): Buffer {
  const flac = startFlac(layout);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < samples.length; from += 1001 * layout.channels)
    parts.push(flac.add(samples.subarray(from, from + 1001 * layout.channels)));
  const { head, rest } = flac.end();
  return Buffer.concat([head, ...parts, rest]);
}

const noise = (length: number): Float32Array => {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * 2.2 - 1.1;
  });
};

test("what is read back is what WAV would hold, to the last sample", () => {
  const sounds = {
    tone: tone({ seconds: 1.3, sampleRate: 22_050 }),
    silence: new Float32Array(9000),
    "noise louder than full": noise(5000),
    "full scale": Float32Array.from({ length: 4100 }, (_, i) => (i % 2 ? 1 : -1)),
    "one sample": Float32Array.of(0.5),
    nothing: new Float32Array(0),
    "one block": tone({ seconds: 1, sampleRate: 4096 }),
  };
  for (const [name, samples] of Object.entries(sounds))
    for (const [sampleRate, channels] of [
      [22_050, 1],
      [24_000, 2],
      [96_000, 1],
    ] as const) {
      const even = samples.subarray(0, samples.length - (samples.length % channels));
      const read = readFlac(write(even, { sampleRate, channels }));
      assert.deepEqual(read.pcm, toPcm16(even), `${name}, ${channels} channels`);
      assert.deepEqual([read.sampleRate, read.channels], [sampleRate, channels]);
    }
});

test("the head says how long the sound is, and what it must sound like", () => {
  const samples = tone({ seconds: 1, sampleRate: 16_000 });
  const { length, digest } = readFlac(write(samples, { sampleRate: 16_000, channels: 1 }));
  assert.equal(length, 16_000);
  assert.deepEqual(digest, createHash("md5").update(toPcm16(samples)).digest());
});

test("a tone is half as large as in a WAV file, silence next to nothing, and noise hardly larger", () => {
  const layout = { sampleRate: 22_050, channels: 1 };
  const partOf = (samples: Float32Array): number =>
    write(samples, layout).length / (samples.length * 2);
  assert.ok(partOf(tone({ seconds: 1, sampleRate: 22_050 })) < 0.6);
  assert.ok(partOf(new Float32Array(22_050)) < 0.08);
  assert.ok(partOf(noise(22_050)) < 1.05);
});

test("frames are numbered as UTF-8 writes the letter of that number, and on where there are no letters", () => {
  const written = (number: number): Buffer => {
    const bits = new Bits();
    bits.letter(number);
    return Buffer.from(bits.bytes());
  };
  for (const number of [0, 127, 128, 2047, 2048, 65_535, 65_536, 0x10_ff_ff])
    assert.deepEqual(written(number), Buffer.from(String.fromCodePoint(number)));
  assert.deepEqual(written(2 ** 31 - 1), Buffer.of(0xfd, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf));
});
