import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import type { IndexState } from "../../src/search/protocol.ts";
import type { Search } from "../../src/search/search.ts";
import { showIndex } from "../../src/vscode/search/indexPick.ts";
import * as fake from "../fakes/vscode.ts";
import { ready, turn } from "./searching.ts";

beforeEach(() => fake.reset());

async function open(state: Partial<IndexState> = {}) {
  const states = new Emitter<IndexState>();
  const whole: IndexState = { ...ready, bytes: 37_000_000, ...state };
  const search = { contents: async () => {}, state: () => whole, onState: states.event };
  const done = showIndex(search as unknown as Search);
  await turn();
  const pick = fake.editor.picks.at(-1);
  assert.ok(pick);
  const labels = (): string[] => pick.items.map(({ label }) => label);
  return { states, whole, pick, labels, done };
}

test("it shows what is known, the room on disk and what can be done", async () => {
  const { labels, pick } = await open();
  assert.deepEqual(labels().slice(0, 2), [
    "Words of 200 files, meaning of 76",
    "37 MB on this disk",
  ]);
  assert.equal(pick.items[0]?.description, "38 % of 200");
  assert.ok(labels().includes("Pause Indexing") && labels().includes("Clear Search Index"));
  assert.ok(!labels().some((label) => label.includes("team")), "no team is set");
});

test("it follows what happens, and offers what fits", async () => {
  const { labels, states, whole } = await open({ kind: "paused", hold: "user" });
  assert.ok(labels().includes("Resume Indexing") && !labels().includes("Pause Indexing"));
  states.fire({ ...whole, hold: "battery", meaning: 90 });
  assert.equal(labels()[0], "Words of 200 files, meaning of 90");
  assert.ok(labels().includes("Go On Indexing Anyway"));
  states.fire({ ...whole, kind: "ready", note: "The model is not on this machine yet." });
  assert.equal(labels()[0], "The model is not on this machine yet.");
});

test("a team's index says how much it gave, and why it gives nothing", async () => {
  fake.editor.settings.set("hearth.search.sharedIndex", "postgres://me@db/hearth");
  const { labels, pick } = await open({ shared: { vectors: 0, note: "db refuses the password." } });
  const row = pick.items.find(({ label }) => label.includes("team"));
  assert.deepEqual(
    [row?.label, row?.detail],
    ["Taken from your team's index: 0 parts", "db refuses the password."],
  );
  assert.ok(labels().includes("Set Shared Index Password"));
});

test("a fact does nothing, an action runs its command and closes the list", async () => {
  const { pick, done } = await open();
  const run = async (label: string): Promise<void> => {
    pick.activeItems = pick.items.filter((item) => item.label === label);
    pick.accept();
    await turn();
  };
  await run("37 MB on this disk");
  assert.equal(pick.shown, true);
  await run("Rebuild Search Index");
  await done;
  assert.equal(pick.shown, false);
  assert.deepEqual(fake.editor.executed.at(-1)?.id, "hearth.rebuildIndex");
});
