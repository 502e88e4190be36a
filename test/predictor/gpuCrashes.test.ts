import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openGpuCrashes } from "../../src/predictor/running/gpuCrashes.ts";

const folder = await mkdtemp(join(tmpdir(), "hearth-gpu-"));
after(() => rm(folder, { recursive: true, force: true }));
const written = async (file: string): Promise<void> => {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 1));
};

test("crashes are counted for each predictor, and outlast a restart", async () => {
  const file = join(folder, "a.json");
  const crashes = openGpuCrashes(file);
  crashes.add("@a/b");
  assert.deepEqual([crashes.count("@a/b"), crashes.count("@a/c")], [1, 0]);
  await written(file);
  assert.equal(openGpuCrashes(file).count("@a/b"), 1);
});

test("they can be forgotten, and whoever listens hears of it", () => {
  const crashes = openGpuCrashes();
  let heard = 0;
  crashes.onForget(() => heard++);
  crashes.add("@a/b");
  crashes.forget();
  assert.deepEqual([crashes.count("@a/b"), heard], [0, 1]);
});

test("a damaged file tells of none", async () => {
  const file = join(folder, "damaged.json");
  await writeFile(file, "{");
  assert.equal(openGpuCrashes(file).count("@a/b"), 0);
});
