import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { diskTrouble } from "../../src/platform/diskTrouble.ts";
import { about, writeAtomic } from "../../src/platform/files.ts";
import { fromWire, toWire } from "../../src/platform/errors.ts";

const folder = await mkdtemp(join(tmpdir(), "hearth-trouble-"));
after(() => rm(folder, { recursive: true }));

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test("a file in the way of a folder is named, also when another process ran into it", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  const error = await failure(writeAtomic(join(file, "inside", "more"), "x"));
  assert.match(diskTrouble(error) ?? "", /^A part of .*file.* is a file, not a folder\./);
  const beside = await failure(writeAtomic(join(file, "inside"), "x"));
  assert.match(diskTrouble(beside) ?? "", /file is there already, and is something else\./);
  assert.equal(diskTrouble(fromWire(toWire(error))), diskTrouble(error));
});

test("a write that fails is told by the name of the file, not of its temporary neighbour", async () => {
  const error = await failure(writeAtomic(folder, "x"));
  assert.equal(diskTrouble(error), `${folder} is a folder, not a file. Check the name.`);
});

test("an error of the system that names no file is told with the one that was used", () => {
  const full = Object.assign(new Error("write"), { code: "ENOSPC", errno: -28 });
  assert.match(diskTrouble(about("/a/b.wav", full)) ?? "", /^The disk is full: \/a\/b\.wav /);
});

test("an error of somebody else's file, and one that the system did not make, stay as they are", async () => {
  const other = await failure(readFile(join(folder, "none")));
  assert.match(diskTrouble(about("/a/b.wav", other)) ?? "", /none is not there/);
  const own = Object.assign(new Error("No such voice."), { code: "ENOENT" });
  assert.equal("path" in (about("/a/b.wav", own) as object), false);
  assert.equal(diskTrouble(new TypeError("x is undefined")), undefined);
});
