import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import type { FindOptions } from "../../src/search/search.ts";
import { openWorkplace, recorder, type Workplace, useSearchProcess } from "../search/workplace.ts";

const numbered = (count: number, name: (i: number) => string): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      name(i),
      `export const basket${i} = "basket ${i}";\n`,
    ]),
  );

let place: Workplace;
useSearchProcess();
afterEach(() => place.close());

/** Paths of the last answer. */
async function found(query: string, options: FindOptions): Promise<string[]> {
  const search = place.open();
  await search.settled();
  const answers = await collect(search.find(query, options));
  search.dispose();
  return (answers.at(-1)?.hits ?? []).map(({ path }) => path);
}

test("a narrowed search fills its list, though most of what answers lies elsewhere", async () => {
  place = openWorkplace({
    ...numbered(300, (i) => `src/basket${i}.ts`),
    ...numbered(12, (i) => `tools/carry${i}.py`),
    ...numbered(12, (i) => `tests/carry${i}.test.ts`),
  });
  const python = await found("basket", { limit: 10, languages: ["Python"] });
  assert.equal(python.length, 10);
  assert.ok(python.every((path) => path.endsWith(".py")));
  const tests = await found("basket", { limit: 10, tests: "only" });
  assert.equal(tests.length, 10);
  const single = join(place.folder, "src/basket7.ts");
  assert.deepEqual(await found("basket", { files: [single], limit: 10 }), ["src/basket7.ts"]);
});

test("what there is to filter by comes from the index", async () => {
  place = openWorkplace({ "src/http/a.ts": "let a;\n", "src/b.py": "b = 1\n" });
  const search = place.open();
  await search.settled();
  assert.deepEqual(await search.contents(), {
    languages: [
      { name: "Python", files: 1 },
      { name: "TypeScript", files: 1 },
    ],
    folders: [
      { folder: place.folder, path: "src", files: 2 },
      { folder: place.folder, path: "src/http", files: 1 },
    ],
  });
});

const lending = {
  "src/loans/fines.ts": "export function fine(days: number) {\n  return toCents(days * 20);\n}\n",
  "src/loans/penalty.ts":
    "export function penalty(days: number) {\n  return toCents(days * 35);\n}\n",
  "src/money.ts": "export function toCents(amount: number) {\n  return Math.round(amount);\n}\n",
  "src/weather.ts": "export const rain = 'rain from the sea';\n",
  "tests/fines.test.ts": "import { fine } from '../src/loans/fines';\nfine(3);\n",
};

test("code like a piece of code is its like, neither itself nor what it calls", async () => {
  place = openWorkplace(lending);
  const [first, ...others] = await found(
    "function fine(days: number) { return toCents(days * 20); }",
    {
      like: {
        path: join(place.folder, "src/loans/fines.ts"),
        lines: { startLine: 0, endLine: 3 },
      },
    },
  );
  assert.equal(first, "src/loans/penalty.ts");
  assert.ok(!others.includes("src/loans/fines.ts"));
});

test("files related to a file begin with its test, each once, without itself", async () => {
  place = openWorkplace(lending);
  const related = await found("", { like: { path: join(place.folder, "src/loans/fines.ts") } });
  assert.equal(related[0], "tests/fines.test.ts");
  assert.ok(related.indexOf("src/loans/penalty.ts") < 3, related.join());
  assert.ok(!related.includes("src/loans/fines.ts"));
  assert.equal(new Set(related).size, related.length);
});

test("a file that is not in the index has no relatives, and that is no error", async () => {
  place = openWorkplace(lending);
  assert.deepEqual(await found("", { like: { path: "/elsewhere/x.ts" } }), []);
});

test("a query that is given up before the pause is over embeds nothing", async () => {
  place = openWorkplace(lending);
  const { texts, embed } = recorder();
  const search = place.open({ embed });
  await search.settled();
  const before = texts.length;
  const controller = new AbortController();
  const answers = search.find("fine", { rest: 200 }, controller.signal);
  const next = await answers[Symbol.asyncIterator]().next();
  assert.equal(next.value?.by, "words");
  controller.abort();
  await collect(search.find("penalty", {}));
  assert.deepEqual(texts.slice(before), ["penalty"]);
});
