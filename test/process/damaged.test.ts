import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { truncate, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { isPredictorError } from "../../src/predictor/errors.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { openPredictors } from "../../src/predictor/open.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";
import { startFileServer, type FileServer } from "../fakes/fileServer.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { tinyOnnx } from "../fakes/tinyOnnx.ts";
import { tinyBert, tinyManifest, tokenizerJson, toSafetensors } from "../sentence/tiny.ts";
import { fileOf, manifestOf, openRoom, type Room } from "../weights/room.ts";
import { ask, predictorProcess, read } from "./setup.ts";

let server: FileServer;
let room: Room;
let predictors: Predictors;

beforeEach(async () => {
  server = await startFileServer();
  room = await openRoom();
  predictors = openPredictors({
    process: predictorProcess,
    models: { ...room.models, find: async (tag) => (manifest.tag === tag ? manifest : undefined) },
    log: silent,
    settings: () => ({ device: "cpu", threads: 1, idleMinutes: 0, memoryBudget: 0 }),
  });
});
afterEach(async () => {
  predictors.dispose();
  await server.close();
  await room.close();
});

let manifest: Manifest;
const pathOf = (name: string): string => join(room.models.folder(manifest), name);

/** Fetches a model with these files. */
async function install(
  about: Manifest,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  const listed = Object.entries(files).map(([name, data]) => {
    server.serve(`/${name}`, Buffer.from(data));
    return fileOf(data, [`${server.url}/${name}`], name);
  });
  manifest = { ...about, files: listed };
  await room.install(manifest);
}

/** Changes the first bytes of a file, and leaves its size and time as they were. */
async function flip(name: string): Promise<void> {
  // whole seconds, which every file system keeps
  const then = new Date(2024, 1, 1);
  await utimes(pathOf(name), then, then);
  assert.equal((await room.models.state(manifest)).kind, "installed");
  const bytes = readFileSync(pathOf(name));
  for (let at = 0; at < 64; at++) bytes[at] = 255 - (bytes[at] ?? 0);
  writeFileSync(pathOf(name), bytes);
  await utimes(pathOf(name), then, then);
  assert.equal((await room.models.state(manifest)).kind, "installed", "nothing tells yet");
}

/** The message names the file, and the file alone is fetched again. */
async function assertDamaged(using: Promise<unknown>, name: string): Promise<void> {
  await assert.rejects(using, (error: Error) => {
    assert.ok(isPredictorError(error, "model_not_installed"), error.stack);
    assert.ok(
      error.message.includes(`is damaged: ${name} is no longer what was downloaded`),
      error.message,
    );
    assert.match(error.message, /Download it again/);
    return true;
  });
  const asked = server.asked.length;
  await room.install(manifest);
  assert.deepEqual([...new Set(server.asked.slice(asked).map(({ path }) => path))], [`/${name}`]);
}

const chat = { ...manifestOf(), options: { contextSize: 256, temperature: 0 } };
const gguf = (): Uint8Array => tinyGguf({ script: ["▁one", "▁two"], loop: true });
const question = ask("count", { max_output_tokens: 2 });

test("a chat model that was cut short is damaged, and answers again once it was fetched again", async () => {
  await install(chat, { "model.gguf": gguf() });
  await truncate(pathOf("model.gguf"), 1_000);
  await assertDamaged(predictors.load(manifest.tag), "model.gguf");
  assert.equal((await read(predictors.run(manifest.tag, question))).text, "one two");
});

test("a chat model whose bytes changed without a trace is found damaged when it does not start", async () => {
  await install(chat, { "model.gguf": gguf() });
  await flip("model.gguf");
  await assertDamaged(predictors.load(manifest.tag), "model.gguf");
  assert.equal((await read(predictors.run(manifest.tag, question))).text, "one two");
});

test("an encoder and its words are found damaged when they do not start", async () => {
  const files = {
    "model.safetensors": toSafetensors(tinyBert()),
    "tokenizer.json": new TextEncoder().encode(JSON.stringify(tokenizerJson)),
  };
  await install(tinyManifest(), files);
  for (const name of Object.keys(files)) {
    await flip(name);
    await assertDamaged(predictors.load(manifest.tag), name);
  }
  await predictors.load(manifest.tag);
});

test("what was made of an encoder's weights is made anew when it is damaged", async () => {
  await install(tinyManifest(), {
    "model.safetensors": toSafetensors(tinyBert()),
    "tokenizer.json": new TextEncoder().encode(JSON.stringify(tokenizerJson)),
  });
  await predictors.load(manifest.tag);
  await predictors.unload(manifest.tag);
  const cache = room.models.cacheFolder(manifest);
  const [made = ""] = readdirSync(cache);
  writeFileSync(join(cache, made), "half a file");
  await predictors.load(manifest.tag);
});

test("a voice and what it is set up by are found damaged when they do not start", async () => {
  const config = {
    phoneme_id_map: {},
    audio: { sample_rate: 16_000 },
    inference: {},
    num_speakers: 1,
  };
  const files = {
    "voice.onnx": tinyOnnx({ width: 4, times: 1 }),
    "voice.onnx.json": new TextEncoder().encode(JSON.stringify(config)),
    "words.json": new TextEncoder().encode(JSON.stringify({ hello: "həlˈO", world: "wˈɜɹld" })),
  };
  const options = {
    model: "voice.onnx",
    voices: [{ id: "joe", language: "en-US", sex: "male" }],
    sampleRate: 16_000,
    lexicons: ["words.json"],
  };
  await install({ ...manifestOf(), kind: "speech", engine: "piper", options }, files);
  for (const name of Object.keys(files)) {
    await flip(name);
    await assertDamaged(predictors.load(manifest.tag), name);
  }
});
