import assert from "node:assert/strict";
import { cpSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import {
  findAll,
  openWorkplace,
  recorder,
  segmentsOf,
  type Workplace,
  useSearchProcess,
} from "../search/workplace.ts";

let place: Workplace;
useSearchProcess();
beforeEach(() => {
  place = openWorkplace();
  for (let n = 0; n < files; n++)
    place.write(`src/part${n}.ts`, `export function work${n}() {\n  return ${n};\n}\n`);
});
afterEach(() => place.close());

const files = 120;

/** A second working copy beside the first. */
function copy(): string {
  const to = join(place.folder, "..", "worktree");
  mkdirSync(to);
  cpSync(place.folder, to, { recursive: true });
  return to;
}

/** An embedder that takes its time. */
function slow(): ReturnType<typeof recorder> {
  const { texts, embed } = recorder();
  return {
    texts,
    async embed(asked) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return embed(asked);
    },
  };
}

test("a second working copy embeds nothing that the first has", async () => {
  const search = place.open();
  await search.settled();
  const { texts, embed } = recorder();
  const other = place.open({ folders: [copy()], embed });
  await other.settled();
  assert.deepEqual(texts, []);
  assert.equal(other.state().meaning, files);
});

test("two windows on two working copies embed each chunk once, though they begin together", async () => {
  const worktree = copy();
  const [one, two] = [slow(), slow()];
  const windows = [
    place.open({ embed: one.embed }),
    place.open({ folders: [worktree], embed: two.embed }),
  ];
  await Promise.all(windows.map((each) => each.settled()));
  for (const each of windows) assert.equal(each.state().meaning, files);
  assert.equal(one.texts.length + two.texts.length, files);
});

test("a paused window does not hold up the other", async () => {
  const worktree = copy();
  const one = place.open({ embed: slow().embed });
  await one.open();
  one.pause();
  const other = place.open({ folders: [worktree] });
  await other.settled();
  assert.equal(other.state().meaning, files);
});

test("several folders of a window share their vectors, and so do branches", async () => {
  const { texts, embed } = recorder();
  const search = place.open({ folders: [place.folder, copy()], embed });
  await search.settled();
  assert.equal(texts.length, files);
  assert.equal(search.state().meaning, 2 * files);
  const before = place.write("src/part1.ts", "export function branch() {}\n");
  search.changed([before]);
  await search.settled();
  search.dispose();
  // back on the first branch in another window: the old text's vector is still there
  place.write("src/part1.ts", "export function work1() {\n  return 1;\n}\n");
  const again = recorder();
  const later = place.open({ embed: again.embed });
  await later.settled();
  assert.deepEqual(again.texts, []);
});

test("clearing one working copy leaves the other its vectors; clearing the last leaves nothing", async () => {
  const worktree = copy();
  const search = place.open();
  await search.settled();
  const other = place.open({ folders: [worktree] });
  await other.settled();
  await search.clear();
  other.dispose();
  const { texts, embed } = recorder();
  const again = place.open({ folders: [worktree], embed });
  await again.settled();
  assert.deepEqual(texts, []);
  await again.clear();
  assert.deepEqual(segmentsOf(place), []);
});

test("an index that has reached its quota says so, keeps its words, and goes on when it may", async () => {
  let quota = 1;
  const { texts, embed } = recorder();
  const settings = () => ({ exclude: [], maxFileSize: 500_000, quota });
  const search = place.open({ embed, settings });
  await search.settled();
  assert.deepEqual(texts, []);
  assert.match(search.state().note ?? "", /hearth\.search\.quotaMb/);
  assert.equal((await findAll(search, "work7"))[0]?.hits[0]?.path, "src/part7.ts");
  quota = 10_000_000;
  await search.settled();
  assert.equal(search.state().meaning, files);
  assert.equal(search.state().note, undefined);
});

test("above the quota the index that was not used for longest goes first", async () => {
  const worktree = copy();
  renameSync(join(worktree, "src"), join(worktree, "lib"));
  const old = place.open();
  await old.settled();
  old.dispose();
  const { bytes } = old.state();
  const settings = () => ({ exclude: [], maxFileSize: 500_000, quota: bytes * 1.5 });
  const search = place.open({ folders: [worktree], settings });
  await search.settled();
  // the first copy's words are gone; the vectors that both share stay
  assert.equal(search.state().note, undefined);
  assert.equal(search.state().meaning, files);
  const indexes = new Set(
    segmentsOf(place)
      .filter((path) => /[\\/]index[\\/]/.test(path))
      .map((path) => join(path, "..")),
  );
  assert.equal(indexes.size, 1);
});
