import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { toSource } from "../../src/models/sources/source.ts";
import { collect } from "../../src/platform/stream.ts";
import { startRegistry, type Registry } from "../fakes/registry.ts";
import { fileOf, leave, manifestOf, noise, openRoom, type Room } from "./room.ts";

const [model, words] = [noise(300_000, 1), noise(2_000, 2)];
const files = { "model.gguf": model, "words.json": words };
let registry: Registry;
let room: Room;

beforeEach(async () => {
  registry = await startRegistry(files);
  room = await openRoom();
});
afterEach(async () => {
  await registry.close();
  await room.close();
});

const from = (path = "", { host, digest } = registry): string =>
  `oci:${host}/me/model@${digest}${path && `#${path}`}`;
const install = (source: string, bytes = model) => {
  const manifest = manifestOf(fileOf(bytes, [source]));
  return collect(room.models.install(manifest)).then(
    () => new Uint8Array(readFileSync(join(room.models.folder(manifest), "model.bin"))),
  );
};

test("a file of an artifact is found by its name, with the token that anybody gets, which nobody else sees", async () => {
  assert.deepEqual(await install(from("model.gguf")), model);
  const token = registry.asked.find(({ path }) => path.startsWith("/token"));
  assert.equal(token?.path, "/token?service=here&scope=repository%3Ame%2Fmodel%3Apull");
  assert.deepEqual(registry.storage.logins, []);
  assert.ok(room.requests.some(({ host }) => host === registry.storage.host));
});

test("what was fetched of it before is not fetched again", async () => {
  const manifest = manifestOf(fileOf(model, [from("model.gguf")]));
  await leave(room.models, manifest, { "model.bin.part": model.subarray(0, 100_000) });
  await collect(room.models.install(manifest));
  assert.equal(registry.asked.at(-1)?.range, "bytes=100000-");
});

test("the files of an artifact are named when none of them is meant", async () => {
  await assert.rejects(install(from()), /holds 2 files: model\.gguf, words\.json/);
  await assert.rejects(install(from("other.gguf")), /holds no other\.gguf: model\.gguf, words\.json/); // prettier-ignore
});

test("an artifact of one file needs no name for it", async () => {
  const single = await startRegistry({ "model.gguf": model });
  assert.deepEqual(await install(from("", single)), model);
  await single.close();
});

test("a registry that sends another manifest than the one that was asked for is not believed", async () => {
  const wrong = await startRegistry(files, { damaged: true });
  await assert.rejects(install(from("model.gguf", wrong)), /another manifest than sha256:/);
  await wrong.close();
});

test("a source names its artifact by digest: a tag may move", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  assert.deepEqual(toSource(`oci:ghcr.io/me/model@${digest}#a/b.gguf`), {
    ...{ kind: "oci", registry: "ghcr.io", name: "me/model", digest, path: "a/b.gguf" },
  });
  for (const wrong of ["oci:ghcr.io/me/model:latest", `oci:ghcr.io/../x@${digest}`, "oci:x@y"])
    assert.throws(() => toSource(wrong), /is no source.*oci:registry/, wrong);
});
