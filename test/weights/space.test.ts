import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { onDisk } from "../../src/models/models.ts";
import { leftovers, removeLeftover } from "../../src/models/leftovers.ts";
import { crowded, enough } from "../../src/models/quota.ts";
import { collect } from "../../src/platform/stream.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { fileOf, leave, manifestOf, noise, openRoom, type Room } from "./room.ts";

let room: Room;
beforeEach(async () => {
  room = await openRoom();
});
afterEach(() => room.close());

const model = (name: string, size: number): Manifest => ({
  ...manifestOf(fileOf(noise(size), [])),
  ...{ tag: `@test/${name}`, title: name },
});

/** A model that is here, and was used so many days ago. */
async function here(name: string, size: number, days: number): Promise<Manifest> {
  const manifest = model(name, size);
  await leave(room.models, manifest, { "model.bin": noise(size) });
  await collect(room.models.install(manifest));
  await room.models.add(manifest);
  const path = join(room.models.folder(manifest), "model.bin");
  const when = new Date(Date.now() - days * 864e5);
  // the first time it looks changed, and is read for its digest
  for (let i = 0; i < 2; i++) {
    await utimes(path, when, when);
    await room.models.state(manifest);
  }
  return manifest;
}
const keeps = ({ title }: Manifest): boolean => title === "kept";

test("a model that goes beyond the quota names what could go, the one that was not used for longest first", async () => {
  await here("new", 30_000, 1);
  await here("old", 20_000, 9);
  await here("kept", 10_000, 99);
  const wanted = model("wanted", 50_000);
  await room.models.add(wanted);
  const found = await crowded(room.models, wanted, { quota: 100_000, keeps });
  assert.deepEqual([found?.taken, found?.over], [60_000, 10_000]);
  assert.deepEqual(found?.spares.map(({ manifest }) => manifest.title), ["old", "new"]); // prettier-ignore
  assert.deepEqual(enough(found?.spares ?? [], 10_000).map(({ bytes }) => bytes), [20_000]); // prettier-ignore
  assert.equal(enough(found?.spares ?? [], 20_001).length, 2);
});

test("within the quota, and without one, nothing stands against a model", async () => {
  await here("old", 20_000, 9);
  const wanted = model("wanted", 50_000);
  await room.models.add(wanted);
  assert.equal(await crowded(room.models, wanted, { quota: 70_000, keeps }), undefined);
  assert.equal(await crowded(room.models, wanted, { quota: 0, keeps }), undefined);
});

test("what no model needs is found and can be deleted; what is needed or being fetched is not", async () => {
  const manifest = await here("old", 20_000, 9);
  const folder = join(room.root, "models");
  await leave(room.models, manifest, { "x.part": noise(5_000), "y.123.tmp": noise(4_500) });
  await mkdir(join(folder, "gone", "model"), { recursive: true });
  await writeFile(join(folder, "gone", "model", "big.bin"), noise(50_000));
  const fetched = model("fetched", 1_000);
  await room.models.add(fetched);
  const lock = JSON.stringify({ pid: process.pid, host: "another machine", id: "x" });
  await leave(room.models, fetched, { ".lock": lock, "model.bin.part": noise(500) });

  const found = await leftovers(room.models, folder);
  assert.deepEqual(
    found.map(({ tag, kind, bytes }) => [tag, kind, bytes]),
    [
      ["@gone/model", "unknown", 50_000],
      ["@test/old", "half", 5_000],
      ["@test/old", "temporary", 4_500],
    ],
  );
  for (const one of found) await removeLeftover(one);
  assert.deepEqual(await leftovers(room.models, folder), []);
  assert.equal((await room.models.state(manifest)).kind, "installed");
  assert.ok(!existsSync(join(folder, "gone", "model")));
});

test("what was made of a model counts as room that it takes, and goes with it", async () => {
  const manifest = await here("voice", 20_000, 1);
  const folder = join(room.models.cacheFolder(manifest), "optimised-1");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "weights.bin"), noise(30_000));
  const state = await room.models.state(manifest);
  assert.deepEqual(state, { kind: "installed", bytes: 20_000, prepared: 30_000 });
  assert.equal(onDisk(state), 50_000);
  await room.models.remove(manifest);
  assert.ok(!existsSync(folder));
});
