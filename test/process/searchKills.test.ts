import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { silent } from "../../src/platform/log.ts";
import { Terms } from "../../src/search/words/corpus.ts";
import { Store } from "../../src/search/store/store.ts";
import { vectorFolder, VectorStore } from "../../src/search/store/vectorStore.ts";
import {
  indexFile,
  openWorkplace,
  pathsBy,
  recorder,
  segmentsOf,
  until,
  type Workplace,
  writerOf,
  useSearchProcess,
} from "../search/workplace.ts";

const kills = 100;
const files = 500;
/** What is embedded between two saves, and what may be on its way. */
const batch = 256 + 8;

let place: Workplace;
useSearchProcess();
after(() => place.close());

const path = (n: number): string => `src/part${n}.ts`;
const write = (n: number, round: number): string =>
  place.write(path(n), `export function work${n}() {\n  return ${n} + ${round};\n}\n`);

/** The same moments in every run. */
function* moments(): Generator<number> {
  for (let x = 7; ; x = (x * 48_271) % 0x7f_ff_ff_ff) yield x % 220;
}

/** What lies on the disk, read without the process; damage is an error here. */
async function inspect(): Promise<{ readonly files: number; readonly vectors: number }> {
  const log = { ...silent, warn: (message: string) => assert.fail(message) };
  const at = join(indexFile(place, "manifest.json"), "..");
  const store = await Store.open(at, { folder: place.folder, log });
  const words = await store.readFiles(new Terms());
  const hashes = new Set([...words.values()].flatMap(({ chunks }) => chunks.map((c) => c.hash)));
  const all = hashes.size;
  const model = "@test/fake";
  const shared = await VectorStore.open(vectorFolder(place.dataFolder, model), { model, log });
  await shared.fetch(hashes, (_, { values }) => assert.equal(values.length, 4));
  return { files: words.size, vectors: all - hashes.size };
}

test(`killed ${kills} times at any moment, the index opens, is whole, and loses at most the last batch`, async () => {
  place = openWorkplace();
  for (let n = 0; n < files; n++) write(n, 0);
  const when = moments();
  let known = 0;
  for (let round = 1; round <= kills; round++) {
    const { texts, embed } = recorder();
    const search = place.open({ embed });
    const opened = search.open().catch(() => {});
    const dead = round > 1 ? writerOf(place) : -1;
    await until(() => ![-1, dead].includes(writerOf(place)));
    // now and then a long life, in which something must be saved
    if (round % 10 === 0) await until(() => texts.length > batch, 20_000);
    await new Promise((resolve) => setTimeout(resolve, when.next().value as number));
    process.kill(writerOf(place), "SIGKILL");
    search.dispose();
    await opened;
    const { vectors } = await inspect();
    assert.ok(vectors >= known + texts.length - batch, `${vectors} are left, round ${round}`);
    if (round % 10 === 0) assert.ok(vectors > 0, "nothing was saved in a long life");
    // some files change, many before a long life, and their vectors are of no use any more
    const changed = round % 10 === 9 ? files : 3;
    for (let i = 0; i < changed; i++) write((round * 3 + i) % files, round);
    known = Math.max(0, vectors - changed);
  }
  const search = place.open();
  await search.settled();
  assert.equal(search.state().meaning, files);
  assert.equal((await pathsBy("words", search, "work7"))?.[0], path(7));
  search.dispose();
  assert.deepEqual(await inspect(), { files, vectors: files });
  const left = readdirSync(place.dataFolder, { recursive: true, encoding: "utf8" });
  assert.deepEqual(
    left.filter((name) => name.endsWith(".tmp")),
    [],
  );
  const { words } = JSON.parse(readFileSync(indexFile(place, "manifest.json"), "utf8"));
  const onDisk = segmentsOf(place).filter((each) => /[\\/]index[\\/]/.test(each));
  assert.equal(onDisk.length, words.length);
});
