import assert from "node:assert/strict";
import { test } from "node:test";
import { isUserError } from "../../src/platform/errors.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { Behaviour, FileServer } from "../fakes/fileServer.ts";
import { fileOf, filesIn, leave, manifestOf, noise, openEach, type Room } from "./room.ts";

const content = noise(3_000_000);
const ninety = 2_700_000;
let server: FileServer;
let room: Room;

openEach((opened) => ({ server, room } = opened), { patience: 1_000 });

/** A model of one file that the server holds under /file, behaving so. */
function served(behaviour?: Behaviour, bytes = content): Manifest {
  server.serve("/file", bytes, behaviour);
  return manifestOf(fileOf(content, [`${server.url}/file`]));
}
const ranges = (): (string | undefined)[] => server.asked.map(({ range }) => range);
const startOf = (range = ""): number => Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
const failure = async (manifest: Manifest): Promise<Error> =>
  room.install(manifest).then(
    () => assert.fail("the install succeeded"),
    (error: Error) => error,
  );

test("a file appears with its bytes, nothing else stays, and a second install asks nobody", async () => {
  const manifest = served();
  const progress = await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(await filesIn(room.models, manifest), [".verified.json", "model.bin"]);
  assert.equal((await room.models.state(manifest)).kind, "installed");
  assert.equal(progress.at(-1)?.done, content.length);
  assert.deepEqual(
    progress.map(({ done }) => done).toSorted((a, b) => a - b),
    progress.map(({ done }) => done),
  );
  await room.install(manifest);
  assert.equal(server.asked.length, 1);
});

test("every request is reported with its host, its bytes and its reason", async () => {
  const manifest = served();
  await room.install(manifest);
  const host = new URL(server.url).host;
  assert.deepEqual(room.requests, [
    { host, bytes: content.length, why: "model.bin of Test model" },
  ]);
});

test("a wrong digest leaves neither a file nor a part, and the error says so", async () => {
  const manifest = served({}, noise(content.length, 2));
  const error = await failure(manifest);
  assert.ok(isUserError(error));
  assert.match(error.message, /SHA-256/);
  assert.deepEqual(await filesIn(room.models, manifest), []);
  assert.equal((await room.models.state(manifest)).kind, "absent");
});

test("whoever follows hears of no progress once it has failed", async () => {
  const manifest = served({}, noise(content.length, 2));
  const heard: string[] = [];
  room.models.onInstall(({ kind }) => heard.push(kind));
  await failure(manifest);
  await new Promise((resolve) => setTimeout(resolve, 250));
  assert.equal(heard.at(-1), "ended");
});

test("after a wrong digest the next source is tried", async () => {
  server.serve("/bad", noise(content.length, 2));
  server.serve("/good", content);
  const manifest = manifestOf(fileOf(content, [`${server.url}/bad`, `${server.url}/good`]));
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
});

test("a file that is longer than promised is refused", async () => {
  const manifest = served({}, noise(content.length + 1));
  assert.match((await failure(manifest)).message, /longer/);
  assert.deepEqual(await filesIn(room.models, manifest), []);
});

test("a source that lacks the file is skipped; when all fail each is named with its reason", async () => {
  server.serve("/locked", content, { status: 403 });
  const [missing, locked] = [`${server.url}/missing`, `${server.url}/locked`];
  const error = await failure(manifestOf(fileOf(content, [missing, locked])));
  assert.match(error.message, /HTTP 404.*HTTP 403/);
});

test("a server that dies at 90 % is asked for the rest only", async () => {
  const manifest = served({ dieAt: ninety, deaths: 1 });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.equal(server.asked.length, 2);
  assert.ok(startOf(ranges()[1]) > 2_000_000, `asked for ${ranges()[1]}`);
});

test("a server that always dies there is given up, and what came is kept for the next try", async () => {
  const manifest = served({ dieAt: ninety });
  const error = await failure(manifest);
  assert.ok(isUserError(error));
  assert.match(error.message, /127\.0\.0\.1:\d+ does not answer/);
  const state = await room.models.state(manifest);
  assert.ok(state.kind === "partial" && state.done > 2_000_000 && state.done <= ninety);
  server.serve("/file", content);
  await room.install(manifest);
  assert.equal(startOf(ranges().at(-1)), state.done);
  assert.deepEqual(room.whole(manifest), content);
});

