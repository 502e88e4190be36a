import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import type { Found } from "../../src/search/protocol.ts";
import { findAll, openWorkplace, type Workplace, useSearchProcess } from "../search/workplace.ts";

let place: Workplace;
useSearchProcess();
beforeEach(
  () =>
    (place = openWorkplace({
      "src/shop.ts": "export function checkout(basket: string[]) {\n  return 'cash';\n}\n",
      "docs/weather.md": "# Forecast\n\nIt will rain.\n",
    })),
);
afterEach(() => place.close());

test("files in UTF-16 and Latin-1 are found by their words, and shown as people read them", async () => {
  writeFileSync(join(place.folder, "wide.sql"), Buffer.from("\ufeffselect größe\r\n", "utf16le"));
  writeFileSync(join(place.folder, "old.c"), Buffer.from("/* Straßenbahn */\n", "latin1"));
  const search = place.open();
  await search.open();
  for (const [query, path, text] of [
    ["größe", "wide.sql", "select größe"],
    ["straßenbahn", "old.c", "/* Straßenbahn */"],
  ] as const) {
    const [found] = await findAll(search, query);
    assert.deepEqual([found?.hits[0]?.path, found?.hits[0]?.text], [path, text]);
  }
});

test("a picture is looked for like a word, alone, with others or in a phrase", async () => {
  place.write("notes/plan.md", "- ✅ done: the roof\n- ❌ open: the door\n");
  place.write("src/launch.ts", "console.log('🚀 lift off');\n");
  const search = place.open();
  await search.open();
  const first = async (query: string): Promise<string | undefined> =>
    (await findAll(search, query))[0]?.hits[0]?.path;
  assert.equal(await first("🚀"), "src/launch.ts");
  assert.equal(await first("✅ done"), "notes/plan.md");
  assert.equal(await first('"🚀"'), "src/launch.ts");
  assert.equal(await first('"🚀 lift" roof'), "src/launch.ts");
  assert.equal(await first("🦀"), undefined);
});

test("a folder that is open within another is searched once, and follows its files", async () => {
  const inner = join(place.folder, "src");
  const search = place.open({ folders: [place.folder, inner] });
  await search.open();
  const paths = async (query: string): Promise<string[]> =>
    ((await findAll(search, query)).at(-1)?.hits ?? []).map((hit) => join(hit.folder, hit.path));
  assert.deepEqual(await paths('"checkout"'), [join(inner, "shop.ts")]);
  const { folders } = await search.contents();
  assert.deepEqual(
    folders.map(({ path }) => path),
    ["docs"],
  );
  search.changed([place.write("src/shop.ts", "export function refund() {}\n")]);
  assert.deepEqual(await paths('"refund"'), [join(inner, "shop.ts")]);
});

test("while a folder is read for the first time, a question is answered by what is read so far", async () => {
  const line = "export const pump = drain + valve + reservoir;\n";
  for (let i = 0; i < 4000; i++) place.write(`src/deep${i % 50}/file${i}.ts`, line.repeat(20));
  const search = place.open();
  const began = performance.now();
  const asking = search.find("reservoir", { limit: 5 })[Symbol.asyncIterator]();
  const first = await asking.next();
  const answered = performance.now() - began;
  assert.equal((first.value as Found).hits.length, 5);
  await search.open();
  const whole = performance.now() - began;
  await asking.return?.();
  // a quick machine is done before it is worth an answer
  assert.ok(whole < 1500 || answered < whole - 300, `${answered} of ${whole} ms`);
});
