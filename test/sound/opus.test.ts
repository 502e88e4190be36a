import assert from "node:assert/strict";
import { test } from "node:test";
import { createDecoder } from "libopus-wasm";
import { startOpus } from "../../src/sound/opus.ts";
import { readOgg } from "./readOgg.ts";
import { tone } from "./tone.ts";

async function write(
  samples: Float32Array,
  layout: { readonly sampleRate: number; readonly channels: number },
): Promise<Buffer[]> {
  const opus = await startOpus(layout);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < samples.length; from += 3000)
    parts.push(opus.add(samples.subarray(from, from + 3000)));
  return [...parts, opus.end().rest].map((part) => Buffer.from(part));
}

/** What a player plays, 48,000 frames a second. */
async function play(file: Buffer) {
  const { packets, pages } = readOgg(file);
  const [head, tags, ...sound] = packets;
  assert.equal(head?.toString("latin1", 0, 8), "OpusHead");
  assert.equal(tags?.toString("latin1", 0, 8), "OpusTags");
  const channels = head[9] as 1 | 2;
  const decoder = await createDecoder({ sampleRate: 48_000, channels });
  const frames = sound.flatMap((packet) => [...decoder.decodeFloat(packet)]);
  const early = head.readUInt16LE(10);
  const length = Number(pages.at(-1)?.position) - early;
  assert.ok(frames.length / channels >= length + early, "the last sound is in the last packet");
  return {
    ...{ channels, length, rate: head.readUInt32LE(12), pages },
    samples: Float32Array.from(frames.slice(early * channels, (early + length) * channels)),
  };
}

/** How much louder the sound is than what differs from it, dB. */
function clearness(played: Float32Array, meant: Float32Array): number {
  let [signal, error] = [0, 0];
  for (let i = 0; i < meant.length; i++) {
    signal += (meant[i] ?? 0) ** 2;
    error += ((played[i] ?? 0) - (meant[i] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

test("what is played has the length and the sound of what was spoken, at every rate that voices have", async () => {
  for (const sampleRate of [16_000, 22_050, 24_000, 44_100, 48_000]) {
    const samples = tone({ seconds: 1.37, sampleRate });
    const file = Buffer.concat(await write(samples, { sampleRate, channels: 1 }));
    const played = await play(file);
    assert.equal(played.rate, sampleRate);
    assert.ok(Math.abs(played.length - 1.37 * 48_000) <= 4, `${played.length}`);
    const meant = tone({ seconds: 1.37, sampleRate: 48_000 });
    assert.ok(clearness(played.samples, meant) > 15, `${clearness(played.samples, meant)} dB`);
    assert.ok(file.length < samples.length * 2 * 0.3);
  }
});

test("two channels stay two", async () => {
  const mono = tone({ seconds: 0.5, sampleRate: 24_000 });
  const stereo = Float32Array.from({ length: mono.length * 2 }, (_, i) =>
    i % 2 ? 0 : (mono[i / 2] ?? 0),
  );
  const played = await play(
    Buffer.concat(await write(stereo, { sampleRate: 24_000, channels: 2 })),
  );
  assert.equal(played.channels, 2);
  const loudness = (side: number): number =>
    played.samples.filter((_, i) => i % 2 === side).reduce((sum, sample) => sum + sample ** 2, 0);
  assert.ok(loudness(0) > 100 * loudness(1), `${loudness(0)} and ${loudness(1)}`);
});

test("bytes leave while the sound still comes: the first after a tenth of a second", async () => {
  const opus = await startOpus({ sampleRate: 24_000, channels: 1 });
  const first = Buffer.from(opus.add(tone({ seconds: 0.15, sampleRate: 24_000 })));
  assert.ok(readOgg(first).packets.length > 2);
  assert.equal(opus.add(new Float32Array(100)).length, 0);
  opus.end();
});

test("a sound of nothing is a file of nothing, with its end", async () => {
  const played = await play(
    Buffer.concat(await write(new Float32Array(0), { sampleRate: 24_000, channels: 1 })),
  );
  assert.equal(played.length, 0);
});
