import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { takeTurn } from "../../src/search/store/turn.ts";
import { quantise } from "../../src/search/meaning/vectors.ts";
import { type Entry, VectorStore } from "../../src/search/store/vectorStore.ts";

let at: string;
beforeEach(() => (at = mkdtempSync(join(tmpdir(), "hearth-vectors-"))));
afterEach(() => rmSync(at, { recursive: true, force: true }));

const open = (): Promise<VectorStore> => VectorStore.open(at, { model: "@test/one", log: silent });
/** Digests as chunks have them: 22 characters. */
const name = (n: number): string => `digest${n}`.padStart(22, "x").split("").reverse().join("");
const entry = (n: number, size = 4): Entry => [
  name(n),
  quantise(Float32Array.from({ length: size }, (_, i) => Math.sin(n + i))),
];
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);
const segments = (): string[] => readdirSync(at).filter((file) => file.endsWith(".seg"));

async function read(
  store: VectorStore,
  numbers: readonly number[],
): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  const wanted = new Set(numbers.map(name));
  await store.fetch(wanted, (hash, { values }) => found.set(hash, [...values]));
  assert.equal(wanted.size, numbers.length - found.size);
  return found;
}

test("vectors come back by their digest, to whoever asks for them and to nobody else", async () => {
  const [one, other] = [await open(), await open()];
  await one.add([entry(1), entry(2)]);
  assert.deepEqual([...(await read(other, [2, 3])).keys()], [name(2)]);
  await one.add([entry(3)]);
  const found = await read(other, [3, 1]);
  assert.deepEqual([...found.keys()].sort(), [name(1), name(3)].sort());
  assert.deepEqual(found.get(name(3)), [...entry(3)[1].values]);
  assert.deepEqual((await read(await open(), [])).size, 0);
});

test("many batches of several processes become few segments, and nothing is lost", async () => {
  const stores = [await open(), await open(), await open()];
  for (const n of range(0, 120))
    await stores[n % 3]!.add(range(n * 10, n * 10 + 10).map((each) => entry(each)));
  assert.ok(segments().length <= 12, `${segments().length} segments`);
  assert.equal((await read(await open(), range(0, 1200))).size, 1200);
  for (const store of stores) assert.equal((await read(store, range(0, 1200))).size, 1200);
});

test("each vector is written a few times only, however many there are", async () => {
  const store = await open();
  let written = 0;
  const seen = new Set<string>();
  for (const n of range(0, 200)) {
    await store.add([entry(n)]);
    for (const file of segments().filter((each) => !seen.has(each))) {
      written += statSync(join(at, file)).size;
      seen.add(file);
    }
  }
  const bytes = await store.bytes();
  assert.ok(written < 40 * bytes, `${written} bytes written for ${bytes}`);
});

test("vectors of another length replace those before", async () => {
  const [one, other] = [await open(), await open()];
  await one.add([entry(1), entry(2)]);
  await other.add([entry(3, 8)]);
  assert.deepEqual([...(await read(await open(), [1, 2, 3])).keys()], [name(3)]);
  assert.deepEqual([...(await read(one, [1, 2, 3])).keys()], [name(3)]);
  assert.equal(segments().length, 1);
});

test("only what is wanted is kept", async () => {
  const store = await open();
  await store.add(range(0, 10).map((n) => entry(n)));
  await store.add([entry(20)]);
  const untouched = segments();
  await store.add([entry(30)]);
  await store.keep((hash) => hash === name(3) || hash === name(20));
  assert.equal((await read(await open(), [...range(0, 10), 20, 30])).size, 2);
  assert.equal(segments().filter((file) => untouched.includes(file)).length, 1);
  await store.keep(() => false);
  assert.deepEqual(segments(), []);
});

test("a damaged segment costs its part alone and is taken away", async () => {
  const store = await open();
  await store.add([entry(1)]);
  const [first] = segments();
  await store.add([entry(2)]);
  const bytes = readFileSync(join(at, first!));
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(join(at, first!), bytes);
  assert.deepEqual([...(await read(await open(), [1, 2])).keys()], [name(2)]);
  assert.equal(segments().includes(first!), false);
});

test("a folder that was deleted to make room comes again with the next vectors", async () => {
  const store = await open();
  await store.add([entry(1)]);
  rmSync(at, { recursive: true });
  assert.equal((await read(store, [1])).size, 0);
  assert.equal(await store.bytes(), 0);
  await store.add([entry(2)]);
  assert.deepEqual([...(await read(await open(), [1, 2])).keys()], [name(2)]);
});

test("what a dead process was writing is swept; what a living one writes is left alone", async () => {
  // no process has this number
  writeFileSync(join(at, `a.seg.${2 ** 30}-abcd1234.tmp`), "x");
  writeFileSync(join(at, `b.seg.${process.pid}-abcd1234.tmp`), "x");
  await open();
  assert.deepEqual(
    readdirSync(at).filter((file) => file.endsWith(".tmp")),
    [`b.seg.${process.pid}-abcd1234.tmp`],
  );
});

test("one embeds at a time; who waits comes next, and who has given up does not", async () => {
  const never = new AbortController().signal;
  const first = await takeTurn(at, never);
  assert.equal(await first.isOver(), false);
  const gone = new AbortController();
  const waiting = takeTurn(at, gone.signal);
  gone.abort();
  await assert.rejects(waiting, { name: "AbortError" });
  let mine = false;
  const next = takeTurn(at, never).then((turn) => ((mine = true), turn));
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(mine, false);
  await first.end();
  await (await next).end();
});
