import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { isUserError } from "../../src/platform/errors.ts";
import {
  embedFake,
  findAll,
  openWorkplace,
  pathsBy,
  recorder,
  until,
  type Workplace,
  writerOf,
  useSearchProcess,
} from "../search/workplace.ts";

let place: Workplace;
useSearchProcess();
afterEach(() => place.close());
beforeEach(() => {
  place = openWorkplace();
  for (let n = 0; n < files; n++)
    place.write(`src/part${n}.ts`, `export function work${n}() {\n  return ${n};\n}\n`);
});

const files = 600;
/** What is embedded between two saves. */
const batch = 256;

test("killed while it embeds, the process loses at most the last batch", async () => {
  const first = recorder();
  const search = place.open({ embed: first.embed });
  await search.open();
  await until(() => first.texts.length > batch + 50);
  process.kill(writerOf(place), "SIGKILL");
  const done = first.texts.length;
  await until(() => search.state().kind === "failed");
  assert.match(search.state().note ?? "", /SIGKILL/);

  await search.settled();
  assert.equal((await pathsBy("words", search, "work7"))?.[0], "src/part7.ts");
  assert.equal(search.state().meaning, files);
  const twice = first.texts.length - files;
  assert.ok(twice <= batch + 8, `${twice} of ${done} were embedded twice`);
});

test("a search goes on when the process dies under it", async () => {
  let calls = 0;
  const search = place.open({
    embed: async (texts) => {
      // the first question about rivers finds its process dead
      if (texts.includes("river") && ++calls === 1) process.kill(writerOf(place), "SIGKILL");
      return embedFake(texts);
    },
  });
  place.write("docs/weather.md", "# Forecast\n\nIt will rain.\n");
  await search.settled();
  assert.deepEqual(await pathsBy("meaning", search, "river"), ["docs/weather.md"]);
  assert.equal(calls, 2);
});

test("a process that always dies is an error that says what to do", async () => {
  const broken = join(place.dataFolder, "..", "broken.mjs");
  writeFileSync(broken, 'console.error("out of memory"); process.exit(1);');
  const search = place.open({ process: broken });
  await assert.rejects(findAll(search, "x"), (error: Error) => {
    assert.ok(isUserError(error));
    assert.match(error.message, /out of memory.*Rebuild Index/);
    return true;
  });
});

test("a data folder that cannot be made is told as that, not as a process that ended", async () => {
  const file = join(place.folder, "src/part1.ts");
  const search = place.open({ dataFolder: file });
  await assert.rejects(search.open(), (error: Error) => {
    assert.ok(isUserError(error));
    assert.match(error.message, /index cannot be kept\. A part of .*part1\.ts.* is a file/);
    assert.match(error.message, /HEARTH_HOME/);
    return true;
  });
  assert.match(search.state().note ?? "", /index cannot be kept/);
});

test("two windows on one folder: one embeds, the other reads along", async () => {
  const [one, two] = [recorder(), recorder()];
  const first = place.open({ embed: one.embed });
  await first.open();
  const second = place.open({ embed: two.embed });
  await second.open();
  await first.settled();
  assert.equal(one.texts.length, files);
  assert.equal((await pathsBy("words", second, "work9"))?.[0], "src/part9.ts");
  await until(async () => (await second.settled(), second.state().meaning === files));
  assert.deepEqual(
    two.texts.filter((text) => text !== "work9"),
    [],
  );
});

test("the other window takes over when the writer dies", async () => {
  const first = place.open();
  await first.settled();
  const second = place.open();
  await second.settled();
  const dead = writerOf(place);
  first.dispose();
  await until(() => ![-1, dead].includes(writerOf(place)));
  second.changed([place.write("src/late.ts", "export function late() {}\n")]);
  await until(async () => (await second.settled(), second.state().meaning === files + 1));
});

test("nothing is written into the workspace, and a window that never searched starts nothing", async () => {
  const idle = place.open();
  idle.changed([join(place.folder, "src/part1.ts")]);
  assert.equal(existsSync(place.dataFolder), false);
  await place.open().settled();
  assert.deepEqual(readdirSync(place.folder), ["src"]);
});
