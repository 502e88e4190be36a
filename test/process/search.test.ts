import assert from "node:assert/strict";
import { readdirSync, renameSync, rmSync, statSync, writeFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import {
  embedFake,
  findAll,
  indexFile,
  openWorkplace,
  pathsBy,
  recorder,
  segmentsOf,
  until,
  type Workplace,
  useSearchProcess,
} from "../search/workplace.ts";

const files = {
  "src/bikes.ts": "export function rideBicycle() {\n  return 'pedal';\n}\n",
  "src/shop.ts": "export function checkout(basket: string[]) {\n  return 'cash';\n}\n",
  "docs/weather.md": "# Forecast\n\nIt will rain.\n",
};

let place: Workplace;
useSearchProcess();
beforeEach(() => (place = openWorkplace(files)));
afterEach(() => place.close());

test("a search answers by words first, then with meaning", async () => {
  const search = place.open();
  await search.settled();
  const found = await findAll(search, "checkout");
  assert.deepEqual(
    found.map(({ by }) => by),
    ["words", "meaning"],
  );
  assert.equal(found[0]?.hits[0]?.path, "src/shop.ts");
  assert.equal(found[0]?.hits[0]?.symbols?.[0], "checkout");
  assert.equal(found[0]?.hits[0]?.folder, place.folder);
  // no word of this question stands in the file
  const [words, meaning] = await findAll(search, "river");
  assert.deepEqual(words?.hits, []);
  assert.equal(meaning?.hits[0]?.path, "docs/weather.md");
});

test("who keeps the list open gets a second look once the first places have vectors", async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const search = place.open({
    embed: async (texts) => {
      if (texts.some((text) => text.includes("fillCart"))) await held;
      return embedFake(texts);
    },
  });
  await search.settled();
  search.changed([place.write("src/cart.ts", "export function fillCart() {}\n")]);
  await search.open();
  const firstOf = async (again: boolean): Promise<string[]> => {
    const answers: string[] = [];
    for await (const { by, hits } of search.find("cart", { again })) {
      answers.push(`${by}: ${hits[0]?.path}`);
      // only now: what comes before the first answer with meaning is part of that
      if (again && by === "meaning") release();
    }
    return answers;
  };
  const [words, meaning] = ["words: src/cart.ts", "meaning: src/cart.ts"];
  assert.deepEqual(await firstOf(false), [words, meaning]);
  assert.deepEqual(await firstOf(true), [words, meaning, meaning]);
});

test("there is no second look while the work for meaning is paused", async () => {
  const search = place.open({ embed: async () => new Promise(() => {}) });
  search.pause();
  await search.open();
  const answers: string[] = [];
  for await (const { by } of search.find("basket", { again: true })) answers.push(by);
  assert.deepEqual(answers, ["words"]);
});

test("the first search of a new folder waits for its words", async () => {
  assert.deepEqual(await pathsBy("words", place.open(), "checkout"), ["src/shop.ts"]);
});

test("the state counts files, words and meaning, and ends ready", async () => {
  const search = place.open();
  await search.settled();
  await until(() => search.state().kind === "ready");
  const { files, words, meaning, bytes } = search.state();
  assert.deepEqual([files, words, meaning], [3, 3, 3]);
  const sizes = segmentsOf(place).map((path) => statSync(path).size);
  // of the vectors, which other folders may share, the part of this one is told
  const most = sizes.reduce((a, b) => a + b);
  assert.ok(bytes > most / 2 && bytes <= most * 1.1, `${bytes} of ${most}`);
});

test("saved, created, renamed and deleted files are reflected", async () => {
  const search = place.open();
  await search.settled();
  search.changed([
    place.write("src/shop.ts", "export function refund() {}\n"),
    place.write("src/new.ts", "export function greet() {}\n"),
  ]);
  assert.deepEqual(await pathsBy("words", search, "refund"), ["src/shop.ts"]);
  assert.deepEqual(await pathsBy("words", search, "greet"), ["src/new.ts"]);
  const [from, to] = [join(place.folder, "src"), join(place.folder, "lib")];
  renameSync(from, to);
  search.changed([from, to]);
  assert.deepEqual(await pathsBy("words", search, "greet"), ["lib/new.ts"]);
  rmSync(join(to, "new.ts"));
  search.changed([join(to, "new.ts")]);
  assert.ok(!(await pathsBy("meaning", search, "greet"))?.includes("lib/new.ts"));
});

test("a hit shows the lines as they are now, though nobody told of the change", async () => {
  const search = place.open();
  await search.settled();
  place.write("src/shop.ts", `// moved\n\n\n\n${files["src/shop.ts"]}`);
  rmSync(join(place.folder, "src/bikes.ts"));
  const [shop] = (await findAll(search, "checkout")).at(-1)?.hits ?? [];
  assert.match(shop?.text ?? "", /checkout/);
  assert.equal(
    shop?.startLine,
    readFileSync(join(place.folder, "src/shop.ts"), "utf8")
      .split("\n")
      .findIndex((line) => line === shop?.text.split("\n")[0]),
  );
  assert.ok(!(await pathsBy("meaning", search, "bicycle"))?.includes("src/bikes.ts"));
});

