import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { hearth } from "./world.ts";

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "hearth-clean-"));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), Buffer.alloc(bytes, 1));
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = {
  "gone/model/model.gguf": 3_000_000,
  "test/echo/model.gguf.part": 2_000_000,
  "test/echo/.fetch/wheel": 1_000_000,
  "test/speaker/voice.onnx": 1_000_000,
};
const there = (): string[] => Object.keys(files).filter((path) => existsSync(join(folder, path)));
const clean = (...args: readonly string[]) =>
  hearth(["models", "clean", ...args], { modelsFolder: folder });

test("clean lists what no model needs, the largest first, and deletes nothing", async () => {
  const { code, out, err } = await clean();
  assert.equal(code, 0);
  assert.deepEqual(
    out.trimEnd().split("\n").slice(1).map((line) => line.trimEnd().split(/ {2,}/)), // prettier-ignore
    [
      ["@gone/model", "3 MB", "no list names it any more"],
      ["@test/echo", "2 MB", "half a download"],
      ["@test/echo", "1 MB", "left by a download that was killed"],
    ],
  );
  assert.match(err, /hearth models clean --remove/);
  assert.equal(there().length, 4);
});

test("clean --remove deletes it, half a download only with --half", async () => {
  const { err } = await clean("--remove");
  assert.match(err, /4 MB are free again/);
  assert.deepEqual(there(), ["test/echo/model.gguf.part", "test/speaker/voice.onnx"]);
  assert.match((await clean("--remove", "--half")).err, /2 MB are free again/);
  assert.deepEqual(there(), ["test/speaker/voice.onnx"]);
  assert.match((await clean()).err, /Nothing is left over/);
});

test("clean --json tells it as data", async () => {
  const [first] = JSON.parse((await clean("--json")).out) as readonly object[];
  assert.deepEqual(first, {
    ...{ path: join(folder, "gone/model"), tag: "@gone/model", kind: "unknown" },
    ...{ bytes: 3_000_000, removed: false },
  });
});

const states = {
  "@test/echo": { kind: "absent", bytes: 2_000_000_000 },
  "@test/embedder": { kind: "installed", bytes: 700_000_000 },
  "@test/speaker": { kind: "installed", bytes: 500_000_000 },
} as const;

test("a download beyond the quota is refused, naming what could go; within it, it is fetched", async () => {
  let fetched = 0;
  const models = {
    async *install() {
      fetched++;
    },
  };
  const get = (...args: readonly string[]) =>
    hearth(["models", "download", "@test/echo", ...args], { states, models });
  const refused = await get("--quota-gb", "3");
  assert.equal(refused.code, 1);
  assert.match(refused.err, /200 MB beyond the 3 GB.*@test\/\w+ \(\d+ MB\), @test\/\w+ \(\d+ MB\)/);
  assert.equal(fetched, 0);
  assert.equal((await get("--quota-gb", "4")).code, 0);
  assert.equal((await get()).code, 0);
  assert.equal(fetched, 2);
  assert.match((await get("--quota-gb", "much")).err, /a number of gigabytes/);
});

test("the list ends with what all models take on the disk, and where", async () => {
  const { out, err } = await hearth(["models"], { states, modelsFolder: "/here" });
  assert.match(err, /1\.2 GB on the disk, in \/here/);
  assert.doesNotMatch(out, /on the disk/);
});
