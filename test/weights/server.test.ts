import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { serverAddress } from "../../src/models/settings.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { FileServer } from "../fakes/fileServer.ts";
import { fileOf, manifestOf, noise, openEach, type Room, sha256 } from "./room.ts";

const content = noise(300_000);
const at = "/models/test/model/model.bin";
let server: FileServer;
let room: Room;

openEach((opened) => {
  ({ server, room } = opened);
  room.settings = {
    ...room.settings,
    ...{ sources: ["folder", "server", "hub"], server: `${server.url}/models`, hub: server.url },
  };
});

/** A file whose size and digest its manifest leaves to the hub. */
const open = (): Manifest =>
  manifestOf({ ...{ name: "model.bin", bytes: 0, sha256: "", about: 3e5 }, sources: ["hf:owner/repo@main/model.bin"] }); // prettier-ignore

test("a file comes from the user's own server, where it lies as in the folder of models", async () => {
  server.serve(at, content);
  const manifest = manifestOf(fileOf(content, [`${server.url}/elsewhere`]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual([...new Set(server.asked.map(({ path }) => path))], [at]);
});

test("the order is the user's: a server that is named last is asked last", async () => {
  server.serve(at, content);
  server.serve("/elsewhere", content);
  room.settings = { ...room.settings, sources: ["hub", "server"] };
  await room.install(manifestOf(fileOf(content, [`${server.url}/elsewhere`])));
  assert.deepEqual([...new Set(server.asked.map(({ path }) => path))], ["/elsewhere"]);
});

test("what the server does not have, or has damaged, comes from the next source, and if there is none both are named", async () => {
  server.serve("/elsewhere", content);
  server.serve(at, noise(300_000, 2));
  const manifest = manifestOf(fileOf(content, [`${server.url}/elsewhere`]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  await room.models.remove(manifest);
  room.settings = { ...room.settings, sources: ["server"] };
  await assert.rejects(room.install(manifest), /model\.bin of Test model could not be obtained.*127\.0\.0\.1.*SHA-256/s); // prettier-ignore
  server.serve(at, content, { status: 404 });
  await assert.rejects(room.install(manifest), /does not have this file \(HTTP 404\)/);
});

test("a digest that only the hub knows is taken from the server's copy of the folder, and the hub is not asked", async () => {
  const pin = { bytes: content.length, sha256: sha256(content) };
  server.serve("/models/test/model/.pins.json", Buffer.from(JSON.stringify({ "model.bin": pin })));
  server.serve(at, content);
  await room.install(open());
  assert.deepEqual(room.whole(open()), content);
  assert.ok(server.asked.every(({ path }) => path.startsWith("/models/")));
});

test("a server whose digests make no sense is not believed; without the hub that is said, with what to do", async () => {
  server.serve("/models/test/model/.pins.json", Buffer.from('{"model.bin":{"bytes":"many"}}'));
  server.serve(at, content);
  room.settings = { ...room.settings, sources: ["server"] };
  await assert.rejects(room.install(open()), /model\.bin are known at the hub.*Add "hub" there/s);
});

test("offline, the server is not asked", async () => {
  server.serve(at, content);
  room.settings = { ...room.settings, offline: true };
  await assert.rejects(room.install(manifestOf(fileOf(content, []))), /hearth\.offline/);
  assert.equal(server.asked.length, 0);
});

test("its address is https, or http in one's own network", () => {
  assert.equal(serverAddress("https://models.example.com/all/", {}), "https://models.example.com/all"); // prettier-ignore
  assert.equal(serverAddress("", { HEARTH_MODELS_SERVER: "http://10.0.0.5" }), "http://10.0.0.5");
  assert.equal(serverAddress("", {}), "");
  for (const wrong of ["http://models.example.com", "models", "ftp://10.0.0.5"])
    assert.throws(() => serverAddress(wrong, {}), /hearth\.models\.server.*https:/);
});

test("a copy of the folder of models on a file share knows those digests too, also offline", async () => {
  const share = join(room.root, "share");
  const copy = join(share, "test", "model");
  await mkdir(copy, { recursive: true });
  const pin = { bytes: content.length, sha256: sha256(content) };
  await writeFile(join(copy, ".pins.json"), JSON.stringify({ "model.bin": pin }));
  await writeFile(join(copy, "model.bin"), content);
  room.settings = { ...room.settings, folders: [share], offline: true };
  await room.install(open());
  assert.deepEqual(room.whole(open()), content);
  assert.equal(server.asked.length, 0);
});

test("a share whose digests are damaged, or that is not there, is passed over", async () => {
  const share = join(room.root, "share");
  await mkdir(join(share, "test", "model"), { recursive: true });
  await writeFile(join(share, "test", "model", ".pins.json"), "{");
  room.settings = { ...room.settings, folders: [share, "/nowhere"], offline: true };
  await assert.rejects(room.install(open()), /hearth\.offline/);
});
