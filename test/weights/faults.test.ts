import assert from "node:assert/strict";
import { test } from "node:test";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Behaviour, FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, manifestOf, noise, openEach, type Room } from "./room.ts";

const content = noise(200_000);
let server: FileServer;
let room: Room;

openEach((opened) => ({ server, room } = opened), { patience: 1_000 });

function served(behaviour: Behaviour): Manifest {
  server.serve("/file", content, behaviour);
  return manifestOf(fileOf(content, [`${server.url}/file`]));
}

for (const [status, said] of [
  [401, /wants a login for this file \(HTTP 401\)/],
  [403, /wants a login for this file \(HTTP 403\)/],
  [404, /does not have this file \(HTTP 404\)/],
  [410, /does not have this file \(HTTP 410\)/],
] as const)
  test(`HTTP ${status} is asked once, said in words, and leaves nothing behind`, async () => {
    const manifest = served({ status });
    await assert.rejects(room.install(manifest), said);
    assert.equal(server.asked.length, 1);
    assert.deepEqual(await filesIn(room.models, manifest), []);
    assert.deepEqual(
      room.requests.map(({ bytes }) => bytes),
      [0],
      "a refused request left the machine all the same",
    );
  });

for (const status of [429, 500, 503])
  test(`HTTP ${status} is tried again, and once the server is well the download goes on`, async () => {
    const manifest = served({ status });
    const installing = room.install(manifest);
    while (server.asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    server.serve("/file", content);
    await installing;
    assert.deepEqual(room.whole(manifest), content);
  });

test("a server that stays busy is given up after some tries, by name", async () => {
  const manifest = served({ status: 503 });
  await assert.rejects(room.install(manifest), /is busy \(HTTP 503\).*Try again later/);
  assert.equal(server.asked.length, 4);
});

test("a server that names a pause is left alone for so long", async () => {
  const manifest = served({ status: 429, headers: { "retry-after": "1" } });
  const start = performance.now();
  const installing = room.install(manifest);
  while (!server.asked.length) await new Promise((resolve) => setTimeout(resolve, 1));
  server.serve("/file", content);
  await installing;
  assert.ok(performance.now() - start >= 990, "it was asked again too soon");
  assert.equal(server.asked.length, 2);
});

test("nobody waits for an hour before a progress bar: a long pause is told instead", async () => {
  const manifest = served({ status: 429, headers: { "retry-after": "3600" } });
  await assert.rejects(room.install(manifest), /left alone for 60 minutes \(HTTP 429\)/);
  assert.equal(server.asked.length, 1);
});

test("a redirect in a circle ends, and says so", async () => {
  const manifest = served({ location: "/file" });
  await assert.rejects(room.install(manifest), /redirects without end/);
});

test("a redirect is followed on every new try, because the address behind it may expire", async () => {
  server.serve("/storage", content, { dieAt: 100_000, deaths: 1 });
  const manifest = served({ location: "/storage" });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(
    server.asked.map(({ path, range }) => [path, range]),
    [
      ["/file", undefined],
      ["/storage", undefined],
      ["/file", "bytes=100000-"],
      ["/storage", "bytes=100000-"],
    ],
  );
});
