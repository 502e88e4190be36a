import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Search } from "../../src/search/search.ts";
import { openFolderSearch } from "../../src/vscode/search/folderSearch.ts";
import { tellPresence } from "../../src/vscode/search/presence.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(() => fake.reset());

/** A window whose searches only note what they are told. */
function openWindow(memory = fake.openMemory()) {
  const told: string[] = [];
  const open = (): Search =>
    ({
      pause: () => told.push("pause"),
      resume: () => told.push("resume"),
      presence: (about: unknown) => told.push(JSON.stringify(about)),
      onState: () => ({ dispose() {} }),
      state: () => ({}),
      dispose() {},
    }) as unknown as Search;
  const search = openFolderSearch(open, memory as never);
  return { search, told, memory };
}

test("a pause outlives the window and another set of folders, until it is ended", async () => {
  const { search, memory } = openWindow();
  search.pause();
  const second = openWindow(memory);
  assert.deepEqual(second.told, ["pause"]);
  fake.events.folders.fire(undefined);
  assert.deepEqual(second.told, ["pause", "pause"]);
  second.search.resume();
  assert.deepEqual(openWindow(memory).told, []);
});

test("keys in files are told now and then, other documents never", () => {
  const { search, told } = openWindow();
  const presence = tellPresence(search);
  const type = (scheme: string, contentChanges: unknown[] = [{}]): void =>
    fake.events.document.fire({ document: { uri: { scheme } }, contentChanges });
  type("output");
  type("file", []);
  assert.deepEqual(told, []);
  type("file");
  type("file");
  assert.deepEqual(told, ['{"typed":true}']);
  presence.dispose();
});

test("debugging lasts until the last session has ended", () => {
  const { search, told } = openWindow();
  const presence = tellPresence(search);
  fake.events.debugStarted.fire({ id: "a" });
  fake.events.debugStarted.fire({ id: "b" });
  fake.events.debugEnded.fire({ id: "a" });
  fake.events.debugEnded.fire({ id: "b" });
  assert.deepEqual(
    told.map((one) => (JSON.parse(one) as { debugging: boolean }).debugging),
    [true, true, true, false],
  );
  presence.dispose();
});
