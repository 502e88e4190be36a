import assert from "node:assert/strict";
import { test } from "node:test";
import { indexText, Terms } from "../../src/search/words/corpus.ts";
import { lookOnDisk } from "../../src/search/rank/fresh.ts";
import { toHits } from "../../src/search/rank/hits.ts";
import { compare, toWording } from "../../src/search/rank/wording.ts";

/** The paths of those of the files that fit, as they come out for the query. */
async function order(query: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const terms = new Terms();
  const candidates = Object.entries(files).map(([path, text], i) => {
    const about = { folder: "/f", path, size: 1, mtimeMs: 1, hash: "" };
    return { place: { file: indexText({ ...about, text }, terms), index: 0 }, score: 1 - i / 10 };
  });
  const wording = toWording(query);
  const onDisk = lookOnDisk({
    read: async ({ file }) => Buffer.from(files[file.path] ?? ""),
    terms,
    onStale: () => assert.fail("nothing has changed"),
  });
  const hits = await toHits(candidates, { limit: 2, ...(wording && { wording }) }, onDisk);
  return hits.map(({ path }) => path);
}

test("what stands in quotation marks must be found word for word", async () => {
  const files = { "a.ts": "the file is locked", "b.ts": "locked: the  File", "c.ts": "a lock" };
  assert.deepEqual(await order('"the file"', files), ["a.ts", "b.ts"]);
  assert.deepEqual(await order('"file is" locked', files), ["a.ts"]);
  assert.deepEqual(await order("“a lock”", files), ["c.ts"]);
  assert.deepEqual(await order('"no such thing"', files), []);
});

test("a message or a piece of code that was copied comes first where it stands as it is", async () => {
  const files = { "a.ts": "b", "b.ts": "c", "c.ts": "throw Error('The port is in use')" };
  assert.deepEqual(await order("the port is in use", files), ["c.ts", "a.ts"]);
  assert.deepEqual(await order("Error('The port", files), ["c.ts", "a.ts"]);
  assert.deepEqual(await order("port in use", files), ["a.ts", "b.ts"]);
});

test("a phrase goes on over the end of a line, past the mark of a comment", () => {
  const demanded = toWording('"never lost again"');
  assert.ok(demanded);
  assert.ok(compare("  // it is never\n  // lost again.\n", demanded).fits);
  assert.ok(compare(" * it is Never\n * Lost again.\n", demanded).fits);
  assert.ok(!compare("never found or lost again", demanded).fits);
});

test("marks that belong to code demand nothing", () => {
  assert.deepEqual(toWording('console.log("hello")')?.demanded, []);
  assert.deepEqual(toWording('const a = "x y"\nconst b = "y"')?.demanded, []);
  assert.deepEqual(toWording('where is ""')?.demanded, undefined);
  assert.deepEqual(toWording('"half typed')?.demanded ?? [], []);
});
