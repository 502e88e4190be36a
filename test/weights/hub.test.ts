import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isUserError } from "../../src/platform/errors.ts";
import type { FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, manifestOf, noise, openEach, type Room, sha256 } from "./room.ts";

const content = noise(300_000);
const commit = "c0ffee".repeat(7).slice(0, 40);
let server: FileServer;
let room: Room;

openEach((opened) => {
  ({ server, room } = opened);
  room.settings = { ...room.settings, hub: server.url };
});

const open = {
  name: "model.bin",
  bytes: 0,
  sha256: "",
  about: 290_000,
  sources: ["hf:owner/repo@main/model.bin"],
};
const path = "/owner/repo/resolve/main/model.bin";
const pinned = `/owner/repo/resolve/${commit}/model.bin`;
const large = {
  "x-linked-etag": `"${sha256(content)}"`,
  "x-linked-size": String(content.length),
  "x-repo-commit": commit,
};
const gitDigest = (bytes: Uint8Array): string =>
  createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
const asked = (): string[] => server.asked.map((one) => `${one.method} ${one.path}`);

test("a file of the hub is fetched at its revision, through redirects that are reported one by one", async () => {
  const nested = "/owner/repo/resolve/abc123/sub%20folder/model.bin";
  server.serve(nested, content, { location: `${server.url}/storage/1` });
  server.serve("/storage/1", content);
  const manifest = manifestOf(fileOf(content, ["hf:owner/repo@abc123/sub folder/model.bin"]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(
    room.requests.map(({ bytes }) => bytes),
    [0, content.length],
  );
});

test("a file without a digest takes size, digest and commit from the hub, once and for all", async () => {
  server.serve(path, content, { headers: large });
  server.serve(pinned, content);
  const manifest = manifestOf(open);
  assert.deepEqual(await room.models.state(manifest), {
    kind: "absent",
    bytes: 290_000,
    about: true,
  });
  await room.install(manifest);
  assert.deepEqual(await room.models.state(manifest), { kind: "installed", bytes: content.length });
  await room.install(manifest);
  assert.deepEqual(asked(), [`HEAD ${path}`, `GET ${pinned}`]);
});

test("once pinned, other bytes under the same name are refused", async () => {
  server.serve(path, content, { headers: large });
  server.serve(pinned, noise(content.length, 7));
  await assert.rejects(room.install(manifestOf(open)), /SHA-256 is not the manifest's/);
  assert.notEqual((await room.models.state(manifestOf(open))).kind, "installed");
});

test("a small file, of which the hub knows only Git's digest, is held against that", async () => {
  server.serve(path, content, { etag: `"${gitDigest(content)}"` });
  const manifest = manifestOf(open);
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.equal((await room.models.state(manifest)).kind, "installed");
  assert.deepEqual(asked(), [`HEAD ${path}`, `GET ${path}`]);
});

test("a small file that is moved within the hub is described where it is now", async () => {
  server.serve(path, content, {
    location: "/api/resolve-cache/model.bin",
    etag: `"${"0".repeat(40)}"`,
    headers: { "x-repo-commit": commit },
  });
  server.serve("/api/resolve-cache/model.bin", content, { etag: `"${gitDigest(content)}"` });
  const manifest = manifestOf(open);
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
});

test("a small file with other bytes than Git's digest says is not kept", async () => {
  server.serve(path, content, { etag: `"${gitDigest(noise(300_000, 3))}"` });
  await assert.rejects(
    room.install(manifestOf(open)),
    /other bytes of model\.bin than it promised/,
  );
  assert.deepEqual(await filesIn(room.models, manifestOf(open)), []);
});

test("a hub that names no digest is not believed", async () => {
  server.serve(path, content, { etag: '"v1"' });
  await assert.rejects(room.install(manifestOf(open)), /names no digest/);
});

test("a hub that does not answer when it is asked for a digest is told with what can be done", async () => {
  const gone = server.url;
  await server.close();
  await assert.rejects(room.install(manifestOf(open)), (error: Error) => {
    assert.ok(isUserError(error));
    const host = new URL(gone).host;
    assert.match(
      error.message,
      /^The hub could not be asked: .* does not answer \(ECONNREFUSED\)\./,
    );
    assert.ok(
      error.message.includes(`Check the network`) && error.message.includes(`${host} was asked`),
    );
    return true;
  });
});

test("two revisions of a repository that fail alike are named once", async () => {
  const sources = ["hf:owner/repo@abc123/model.bin", "hf:owner/repo@main/model.bin"];
  await assert.rejects(room.install(manifestOf(fileOf(content, sources))), (error: Error) => {
    assert.equal(error.message.split("owner/repo").length - 1, 1, error.message);
    return true;
  });
});
