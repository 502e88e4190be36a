import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { openReader } from "../../src/speech/reader/reader.ts";
import type { ReadableText } from "../../src/speech/utterance.ts";
import { FakePlayer, fakeVoice, partsOf, readable, toUtterances } from "./fakes.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hearth-wav-"));
});
after(() => rm(folder, { recursive: true }));

test("a text is saved as 16-bit mono WAV with its pauses, sentence by sentence", async () => {
  const reader = openReader(partsOf({ player: new FakePlayer().client }));
  const path = join(folder, "greeting.wav");
  const steps = await collect(reader.save({ readable: readable("Hello.\nBye."), path }));
  assert.deepEqual(steps, [
    { done: 1, of: 2 },
    { done: 2, of: 2 },
  ]);
  const wav = await readFile(path);
  const frames = 6 + 5 + 4 + 5;
  assert.equal(wav.length, 44 + frames * 2);
  assert.equal(wav.toString("ascii", 0, 4) + wav.toString("ascii", 8, 16), "RIFFWAVEfmt ");
  assert.equal(wav.readUInt32LE(4), wav.length - 8);
  assert.deepEqual([wav.readUInt16LE(20), wav.readUInt16LE(22)], [1, 1]);
  assert.equal(wav.readUInt32LE(24), 10);
  assert.deepEqual([wav.readUInt32LE(28), wav.readUInt16LE(32), wav.readUInt16LE(34)], [20, 2, 16]);
  assert.equal(wav.readUInt32LE(40), frames * 2);
  assert.equal(wav.readInt16LE(44), Math.round(0.5 * 32_767));
  assert.equal(wav.readInt16LE(44 + 6 * 2), 0);
});

test("headings become chapters that audio programs find", async () => {
  const toUtterances_ = (input: ReadableText) =>
    toUtterances(input).map((one) =>
      one.spoken.startsWith("#") ? { ...one, heading: one.spoken.slice(2) } : one,
    );
  const parts = partsOf({ player: new FakePlayer().client, toUtterances: toUtterances_ });
  const path = join(folder, "chapters.wav");
  const text = "# One\nHello.\n# Two and\nBye.";
  await collect(openReader(parts).save({ readable: readable(text), path }));
  const wav = await readFile(path);
  assert.equal(wav.readUInt32LE(4), wav.length - 8);
  assert.deepEqual(chaptersOf(wav), [
    { frame: 0, title: "One" },
    { frame: 5 + 5 + 6 + 5, title: "Two and" },
  ]);
});

/** Reads the chunks behind the samples, as the RIFF format has them. */
function chaptersOf(wav: Buffer): { frame: number; title: string }[] {
  const chunks = new Map<string, Buffer>();
  for (let at = 12; at < wav.length;) {
    const size = wav.readUInt32LE(at + 4);
    chunks.set(wav.toString("latin1", at, at + 4), wav.subarray(at + 8, at + 8 + size));
    at += 8 + size + (size % 2);
  }
  const [cue, list] = [chunks.get("cue "), chunks.get("LIST")];
  assert.ok(cue && list && list.toString("latin1", 0, 4) === "adtl");
  const titles = new Map<number, string>();
  for (let at = 4; at < list.length;) {
    const size = list.readUInt32LE(at + 4);
    assert.equal(list.toString("latin1", at, at + 4), "labl");
    titles.set(list.readUInt32LE(at + 8), list.toString("utf8", at + 12, at + 8 + size - 1));
    at += 8 + size + (size % 2);
  }
  return Array.from({ length: cue.readUInt32LE(0) }, (_, i) => ({
    frame: cue.readUInt32LE(4 + i * 24 + 20),
    title: titles.get(cue.readUInt32LE(4 + i * 24)) ?? "",
  }));
}

test("channels are mixed, and sound that is too loud is clipped", async () => {
  const voice = fakeVoice(async () => ({
    samples: Float32Array.of(1, 0, 3, 3, -3, -3),
    channels: 2,
    sampleRate: 10,
  }));
  const reader = openReader(partsOf({ player: new FakePlayer().client, speak: voice.speak }));
  const path = join(folder, "stereo.wav");
  await collect(reader.save({ readable: readable("a"), path }));
  const wav = await readFile(path);
  assert.deepEqual(
    [0, 1, 2].map((frame) => wav.readInt16LE(44 + frame * 2)),
    [16_384, 32_767, -32_767],
  );
});

test("a save that fails or is left leaves no file behind", async () => {
  const own = await mkdtemp(join(folder, "left-"));
  const voice = fakeVoice((_, n) => (n === 2 ? Promise.reject(new Error("full")) : undefined));
  const parts = partsOf({ player: new FakePlayer().client, speak: voice.speak });
  const input = { readable: readable("a\nb\nc"), path: join(own, "a.wav") };
  await assert.rejects(collect(openReader(parts).save(input)), /full/);
  const left = openReader(partsOf({ player: new FakePlayer().client }));
  for await (const _ of left.save(input)) break;
  assert.deepEqual(await readdir(own), []);
});
