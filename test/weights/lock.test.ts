import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { isHeld, takeLock } from "../../src/models/download/lock.ts";

const pace = { poll: 5, beat: 10, silence: 150 };
const { signal } = new AbortController();
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-lock-"));
  path = join(folder, "deep", ".lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const take = (onWait = async (): Promise<void> => {}) => takeLock(path, { onWait, pace }, signal);

test("a lock is held by one at a time, in the order of release", async () => {
  const events: string[] = [];
  const first = await take();
  assert.equal(await isHeld(path), true);
  const waiting = take(async () => void events.push("waits")).then((second) => {
    events.push("has it");
    return second;
  });
  await new Promise((resolve) => setTimeout(resolve, 2 * pace.silence));
  assert.ok(!events.includes("has it"), "a holder that beats was taken for gone");
  events.push("released");
  await first.release();
  await (await waiting).release();
  // it may look once more while the lock is being released
  const order = events.filter((event) => event !== "waits");
  assert.deepEqual(order, ["released", "has it"]);
  assert.ok(events.includes("waits"));
  assert.equal(await isHeld(path), false);
});

test("of many that ask at once only one has it at any moment", async () => {
  let inside = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const lock = await take();
      assert.equal(++inside, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      await lock.release();
    }),
  );
  assert.equal(existsSync(path), false);
});

test("a holder on another machine that stopped beating is taken for gone, by the watcher's own clock", async () => {
  await (await take()).release();
  writeFileSync(path, JSON.stringify({ pid: 1, host: `not-${hostname()}`, id: "x" }));
  const started = performance.now();
  const lock = await take();
  assert.ok(performance.now() - started >= pace.silence);
  assert.match(readFileSync(path, "utf8"), new RegExp(`"pid":${process.pid}`));
  await lock.release();
});

test("what somebody else set meanwhile is not released", async () => {
  const lock = await take();
  writeFileSync(path, "another's");
  await lock.release();
  assert.equal(readFileSync(path, "utf8"), "another's");
});
