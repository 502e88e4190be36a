import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { until } from "../../src/dev/host/wait.ts";
import type { Parallel } from "../../src/models/download/ahead.ts";
import type { InstallProgress } from "../../src/models/models.ts";
import { collect } from "../../src/platform/stream.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { FileServer } from "../fakes/fileServer.ts";
import { fileOf, leave, manifestOf, noise, openEach, openRoom, type Room } from "./room.ts";

const content = noise(3_000_000);
const half = content.length / 2;
let tools: Room;
let program: string;
let server: FileServer;
let room: Room;
let manifest: Manifest;

before(async () => {
  tools = await openRoom();
  program = join(tools.root, "installChild.mjs");
  await build({
    entryPoints: ["test/fakes/installChild.ts"],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "warning",
  });
});
after(() => tools.close());
openEach((opened) => {
  ({ server, room } = opened);
  server.serve("/file", content, { holdAt: half });
  manifest = manifestOf(fileOf(content, [`${server.url}/file`]));
});

const whole = (): Uint8Array =>
  new Uint8Array(readFileSync(join(room.models.folder(manifest), "model.bin")));

/** Another process that installs the same model. */
function startChild(parallel?: Parallel): ChildProcess {
  const input = {
    ...(parallel && { parallel }),
    folder: join(room.root, "models"),
    manifests: join(room.root, "manifests"),
    manifest,
  };
  return spawn(process.execPath, [program, JSON.stringify(input)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function reaches(child: ChildProcess, bytes: number): Promise<void> {
  if (child.stdout)
    for await (const line of createInterface(child.stdout)) if (Number(line) === bytes) return;
  assert.fail(`the child ended before it had ${bytes} bytes`);
}

async function readsUntil(
  stream: AsyncIterator<InstallProgress>,
  found: (progress: InstallProgress) => boolean,
): Promise<InstallProgress> {
  for (;;) {
    const { value, done } = await stream.next();
    assert.ok(!done, "the install ended too early");
    if (found(value)) return value;
  }
}

test("two callers share one download, and one who leaves does not stop the other", async () => {
  const first = room.models.install(manifest)[Symbol.asyncIterator]();
  const second = room.models.install(manifest)[Symbol.asyncIterator]();
  await readsUntil(first, ({ done }) => done === half);
  await readsUntil(second, ({ done }) => done === half);
  await first.return?.();
  server.release();
  while (!(await second.next()).done);
  assert.deepEqual(whole(), content);
  assert.equal(server.asked.length, 1);
});

test("who starts again while the last one is being stopped gets a download of its own", async () => {
  const leaving = room.models.install(manifest)[Symbol.asyncIterator]();
  await readsUntil(leaving, ({ done }) => done === half);
  const left = leaving.return?.();
  await new Promise(setImmediate);
  await collect(room.models.install(manifest));
  await left;
  assert.deepEqual(whole(), content);
});

test("a listener hears of an install and of a removal", async () => {
  const heard: string[] = [];
  room.models.onChange(({ tag }) => heard.push(tag));
  server.release();
  await collect(room.models.install(manifest));
  await room.models.remove(manifest);
  assert.deepEqual(heard, ["@test/model", "@test/model"]);
});

test("of two processes one downloads; the other waits, shows the progress, and asks the server nothing", async () => {
  const child = startChild();
  const ended = once(child, "exit");
  await reaches(child, half);
  const mine = room.models.install(manifest)[Symbol.asyncIterator]();
  const seen = await readsUntil(mine, ({ doing }) => /another Hearth/.test(doing));
  assert.deepEqual([seen.done, seen.bytes], [half, content.length]);
  server.release();
  while (!(await mine.next()).done);
  assert.deepEqual(await ended, [0, null]);
  assert.deepEqual(whole(), content);
  assert.equal(server.asked.length, 1);
});

test("while another process downloads, the model cannot be removed", async () => {
  const child = startChild();
  const ended = once(child, "exit");
  await reaches(child, half);
  await assert.rejects(room.models.remove(manifest), /Another window of Hearth/);
  child.kill("SIGKILL");
  await ended;
  await room.models.remove(manifest);
  assert.equal((await room.models.state(manifest)).kind, "absent");
});

test("after kill -9 at half nothing loads, the lock is taken over, and only the other half is fetched", async () => {
  const child = startChild();
  const ended = once(child, "exit");
  await reaches(child, half);
  child.kill("SIGKILL");
  await ended;
  const state = await room.models.state(manifest);
  assert.deepEqual(state, { kind: "partial", done: half, bytes: content.length });
  await collect(room.models.install(manifest));
  assert.deepEqual(
    server.asked.map(({ range }) => range),
    [undefined, `bytes=${half}-`],
  );
  assert.deepEqual(whole(), content);
});

test("after kill -9 of a download over four connections every piece that came is kept", async () => {
  server.serve("/file", content, { headers: { "accept-ranges": "bytes" }, holdAt: 100_000 });
  const child = startChild({ connections: 4, from: 1_000_000, block: 500_000 });
  const ended = once(child, "exit");
  await reaches(child, 2_600_000);
  // the file may be a moment ahead of the note that is there for after a kill
  const notes = join(room.models.folder(manifest), "model.bin.part.json");
  await until(async () => readFileSync(notes, "utf8").endsWith(`[500000,${content.length}]]}`), {
    what: "a note of the five pieces",
  });
  child.kill("SIGKILL");
  await ended;
  const asked = server.asked.length;
  await collect(room.models.install(manifest));
  const again = server.asked.slice(asked).map(({ range }) => range);
  assert.equal(again.length, 1, again.join());
  // whether the first 100,000 bytes are in the note depends on who came last
  assert.match(again[0] ?? "", /^bytes=(0|100000)-499999$/);
  assert.deepEqual(whole(), content);
});

test("the lock of a process that is gone does not hold anybody up", async () => {
  const child = startChild();
  const ended = once(child, "exit");
  await reaches(child, half);
  child.kill("SIGKILL");
  await ended;
  const lock = readFileSync(join(room.models.folder(manifest), ".lock"), "utf8");
  assert.match(lock, new RegExp(`"pid":${child.pid}`));
  server.release();
  await Promise.all([
    collect(room.models.install(manifest)),
    collect(room.again().install(manifest)),
  ]);
  assert.deepEqual(whole(), content);
  assert.equal(server.asked.length, 2, "one of the two must have found it done");
});

test("waiting for a lock can be aborted", async () => {
  const held = JSON.stringify({ pid: process.pid, host: "another machine", id: "x" });
  await leave(room.models, manifest, { ".lock": held });
  const controller = new AbortController();
  await assert.rejects(
    async () => {
      for await (const { doing } of room.models.install(manifest, controller.signal))
        if (/another Hearth/.test(doing)) controller.abort();
    },
    { name: "AbortError" },
  );
  assert.equal(server.asked.length, 0);
});
