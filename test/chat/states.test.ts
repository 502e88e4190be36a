import assert from "node:assert/strict";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openHistory } from "../../src/chat/history.ts";
import { openStates } from "../../src/chat/states.ts";
import { silent } from "../../src/platform/log.ts";

function open(context: TestContext, quota = 1000) {
  const folder = mkdtempSync(join(tmpdir(), "hearth-states-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const limits = { quota };
  const states = openStates({ folder, quota: () => limits.quota });
  /** A conversation of which `bytes` were kept, `age` seconds ago. */
  const keep = async (id: string, bytes: number, age: number): Promise<string> => {
    writeFileSync(join(folder, `${id}.json`), "{}");
    const own = (await states.folderOf(id)) ?? "";
    const file = join(own, "a.state");
    writeFileSync(file, Buffer.alloc(bytes));
    const time = Date.now() / 1000 - age;
    utimesSync(file, time, time);
    return own;
  };
  return { folder, limits, states, keep };
}

test("each conversation has a folder of its own, which only this account can read", async (t) => {
  const { states, keep } = open(t);
  const own = await keep("a", 10, 0);
  assert.equal(await states.folderOf("a"), own);
  assert.equal(statSync(own).mode & 0o777, 0o700);
});

test("what was not used for longest goes when there is more than the quota, the newest never", async (t) => {
  const { states, keep, folder } = open(t);
  const oldest = await keep("a", 600, 30);
  const older = await keep("b", 600, 20);
  assert.ok(existsSync(join(oldest, "a.state")));
  await keep("c", 300, 10);
  await states.folderOf("c");
  assert.ok(!existsSync(oldest));
  assert.ok(existsSync(join(older, "a.state")));
  await keep("d", 5000, 0);
  await states.folderOf("d");
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".state")),
    ["d.state"],
  );
});

test("a quota of nothing deletes what was kept and keeps nothing more", async (t) => {
  const { states, keep, limits } = open(t);
  const own = await keep("a", 10, 0);
  limits.quota = 0;
  assert.equal(await states.folderOf("a"), undefined);
  assert.ok(!existsSync(own));
});

test("what was kept goes with its conversation, also when somebody else deleted that", async (t) => {
  const { folder, states, keep } = open(t);
  const [mine, other] = [await keep("a", 10, 0), await keep("b", 10, 0)];
  await openHistory({ folder, log: silent, states }).remove("a");
  assert.ok(!existsSync(mine));
  rmSync(join(folder, "b.json"));
  await keep("c", 10, 0);
  assert.ok(!existsSync(other));
});