test("a file whose transfer ends early without an error is continued", async () => {
  const manifest = served({ endAt: 1_000_000 });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(ranges(), [undefined, "bytes=1000000-"]);
});

test("a busy server is asked again", async () => {
  const manifest = served({ status: 503 });
  assert.match((await failure(manifest)).message, /busy \(HTTP 503\)/);
  assert.equal(server.asked.length, 4);
});

test("a server that falls silent is left and asked again", async () => {
  const manifest = served({ holdAt: 1_000_000 });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(ranges(), [undefined, "bytes=1000000-"]);
});

test("a slow server is waited for as long as something comes", async () => {
  const manifest = served({ slowly: { pieces: 6, pause: 100 } });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.equal(server.asked.length, 1);
});

test("a server that answers a Range with the whole file is read from its start", async () => {
  const manifest = served({ ignoreRange: true });
  await leave(room.models, manifest, { "model.bin.part": content.subarray(0, 1_000_000) });
  await room.install(manifest);
  assert.deepEqual(ranges(), ["bytes=1000000-"]);
  assert.deepEqual(room.whole(manifest), content);
});

test("a server that refuses the range is asked for the whole file", async () => {
  const manifest = served({ refuseRange: true });
  await leave(room.models, manifest, { "model.bin.part": content.subarray(0, 1_000_000) });
  await room.install(manifest);
  assert.deepEqual(ranges(), ["bytes=1000000-", undefined]);
  assert.deepEqual(room.whole(manifest), content);
});

test("a file that has changed on the server since is started over, not glued together", async () => {
  const manifest = served(
    { dieAt: ninety, ignoreRange: true, etag: '"old"' },
    noise(content.length, 2),
  );
  await failure(manifest);
  assert.equal((await room.models.state(manifest)).kind, "partial");
  server.serve("/file", content, { etag: '"new"' });
  const before = server.asked.length;
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.equal(server.asked.length, before + 1);
});

test("damaged bytes of an earlier run are not blamed on the source", async () => {
  const manifest = served();
  await leave(room.models, manifest, { "model.bin.part": noise(1_000_000, 9) });
  await room.install(manifest);
  assert.deepEqual(room.whole(manifest), content);
  assert.deepEqual(ranges(), ["bytes=1000000-", undefined]);
});

test("a part that only lacks its name is verified and named without a request", async () => {
  const manifest = served();
  await leave(room.models, manifest, { "model.bin.part": content });
  await room.install(manifest);
  assert.equal(server.asked.length, 0);
  assert.deepEqual(room.whole(manifest), content);
});

test("a complete part with wrong bytes is thrown away", async () => {
  const manifest = served();
  await leave(room.models, manifest, { "model.bin.part": noise(content.length, 9) });
  await room.install(manifest);
  assert.deepEqual(ranges(), [undefined]);
  assert.deepEqual(room.whole(manifest), content);
});

test("leaving the loop at half keeps the half, and the next install fetches the other", async () => {
  const manifest = served({ holdAt: content.length / 2 });
  for await (const { done } of room.models.install(manifest))
    if (done === content.length / 2) break;
  assert.deepEqual(await room.models.state(manifest), {
    kind: "partial",
    done: content.length / 2,
    bytes: content.length,
  });
  await room.install(manifest);
  assert.deepEqual(ranges(), [undefined, "bytes=1500000-"]);
  assert.deepEqual(room.whole(manifest), content);
});

test("aborting rejects with an AbortError and keeps what came", async () => {
  const manifest = served({ holdAt: content.length / 2 });
  const controller = new AbortController();
  await assert.rejects(
    async () => {
      for await (const { done } of room.models.install(manifest, controller.signal))
        if (done === content.length / 2) controller.abort();
    },
    { name: "AbortError" },
  );
  assert.equal((await room.models.state(manifest)).kind, "partial");
});
