import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { type IndexedFile, indexText, Terms } from "../../src/search/words/corpus.ts";
import { takeLock } from "../../src/search/store/lock.ts";
import { Store } from "../../src/search/store/store.ts";

let at: string;
beforeEach(() => (at = mkdtempSync(join(tmpdir(), "hearth-store-"))));
afterEach(() => rmSync(at, { recursive: true, force: true }));

const open = (): Promise<Store> => Store.open(at, { folder: "/f", log: silent });
const file = (path: string, text: string, terms: Terms): IndexedFile =>
  indexText({ folder: "/f", path, size: text.length, mtimeMs: 1.5, hash: text, text }, terms);
const segments = (): string[] => readdirSync(at).filter((name) => name.endsWith(".seg"));

test("files come back as they were saved, though terms have other numbers now", async () => {
  const terms = new Terms();
  const saved = file("src/a.ts", "export function greet(name) {\n  return name;\n}\n", terms);
  const store = await open();
  await store.saveFiles({ files: [saved], removed: [] }, { terms, all: () => [saved] });

  const others = new Terms();
  others.numberOf("something else");
  const found = (await (await open()).readFiles(others)).get("src/a.ts")!;
  const named = (f: IndexedFile, t: Terms): string[] => [...f.terms].map((n) => t.nameOf(n));
  assert.deepEqual(named(found, others), named(saved, terms));
  assert.deepEqual({ ...found, terms: 0 }, { ...saved, terms: 0 });
});

test("the last word on a file counts, also that it is gone", async () => {
  const terms = new Terms();
  const store = await open();
  const save = (files: IndexedFile[], removed: string[] = []): Promise<void> =>
    store.saveFiles({ files, removed }, { terms, all: () => files });
  await save([file("a.ts", "old", terms), file("b.ts", "b", terms)]);
  await save([file("a.ts", "new", terms)], ["b.ts"]);
  const files = await (await open()).readFiles(terms);
  assert.deepEqual(
    [...files].map(([path, { hash }]) => [path, hash]),
    [["a.ts", "new"]],
  );
});

test("many small segments become one, and old ones are deleted", async () => {
  const terms = new Terms();
  const store = await open();
  const all: IndexedFile[] = [];
  for (let i = 0; i < 40; i++) {
    all.push(file(`${i}.ts`, `text ${i}`, terms));
    await store.saveFiles({ files: all.slice(-1), removed: [] }, { terms, all: () => all });
    assert.ok(segments().length <= 12);
  }
  assert.equal((await (await open()).readFiles(terms)).size, 40);
});

test("what a killed process left behind is swept, what counts stays", async () => {
  const terms = new Terms();
  const store = await open();
  const saved = file("a.ts", "x", terms);
  await store.saveFiles({ files: [saved], removed: [] }, { terms, all: () => [saved] });
  const [live] = segments();
  writeFileSync(join(at, "words-orphan.seg"), "x");
  writeFileSync(join(at, "manifest.json.123.tmp"), "x");
  await store.sweep();
  assert.deepEqual(readdirSync(at).sort(), ["manifest.json", live]);
});

test("an index by another chunker is not used", async () => {
  const terms = new Terms();
  const store = await open();
  const saved = file("a.ts", "x", terms);
  await store.saveFiles({ files: [saved], removed: [] }, { terms, all: () => [saved] });
  const path = join(at, "manifest.json");
  const manifest = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...manifest, chunker: manifest.chunker + 1 }));
  assert.equal((await (await open()).readFiles(terms)).size, 0);
});

test("every single flipped byte of a segment is noticed", async () => {
  const terms = new Terms();
  const store = await open();
  const saved = file("a.ts", "some words", terms);
  await store.saveFiles({ files: [saved], removed: [] }, { terms, all: () => [saved] });
  const path = join(at, segments()[0]!);
  const whole = readFileSync(path);
  for (let i = 0; i < whole.length; i += 7) {
    const damaged = Buffer.from(whole);
    damaged[i]! ^= 0x10;
    writeFileSync(path, damaged);
    assert.equal((await store.readFiles(terms)).size, 0, `byte ${i}`);
  }
  writeFileSync(path, whole.subarray(0, whole.length / 2));
  assert.equal((await store.readFiles(terms)).size, 0);
});

test("one process at a time has the lock; one whose owner is gone can be taken over", async () => {
  const path = join(at, "lock");
  const first = await takeLock(path);
  assert.equal(await takeLock(path), undefined);
  await first?.release();
  const second = await takeLock(path);
  assert.ok(await second?.held());

  const owner = JSON.parse(readFileSync(path, "utf8"));
  await second?.release();
  // no process has this number
  writeFileSync(path, JSON.stringify({ ...owner, id: "other", pid: 2 ** 30 }));
  const takers = await Promise.all(Array.from({ length: 8 }, () => takeLock(path)));
  const holding = await Promise.all(takers.map(async (lock) => (await lock?.held()) ?? false));
  assert.equal(holding.filter(Boolean).length, 1);
  for (const lock of takers) await lock?.release();
});

test("a lock that another took over is no longer held, and is not released", async () => {
  const path = join(at, "lock");
  const lock = await takeLock(path);
  const owner = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...owner, id: "other" }));
  assert.equal(await lock?.held(), false);
  await lock?.release();
  assert.equal(JSON.parse(readFileSync(path, "utf8")).id, "other");
});
