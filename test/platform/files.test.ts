import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { readJson, writeAtomic } from "../../src/platform/files.ts";
import { dataFolder } from "../../src/platform/folders.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hearth-files-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("an atomic write makes its folders and leaves nothing beside the file", async () => {
  const path = join(folder, "a/b.json");
  await writeAtomic(path, "1");
  await writeAtomic(path, "2");
  assert.equal(readFileSync(path, "utf8"), "2");
  assert.deepEqual(readdirSync(join(folder, "a")), ["b.json"]);
});

test("a write that fails leaves the old file and no temporary one", async () => {
  const path = join(folder, "taken");
  await writeAtomic(join(path, "inside"), "x"); // `path` is now a folder: the rename onto it fails
  await assert.rejects(writeAtomic(path, "y"));
  assert.deepEqual(readdirSync(folder), ["taken"]);
  assert.equal(readFileSync(join(path, "inside"), "utf8"), "x");
});

test("two writers at once leave one of the two contents whole", async () => {
  const path = join(folder, "race");
  const contents = ["a", "b", "c", "d"].map((letter) => letter.repeat(50_000));
  await Promise.all(contents.map((content) => writeAtomic(path, content)));
  assert.ok(contents.includes(readFileSync(path, "utf8")));
});

test("a missing file reads as undefined, a damaged one as an error", async () => {
  assert.equal(await readJson(join(folder, "none.json")), undefined);
  writeFileSync(join(folder, "half.json"), '{"a":');
  await assert.rejects(readJson(join(folder, "half.json")), SyntaxError);
});

test("HEARTH_HOME moves the data folder", () => {
  assert.equal(dataFolder({ HEARTH_HOME: "/elsewhere" }), "/elsewhere");
});
