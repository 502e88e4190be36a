import assert from "node:assert/strict";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { pathToFileURL } from "node:url";
import { type BundleStep, exportModels, importModels } from "../../src/models/bundle.ts";
import { collect } from "../../src/platform/stream.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { fileOf, manifestOf, noise, openRoom, sha256, type Room } from "./room.ts";

const content = noise(200_000);
const { signal } = new AbortController();
let here: Room;
let there: Room;
let bundle: string;
let manifest: Manifest;

beforeEach(async () => {
  [here, there] = [await openRoom(), await openRoom()];
  there.settings = { ...there.settings, offline: true };
  bundle = join(here.root, "stick");
  const source = join(here.root, "source.bin");
  await writeFile(source, content);
  manifest = { ...manifestOf(fileOf(content, [pathToFileURL(source).href])), tag: "@me/carried" };
  await here.models.add(manifest);
  await collect(here.models.install(manifest));
});
afterEach(async () => {
  await here.close();
  await there.close();
});

const carry = (tags = [manifest.tag]) =>
  collect(exportModels(here.models, { folder: bundle, tags }, signal));
const receive = async () =>
  (await collect(importModels(there.models, bundle, signal))).flatMap((step) =>
    step.kind === "done" ? [step] : [],
  );

test("a bundle brings a model to a machine without any network", async () => {
  await carry();
  assert.deepEqual(await receive(), [
    { kind: "done", tag: manifest.tag, title: manifest.title, bytes: content.length },
  ]);
  const found = await there.models.find(manifest.tag);
  assert.ok(found);
  assert.equal((await there.models.state(found)).kind, "installed");
  assert.deepEqual(there.requests, []);
});

test("exporting and importing tell how much of all the bytes is there", async () => {
  const second = { ...manifest, tag: "@me/second" };
  await here.models.add(second);
  await collect(here.models.install(second));
  const both = 2 * content.length;
  const moved = (steps: readonly BundleStep[]) =>
    steps.flatMap((step) => (step.kind === "moving" ? [[step.done, step.bytes]] : []));
  assert.deepEqual(moved(await carry([manifest.tag, second.tag])), [[0, both], [content.length, both]]); // prettier-ignore
  const imported = moved(await collect(importModels(there.models, bundle, signal)));
  assert.deepEqual(imported.at(-1), [both, both]);
  assert.ok(imported.every(([done], i) => Number(done) >= (imported[i - 1]?.[0] ?? 0)));
});

test("exporting again copies nothing twice, and keeps what the folder held", async () => {
  await carry();
  const other = { ...manifest, tag: "@me/other" };
  await here.models.add(other);
  await collect(here.models.install(other));
  await carry([other.tag]);
  assert.deepEqual(await readdir(join(bundle, "files")), [sha256(content)]);
  assert.deepEqual((await receive()).map(({ tag }) => tag), [manifest.tag, other.tag]); // prettier-ignore
});

test("a file that was damaged on its way is refused, and nothing half is installed", async () => {
  await carry();
  await writeFile(join(bundle, "files", sha256(content)), noise(content.length, 9));
  await rm(join(here.root, "source.bin"));
  await assert.rejects(receive(), /SHA-256/);
  const found = await there.models.find(manifest.tag);
  assert.ok(found);
  assert.notEqual((await there.models.state(found)).kind, "installed");
});

test("what cannot be exported or imported is said in words", async () => {
  await assert.rejects(carry(["@me/nobody"]), /There is no model @me\/nobody/);
  await here.models.remove(manifest);
  await here.models.add(manifest);
  await assert.rejects(carry(), /not on this machine\. Download it first/);
  await assert.rejects(receive(), /holds no models.*hearth models export/);
});

test("a bundle of a newer Hearth, or one that is damaged, is told apart", async () => {
  await carry();
  const list = join(bundle, "hearth-models.json");
  await writeFile(list, JSON.stringify({ format: 2, models: [] }));
  await assert.rejects(receive(), /newer Hearth/);
  await writeFile(list, JSON.stringify({ format: 1, models: [{ tag: "x" }] }));
  await assert.rejects(receive(), /is damaged: tag: must be/);
  await writeFile(list, "{");
  await assert.rejects(receive(), /cannot be read/);
});
