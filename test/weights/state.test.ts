import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { mkdir, rename, truncate, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, leave, manifestOf, noise, openEach, type Room } from "./room.ts";

type Stamps = Readonly<Record<string, { readonly mtimeMs: number }>>;
const [a, b] = [noise(200_000, 1), noise(100_000, 2)];
let server: FileServer;
let room: Room;
let manifest: Manifest;
const path = (name: string): string => join(room.models.folder(manifest), name);
const install = (): Promise<unknown> => collect(room.models.install(manifest));

openEach((opened) => {
  ({ server, room } = opened);
  server.serve("/a", a);
  server.serve("/b", b);
  manifest = manifestOf(
    fileOf(a, [`${server.url}/a`], "a.bin"),
    fileOf(b, [`${server.url}/b`], "inner/b.bin"),
  );
});

test("a model is absent, then partial by the bytes that are here, then installed", async () => {
  assert.deepEqual(await room.models.state(manifest), { kind: "absent", bytes: 300_000 });
  await leave(room.models, manifest, { "a.bin": a, "b.part": b });
  await mkdir(path("inner"));
  await writeFile(path("inner/b.bin.part"), b.subarray(0, 40_000));
  const partial = { kind: "partial", done: 240_000, bytes: 300_000 };
  assert.deepEqual(await room.models.state(manifest), partial);
  await install();
  assert.deepEqual(await room.models.state(manifest), { kind: "installed", bytes: 300_000 });
});

test("files that somebody put there are checked, and need no download", async () => {
  await leave(room.models, manifest, { "a.bin": a });
  await mkdir(path("inner"));
  await writeFile(path("inner/b.bin"), b);
  assert.equal((await room.models.state(manifest)).kind, "installed");
  await install();
  assert.equal(server.asked.length, 0);
});

test("a file is hashed once: as long as size and time of change stay, its stamp counts", async () => {
  await install();
  // other bytes of the same size: only a new hash could tell
  await writeFile(path("a.bin"), noise(a.length, 7));
  const stamps = JSON.parse(readFileSync(path(".verified.json"), "utf8")) as Stamps;
  const stamped = { ...stamps["a.bin"], mtimeMs: statSync(path("a.bin")).mtimeMs };
  await writeFile(path(".verified.json"), JSON.stringify({ ...stamps, "a.bin": stamped }));
  assert.equal((await room.models.state(manifest)).kind, "installed");
  await utimes(path("a.bin"), new Date(), new Date(0));
  assert.equal((await room.models.state(manifest)).kind, "partial");
});

test("a file that was cut short, or whose bytes were changed, no longer counts and is fetched again", async () => {
  await install();
  await truncate(path("a.bin"), 1_000);
  await writeFile(path("inner/b.bin"), noise(b.length, 8));
  assert.deepEqual(await room.models.state(manifest), {
    ...{ kind: "partial", bytes: 300_000, done: 100_000 },
    damaged: ["a.bin", "inner/b.bin"],
  });
  await install();
  assert.equal((await room.models.state(manifest)).kind, "installed");
});

test("bytes that changed without a trace are found when the files are read anew, and only they are fetched", async () => {
  await install();
  const then = new Date(2024, 1, 1);
  await utimes(path("a.bin"), then, then);
  assert.equal((await room.models.state(manifest)).kind, "installed");
  await writeFile(path("a.bin"), noise(a.length, 9));
  await utimes(path("a.bin"), then, then);
  const asked = server.asked.length;
  assert.equal((await room.models.state(manifest)).kind, "installed", "nothing tells");
  const heard: string[] = [];
  room.models.onChange(({ tag }) => heard.push(tag));
  const found = await room.models.recheck(manifest);
  assert.deepEqual(found.kind === "partial" && found.damaged, ["a.bin"]);
  await room.models.state(manifest);
  assert.deepEqual(heard, [manifest.tag], "once, for who shows it as ready");
  await install();
  assert.equal((await room.models.recheck(manifest)).kind, "installed");
  assert.ok(server.asked.slice(asked).every(({ path: of }) => of === "/a"));
});

test("removing deletes files, parts and what was derived from them", async () => {
  await install();
  await mkdir(room.models.cacheFolder(manifest), { recursive: true });
  await writeFile(join(room.models.cacheFolder(manifest), "derived.onnx"), "x");
  await rename(path("a.bin"), path("a.bin.part"));
  await room.models.remove(manifest);
  assert.deepEqual(await filesIn(room.models, manifest), []);
  assert.deepEqual(await room.models.state(manifest), { kind: "absent", bytes: 300_000 });
});

test("the cache lies inside the model's folder, and the folder follows from the tag", () => {
  assert.equal(room.models.folder(manifest), join(room.root, "models", "test", "model"));
  assert.equal(room.models.cacheFolder(manifest), path(".cache"));
});

test("a model without files is installed", async () => {
  assert.deepEqual(await room.models.state(manifestOf()), { kind: "installed", bytes: 0 });
});

test("a model's identity is its tag until its files are here, and another with every change of them", async () => {
  assert.equal(room.models.identity(manifest.tag), manifest.tag);
  await install();
  const first = room.models.identity(manifest.tag);
  assert.match(first, /^@test\/model [0-9a-f]{12}$/);
  await room.models.recheck(manifest);
  assert.equal(room.again().identity(manifest.tag), first);
  await writeFile(path("a.bin"), noise(a.length, 3));
  await room.models.state(manifest);
  assert.notEqual(room.models.identity(manifest.tag), first);
  await install();
  assert.equal(room.models.identity(manifest.tag), first);
});