test("restarting, renaming and going back and forth embed nothing again", async () => {
  const first = recorder();
  const search = place.open({ embed: first.embed });
  await search.settled();
  assert.equal(first.texts.length, 3);
  search.dispose();

  const folder = join(indexFile(place, "manifest.json"), "..");
  const written = readdirSync(folder).filter((name) => name.endsWith(".seg"));
  const second = recorder();
  const again = place.open({ embed: second.embed });
  await again.settled();
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith(".seg")),
    written,
  );
  const [from, to] = [join(place.folder, "src/shop.ts"), join(place.folder, "src/store.ts")];
  renameSync(from, to);
  again.changed([from, to]);
  await again.settled();
  assert.deepEqual(second.texts, []);
  assert.equal(again.state().kind === "failed", false);
  again.changed([place.write("src/store.ts", "export function other() {}\n")]);
  await again.settled();
  assert.equal(second.texts.length, 1);
  again.changed([place.write("src/store.ts", files["src/shop.ts"])]);
  await again.settled();
  assert.equal(second.texts.length, 1);
});

test("only the changed chunk of a file is embedded again", async () => {
  const { texts, embed } = recorder();
  const search = place.open({ embed });
  const part = (name: string): string =>
    `export function ${name}() {\n${"  doSomethingUseful();\n".repeat(30)}}\n\n`;
  place.write("src/big.ts", part("one") + part("two") + part("three"));
  await search.settled();
  const before = texts.length;
  search.changed([
    place.write("src/big.ts", part("zero") + part("one") + part("two") + part("three")),
  ]);
  await search.settled();
  assert.equal(texts.length, before + 1);
  assert.match(texts.at(-1) ?? "", /zero/);
});

test("rules of .gitignore hold, and a changed rule takes effect", async () => {
  place.write(".gitignore", "secret.ts\n");
  place.write("src/secret.ts", "export function hidden() {}\n");
  const search = place.open();
  await search.settled();
  assert.deepEqual(await pathsBy("words", search, "hidden"), []);
  search.changed([place.write(".gitignore", "bikes.ts\n")]);
  assert.deepEqual(await pathsBy("words", search, "hidden"), ["src/secret.ts"]);
  assert.ok(!(await pathsBy("meaning", search, "bicycle"))?.includes("src/bikes.ts"));
});

test("without a model words are found and the state says why there is no meaning", async () => {
  let there = false;
  const search = place.open({
    embed: async (texts) => {
      if (!there) throw new Error("The model is not on this machine yet. Run Manage Models.");
      return embedFake(texts);
    },
  });
  await search.settled();
  assert.deepEqual(
    (await findAll(search, "checkout")).map(({ by }) => by),
    ["words"],
  );
  await until(() => /Manage Models/.test(search.state().note ?? ""));
  assert.equal(search.state().meaning, 0);
  there = true;
  await pathsBy("words", search, "checkout");
  await search.settled();
  assert.deepEqual(await pathsBy("meaning", search, "river"), ["docs/weather.md"]);
  await until(() => search.state().note === undefined);
});

test("another model's vectors are never mixed in", async () => {
  let tag = "@test/fake";
  const wide = (texts: readonly string[]) => ({
    size: 6,
    vectors: Float32Array.from(texts.flatMap((text) => [...embedFake([text]).vectors, 0, 0])),
  });
  const { texts, embed } = recorder();
  const search = place.open({
    model: () => tag,
    embed: async (asked) =>
      tag === "@test/wide" ? (await embed(asked), wide(asked)) : embedFake(asked),
  });
  await search.settled();
  tag = "@test/wide";
  await search.settled();
  assert.equal(texts.length, 3);
  assert.equal((await findAll(search, "river")).at(-1)?.hits[0]?.path, "docs/weather.md");
  tag = "@test/fake";
  await search.settled();
  assert.equal((await findAll(search, "river")).at(-1)?.hits[0]?.path, "docs/weather.md");
  assert.equal(search.state().meaning, 3);
});

test("pausing stops embedding and leaves words; resuming goes on", async () => {
  const { texts, embed } = recorder();
  const search = place.open({ embed });
  search.pause();
  await search.settled();
  assert.deepEqual(await pathsBy("words", search, "checkout"), ["src/shop.ts"]);
  assert.deepEqual(texts, []);
  await until(() => search.state().kind === "paused");
  search.resume();
  await until(() => search.state().meaning === 3);
});

test("a damaged index is built anew", async () => {
  const search = place.open();
  await search.settled();
  search.dispose();
  for (const path of [indexFile(place, "manifest.json"), ...segmentsOf(place)])
    writeFileSync(path, "{ broken");
  const again = place.open();
  await again.settled();
  assert.deepEqual(await pathsBy("meaning", again, "river"), ["docs/weather.md"]);
});

test("a damaged segment costs its part alone", async () => {
  const search = place.open();
  await search.settled();
  search.dispose();
  for (const path of segmentsOf(place)) {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
  }
  const { texts, embed } = recorder();
  const again = place.open({ embed });
  await again.settled();
  assert.equal(texts.length, 3);
  assert.deepEqual(await pathsBy("meaning", again, "river"), ["docs/weather.md"]);
});

test("rebuilding embeds everything again", async () => {
  const { texts, embed } = recorder();
  const search = place.open({ embed });
  await search.settled();
  await search.rebuild();
  await search.settled();
  assert.equal(texts.length, 6);
  assert.equal(search.state().kind, "ready");
});
