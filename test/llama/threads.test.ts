import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openPromptThreads, PromptThreads } from "../../predictors/llama/threads.ts";

const folder = await mkdtemp(join(tmpdir(), "hearth-threads-"));
after(() => rm(folder, { recursive: true, force: true }));

/** Reads a prompt of so many slices on a machine where a token takes `ms(threads)`. */
function read(threads: PromptThreads, ms: (threads: number) => number, slices = 20): number {
  for (let i = 0; i < slices; i++) {
    const now = threads.next();
    // the first slice is slow for reasons of its own
    threads.took({ threads: now, tokens: 64, ms: 64 * ms(now) * (i ? 1 : 50) });
  }
  return threads.next();
}

test("the number that reads quickest is found on the first prompt", () => {
  assert.equal(
    read(new PromptThreads([1, 2]), (threads) => 4 / threads),
    2,
  );
  assert.equal(
    read(new PromptThreads([2, 1]), (threads) => 4 * threads),
    1,
  );
});

test("more threads that gain nearly nothing are left to the editor", () => {
  assert.equal(
    read(new PromptThreads([3, 4]), (threads) => (threads === 4 ? 3.9 : 4)),
    3,
  );
});

test("a number that is far slower is tried once: somebody waits for the answer", () => {
  const threads = new PromptThreads([1, 2]);
  const tried: number[] = [];
  for (let i = 0; i < 8; i++) {
    const now = threads.next();
    tried.push(now);
    threads.took({ threads: now, tokens: 64, ms: now === 2 ? 2_000 : 200 });
  }
  assert.deepEqual(tried, [1, 1, 2, 1, 1, 1, 1, 1]);
});

test("short slices decide nothing", () => {
  const threads = new PromptThreads([1, 2]);
  for (let i = 0; i < 20; i++) threads.took({ threads: threads.next(), tokens: 8, ms: 1 });
  assert.equal(
    read(threads, (count) => 4 / count),
    2,
  );
});

test("a single candidate is taken at once; a number that is none any more is found out anew", () => {
  assert.equal(new PromptThreads([3]).next(), 3);
  assert.equal(
    read(new PromptThreads([1, 2], { known: 8 }), (threads) => 4 / threads),
    2,
  );
  assert.equal(new PromptThreads([1, 2], { known: 2 }).next(), 2);
});

test("what was found is remembered for this machine, and a damaged file is no obstacle", async () => {
  const file = join(folder, "threads.json");
  read(await openPromptThreads([1, 2], file), (threads) => 4 / threads);
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.equal((await openPromptThreads([1, 2], file)).next(), 2);
  const old = { ...(JSON.parse(await readFile(file, "utf8")) as object), at: 0 };
  await writeFile(file, JSON.stringify(old));
  assert.equal(read(await openPromptThreads([1, 2], file), (threads) => 4 * threads), 1, "after two weeks it is found out again"); // prettier-ignore
  await writeFile(file, "{");
  assert.equal(
    read(await openPromptThreads([1, 2], file), (threads) => 4 * threads),
    1,
  );
});
