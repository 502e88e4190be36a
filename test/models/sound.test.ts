import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { pythonWith } from "../../src/dev/bench/python.ts";
import { startServing } from "../../src/dev/bench/serving.ts";
import { isUserError } from "../../src/platform/errors.ts";

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

test("libsndfile hears the same in FLAC as in WAV, and nearly the same in Opus", async (t) => {
  let python: string;
  try {
    python = await pythonWith({ name: "soundfile", version: "0.14.0" });
  } catch (error) {
    if (!isUserError(error)) throw error;
    return t.skip(error.message);
  }
  const types = { wav: "audio/wav", flac: "audio/flac", opus: "audio/ogg; codecs=opus" };
  const paths: string[] = [];
  const bytes: number[] = [];
  for (const [format, type] of Object.entries(types)) {
    const response = await ask({ input: sentence, response_format: format });
    assert.equal(response.headers.get("content-type"), type);
    const path = join(folder, `speech.${format}`);
    await writeFile(path, Buffer.from(await response.arrayBuffer()));
    paths.push(path);
    bytes.push((await stat(path)).size);
  }
  const { stdout } = await promisify(execFile)(python, ["test/models/sound.py", ...paths]);
  const found = JSON.parse(stdout) as Record<string, number> & { seconds: number[] };
  console.log(stdout.trim(), bytes);
  const [wav = 0, flac = 0, opus = 0] = found.seconds;
  assert.deepEqual([found["same"], found["rates"]], [true, [22_050, 22_050, 24_000]]);
  assert.ok(wav > 3 && flac === wav && Math.abs(opus - wav) < 0.002, found.seconds.join());
  assert.ok((found["farthest"] ?? 1) < 0.1 * (found["loudest"] ?? 0), stdout);
  const [inWav = 0, inFlac = 0, inOpus = 0] = bytes;
  assert.ok(inFlac < 0.7 * inWav && inOpus < 0.2 * inWav, bytes.join());
});

test("Opus begins to leave while most of a long text is still to be spoken", async () => {
  const began = performance.now();
  const response = await ask({ input: `${sentence} `.repeat(12), response_format: "opus" });
  let first = 0;
  for await (const _ of response.body ?? []) first ||= performance.now() - began;
  const whole = performance.now() - began;
  assert.ok(first < whole / 3, `${Math.round(first)} of ${Math.round(whole)} ms`);
});
