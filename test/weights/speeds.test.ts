import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { GgufFacts } from "../../src/models/forecast/gguf.ts";
import { openRates } from "../../src/models/forecast/rates.ts";
import { openFit } from "../../src/models/forecast/fit.ts";
import { middle, openSpeeds } from "../../src/models/forecast/speeds.ts";
import { collect } from "../../src/platform/stream.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { tinyGguf } from "../fakes/tinyGguf.ts";
import { fileOf, leave, manifestOf, openRoom } from "./room.ts";

const folder = await mkdtemp(join(tmpdir(), "hearth-speeds-"));
after(() => rm(folder, { recursive: true, force: true }));
const file = (): string => join(folder, `${Math.random()}.json`);

test("what a model did is remembered over restarts, by the middle of its last answers", async () => {
  const path = file();
  const speeds = openSpeeds(path, "this");
  for (const ms of [1_000, 9_000, 1_100]) speeds.note("@a/b", { tokens: 101, ms });
  assert.equal((await speeds.all()).get("@a/b"), 100_000 / 1_100);
  assert.equal((await openSpeeds(path, "this").all()).get("@a/b"), 100_000 / 1_100);
  assert.equal((await openSpeeds(path, "another machine").all()).size, 0);
});

test("of several measures of the machine the best counts, also after a restart, and on another machine none", async () => {
  const path = file();
  const speeds = openSpeeds(path, "this");
  assert.equal(await speeds.measured(8e9), 8e9);
  assert.equal(await speeds.measured(3e9), 8e9);
  speeds.note("@a/b", { tokens: 101, ms: 1_000 });
  await speeds.all();
  assert.equal(await openSpeeds(path, "this").measured(5e9), 8e9);
  assert.equal(await openSpeeds(path, "another machine").measured(5e9), 5e9);
});

test("short answers say nothing, and a damaged file is begun anew", async () => {
  const path = file();
  await writeFile(path, "{");
  const speeds = openSpeeds(path, "this");
  speeds.note("@a/b", { tokens: 5, ms: 10 });
  assert.equal((await speeds.all()).size, 0);
  speeds.note("@a/b", { tokens: 51, ms: 1_000 });
  assert.equal((await speeds.all()).get("@a/b"), 50);
  assert.equal(middle([4, 1, 3, 2]), 2.5);
});

test("a forecast takes what the model did itself, else what the one nearest in size did, else the machine's measure", async () => {
  const room = await openRoom();
  const content = tinyGguf();
  const model = (tag: string, bytes = content): Manifest => ({ ...manifestOf({ ...fileOf(bytes, []), name: "model.gguf" }), tag }); // prettier-ignore
  const [ran, other] = [model("@a/ran"), model("@a/other")];
  for (const manifest of [ran, other]) {
    await leave(room.models, manifest, { "model.gguf": content });
    await collect(room.models.install(manifest));
    await room.models.add(manifest);
  }
  let seen = new Map<string, number>();
  const fit = openFit({
    models: room.models,
    web: { onRequest: () => {}, patience: 1, offline: () => true },
    ...{ hub: () => "", budget: () => 1e9, threads: () => 1 },
    speeds: { all: async () => seen, measured: async (rate) => rate },
    measure: async () => 7 * content.length,
  });
  const of = async (manifest: Manifest) => {
    const { speed, measured = false } = await fit.of(manifest, new AbortController().signal);
    return [Math.round(speed ?? 0), measured];
  };
  assert.deepEqual(await of(ran), [7, false]);
  seen = new Map([[ran.tag, 42]]);
  assert.deepEqual(await of(ran), [42, true]);
  assert.deepEqual(await of(other), [42, false]);
  await room.close();
});

test("what an earlier run measured of the machine is told at once, while it is measured again", async () => {
  const room = await openRoom();
  const content = tinyGguf();
  const manifest = { ...manifestOf({ ...fileOf(content, []), name: "model.gguf" }), tag: "@a/b" };
  await leave(room.models, manifest, { "model.gguf": content });
  const fit = openFit({
    models: room.models,
    web: { onRequest: () => {}, patience: 1, offline: () => true },
    ...{ hub: () => "", budget: () => 1e9, threads: () => 1 },
    speeds: {
      all: async () => new Map(),
      measured: async (rate) => Math.max(rate, 3 * content.length),
    },
    measure: () => new Promise(() => {}),
  });
  const { speed } = await fit.of(manifest, new AbortController().signal);
  assert.equal(Math.round(speed ?? 0), 3);
  await room.close();
});

test("a model whose weights cost the engine more is told to be slower, and teaches of others that they are quicker", async () => {
  const file = { ...fileOf(tinyGguf(), []), name: "model.gguf" };
  const manifest = { ...manifestOf(file), tag: "@a/q4_1" };
  let ran = new Map<string, number>();
  const rates = openRates({
    models: {
      find: async () => manifest,
      state: async () => ({ kind: "installed", bytes: 100 }),
    },
    headers: { of: async () => ({ expertsUsed: 1, fileType: 3 }) as GgufFacts },
    speeds: { all: async () => ran, measured: async (rate) => rate },
    threads: () => 1,
    measure: async () => 1_000,
  });
  const { signal } = new AbortController();
  await rates.refresh(signal);
  assert.deepEqual([rates.at(100, 15), rates.at(100, 3)], [1_000, 650]);
  ran = new Map([[manifest.tag, 13]]);
  await rates.refresh(signal);
  assert.deepEqual([rates.at(100, 15), rates.at(100, 3)], [2_000, 1_300]);
});
