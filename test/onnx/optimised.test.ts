import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openApart } from "../../predictors/onnx/apart.ts";
import { openOptimised } from "../../predictors/onnx/optimised.ts";
import { openSession } from "../../predictors/onnx/session.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import { numbers, tinyModel, weight } from "./tiny.ts";

const [rows, columns] = [32, 48];
const product = (width: number): Uint8Array =>
  tinyModel({
    nodes: [{ op: "MatMul", in: ["x", "w"], out: ["y"] }],
    weights: { w: weight(rows, width) },
    inputs: { x: [1, rows] },
    outputs: { y: 2 },
  });
const tiny = product(columns);

/** Opens the same model again and again, as one start after the other does. */
async function machine(t: TestContext, model = tiny) {
  const folder = await mkdtemp(join(tmpdir(), "hearth-optimised-"));
  t.after(() => rm(folder, { recursive: true }));
  const cacheFolder = join(folder, ".cache");
  const lines: string[] = [];
  const context = { cacheFolder, threads: 1, log: (line) => void lines.push(line) } as LoadContext;
  let made = 0;
  const make = async (): Promise<string> => {
    const path = join(folder, `made-${++made}.onnx`);
    await writeFile(path, model);
    return path;
  };
  /** What one run gives. */
  async function start(form = "tiny-1"): Promise<readonly number[]> {
    const session = await openOptimised({ form, make, open: openApart }, context);
    const x = { type: "float32", data: Float32Array.from(numbers(rows)), dims: [1, rows] } as const;
    const { y } = await session.run({ x }, new AbortController().signal);
    await session.release();
    assert.ok(y);
    return [...(y.data as Float32Array)];
  }
  const kept = async (): Promise<readonly string[]> => (await readdir(cacheFolder)).sort();
  return { context, folder, cacheFolder, start, kept, lines, made: () => made };
}

test("the form is made once, and runs as the model did; the file that it was made of goes", async (t) => {
  const here = await machine(t);
  const first = await here.start();
  assert.equal(first.length, columns);
  assert.deepEqual(await here.start(), first);
  assert.equal(here.made(), 1);
  assert.deepEqual(await readdir(here.folder), [".cache"]);
  const [name = ""] = await here.kept();
  const files = await readdir(join(here.cacheFolder, name));
  assert.deepEqual(files.sort(), ["made.json", "model.onnx", "weights.bin"]);
});

for (const file of ["model.onnx", "weights.bin", "made.json"])
  test(`a form whose ${file} was cut short is thrown away and made anew`, async (t) => {
    const here = await machine(t);
    const first = await here.start();
    const [name = ""] = await here.kept();
    await truncate(join(here.cacheFolder, name, file), 7);
    assert.deepEqual(await here.start(), first);
    assert.equal(here.made(), 2);
    assert.deepEqual(await here.start(), first);
    assert.equal(here.made(), 2);
  });

test("a form that has its length but no sense is thrown away too, and the log says so", async (t) => {
  const here = await machine(t);
  const first = await here.start();
  const [name = ""] = await here.kept();
  const path = join(here.cacheFolder, name, "model.onnx");
  const { size } = await stat(path);
  await writeFile(path, Buffer.alloc(size, 0xff));
  assert.deepEqual(await here.start(), first);
  assert.equal(here.made(), 2);
  assert.match(here.lines.join(), /damaged/);
});

test("what other weights left goes, and what a process that was killed had begun; other files stay", async (t) => {
  const here = await machine(t);
  await here.start("old-1");
  // no process has this number: it is beyond the largest that Linux gives
  await mkdir(join(here.cacheFolder, "making-4194999-0a1b2c3d"));
  await mkdir(join(here.cacheFolder, `making-${process.pid}-0a1b2c3d`));
  await writeFile(join(here.cacheFolder, "notes.txt"), "");
  await here.start();
  const kept = await here.kept();
  assert.equal(kept.length, 3);
  assert.match(kept.join(" "), new RegExp(`making-${process.pid}-0a1b2c3d notes.txt optimised-`));
  assert.equal(here.made(), 2);
});

test("a model of few weights is kept too", async (t) => {
  const here = await machine(t, product(2));
  const first = await here.start();
  assert.deepEqual(await here.start(), first);
  assert.equal(here.made(), 1);
});

test("a model may be given as its bytes", async (t) => {
  const { context } = await machine(t);
  let made = 0;
  const make = (): Promise<Uint8Array> => Promise.resolve(tiny).finally(() => made++);
  for (const _ of [1, 2, 3]) {
    const session = await openOptimised({ form: "bytes-1", make, open: openSession }, context);
    assert.deepEqual(session.inputNames, ["x"]);
    await session.release();
  }
  assert.equal(made, 1);
});

test("where nothing can be kept the model runs as it is", async (t) => {
  const here = await machine(t);
  await writeFile(here.cacheFolder, "a file where the folder should be");
  assert.equal((await here.start()).length, columns);
  assert.equal((await here.start()).length, columns);
  assert.equal(here.made(), 2);
});
