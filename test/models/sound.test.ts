import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { pythonWith } from "../../src/dev/bench/python.ts";
import { startServing } from "../../src/dev/bench/serving.ts";
import { isUserError } from "../../src/platform/errors.ts";
import { forms, toFile } from "../../src/sound/forms.ts";

const { url, token, stop } = await startServing();
const folder = await mkdtemp(join(tmpdir(), "hearth-sound-"));
after(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

const say = { model: "@hearth/piper-en-us-joe", voice: "joe" };
const sentence = "The quick brown fox jumps over the lazy dog, and nobody knows why.";

const ask = (body: object): Promise<Response> =>
  fetch(`${url}/audio/speech`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify({ ...say, ...body }),
  });

async function served(response_format: string): Promise<Buffer> {
  return Buffer.from(await (await ask({ input: sentence, response_format })).arrayBuffer());
}

test("libsndfile hears the same in FLAC as in WAV, and nearly the same in Opus", async (t) => {
  let python: string;
  try {
    python = await pythonWith({ name: "soundfile", version: "0.14.0" });
  } catch (error) {
    if (!isUserError(error)) throw error;
    return t.skip(error.message);
  }
  // a voice says nothing twice in the same way, so one saying is written in three
  const wav = Buffer.from(await (await ask({ input: sentence })).arrayBuffer());
  const layout = { sampleRate: wav.readUInt32LE(24), channels: 1 };
  const samples = Float32Array.from(
    { length: (wav.length - 44) / 2 },
    (_, i) => wav.readInt16LE(44 + i * 2) / 32_767,
  );
  const sound = { ...layout, samples };
  const files = {
    "speech.wav": wav,
    "speech.flac": await toFile(forms.flac, sound),
    "speech.opus": await toFile(forms.opus, sound),
    "served.flac": await served("flac"),
    "served.opus": await served("opus"),
  };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  const paths = Object.keys(files).map((name) => join(folder, name));
  const { stdout } = await promisify(execFile)(python, ["test/models/sound.py", ...paths]);
  const { same, rates, seconds, farthest, loudest } = JSON.parse(stdout) as Record<
    string,
    number
  > & {
    readonly rates: number[];
    readonly seconds: number[];
  };
  assert.deepEqual([same, rates], [true, [22_050, 22_050, 24_000, 22_050, 24_000]]);
  const [spoken = 0, inFlac, inOpus = 0, ...others] = seconds;
  assert.ok(spoken > 3 && inFlac === spoken && Math.abs(inOpus - spoken) < 0.002, stdout);
  for (const other of others) assert.ok(Math.abs(other - spoken) < 0.2 * spoken, stdout);
  assert.ok((farthest ?? 1) < 0.1 * (loudest ?? 0), stdout);
  const partOf = (name: keyof typeof files): number => files[name].length / wav.length;
  assert.ok(
    partOf("speech.flac") < 0.7 && partOf("speech.opus") < 0.2,
    `${partOf("speech.flac")}, ${partOf("speech.opus")}`,
  );
});

test("Opus begins to leave while most of a long text is still to be spoken", async () => {
  const began = performance.now();
  const response = await ask({ input: `${sentence} `.repeat(12), response_format: "opus" });
  let first = 0;
  for await (const _ of response.body ?? []) first ||= performance.now() - began;
  const whole = performance.now() - began;
  assert.ok(first < whole / 3, `${Math.round(first)} of ${Math.round(whole)} ms`);
});
