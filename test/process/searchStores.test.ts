import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import type { Found } from "../../src/search/protocol.ts";
import type { Search } from "../../src/search/search.ts";
import { findAll, openWorkplace, useSearchProcess, type Workplace } from "../search/workplace.ts";
import { serverForTests } from "./postgres.ts";

/** What both stores must answer alike: the index of this machine, and that of a team in PostgreSQL. */

const files = {
  "README.md": "# Shop\n\nIt sells bikes.\n",
  "src/shop.ts": "export function checkout(basket: string[]) {\n  return 'cash';\n}\n",
  "src/store/database.ts":
    "export function open() {\n  throw new Error('the file is locked by another process');\n}\n\n" +
    "export function close() {\n  // nothing is locked any more, by no process of another\n}\n",
  "lib/database.ts": "export const database = 'nothing but its name';\n",
  "src/main.ts": `export const words = "${"much rain and something else ".repeat(20)}";\n`,
  "src/lock.ts": `export function locked() {\n${"  rain(of, something, else);\n".repeat(20)}}\n`,
  "src/bikes.ts": "export function rideBicycle() {\n  return 'pedal';\n}\n",
  "docs/weather.md": "# Forecast\n\nIt will rain.\n",
  "docs/wetter.md": "# Vorhersage\n\nMorgen fällt Regen auf die Straße.\n",
  "docs/天气.md": "明天会下雨。\n",
  "tests/shop.test.ts": "checkout([]); // the test of the shop\n",
};

/** More files than either way of searching brings, which have single words of the questions more often. */
const many = Object.fromEntries(
  Array.from({ length: 400 }, (_, i) => [
    `many/${i}.ts`,
    "rain rain locked locked process process main main main main main main ts ts ts ts\n",
  ]),
);

const server = serverForTests();
useSearchProcess();
let place: Workplace;
let search: Search;
before(async () => {
  place = openWorkplace({ ...files, ...many });
  mkdirSync(join(place.folder, ".git"));
  const config = '[remote "origin"]\n\turl = git@git.test:acme/shop.git\n';
  writeFileSync(join(place.folder, ".git/config"), config);
  search = place.open({ shared: async () => server.connection });
  await search.settled();
});
after(() => place?.close());

let shared = false;
async function askTeam(query: string): Promise<Found> {
  if (!shared) {
    await server.clear();
    const to = { connection: server.connection, repository: "git.test/acme/shop", replace: false };
    for await (const _ of search.share(to));
    shared = true;
  }
  return search.findShared(query, { limit: 20 });
}

interface Store {
  readonly name: string;
  needed(context: TestContext): boolean;
  ask(query: string): Promise<Found>;
}

const stores: readonly Store[] = [
  {
    name: "the index of this machine",
    needed: () => true,
    ask: async (query) => {
      const found = (await findAll(search, query)).at(-1);
      assert.ok(found);
      return found;
    },
  },
  { name: "the team's index", needed: (context) => server.needed(context), ask: askTeam },
];

const paths = ({ hits }: Found): string[] => hits.map(({ path }) => path);

/** The same expectation of each store. */
function both(what: string, check: (ask: Store["ask"]) => Promise<void>): void {
  for (const { name, needed, ask } of stores)
    test(`${name}: ${what}`, async (context) => {
      if (needed(context)) await check(ask);
    });
}

both("a phrase in quotation marks gives only places that have it", async (ask) => {
  assert.deepEqual(paths(await ask('"It will rain"')), ["docs/weather.md"]);
  assert.deepEqual(paths(await ask('"will it rain"')), []);
  assert.deepEqual(paths(await ask('"is locked by"')), ["src/store/database.ts"]);
  // a piece of a word at either end
  assert.deepEqual(paths(await ask('"will rai"')), ["docs/weather.md"]);
});

both("a text that looks copied comes first where it stands word for word", async (ask) => {
  const { hits } = await ask("Error('the file is locked by another process')");
  assert.equal(hits[0]?.path, "src/store/database.ts");
  assert.match(hits[0]?.text ?? "", /throw new Error/);
});

both("slips of the hand and words that are not typed to their end are forgiven", async (ask) => {
  for (const [query, path, instead] of [
    ["chekcout", "src/shop.ts", ["checkout"]],
    ["rideBicy", "src/bikes.ts", ["ridebicycle"]],
    ["Vorhersge", "docs/wetter.md", ["vorhersag"]],
    ["明天会", "docs/天气.md", undefined],
  ] as const) {
    const found = await ask(query);
    assert.equal(found.hits[0]?.path, path, query);
    assert.deepEqual(found.instead, instead, query);
    assert.equal(found.wordless, undefined, query);
  }
});

both("what no word names is found by meaning, and said to be", async (ask) => {
  const found = await ask("zxqwv");
  assert.deepEqual([found.by, found.wordless, found.instead], ["meaning", true, undefined]);
});

both("a file that is named comes first, by its name, its end or a stack trace", async (ask) => {
  for (const [query, path] of [
    ["database.ts", /^(?:src\/store|lib)\/database\.ts$/],
    ["store/database.ts", /^src\/store\/database\.ts$/],
    ["lib/database", /^lib\/database\.ts$/],
    ["main.ts", /^src\/main\.ts$/],
    ["README", /^README\.md$/],
    ["at open (/home/me/shop/src/store/database.ts:6:3)", /^src\/store\/database\.ts$/],
    ["docs/天气.md", /^docs\/天气\.md$/],
  ] as const)
    assert.match((await ask(query)).hits[0]?.path ?? "", path, query);
});

both("what defines a name is found among many places that use it", async (ask) => {
  assert.equal((await ask("locked")).hits[0]?.path, "src/lock.ts");
});

both("the rules put a test behind what it tests", async (ask) => {
  const found = paths(await ask("checkout of the shop"));
  assert.ok(found.indexOf("src/shop.ts") < found.indexOf("tests/shop.test.ts"), found.join());
});

test("both give the same scores, for every kind of question", async (context) => {
  if (!server.needed(context)) return;
  const [own, team] = stores;
  for (const query of [
    ...["rain", "chekcout", "database.ts", '"It will rain"', "where is the bicycle", "open"],
    ...["the file is locked by another process", "src/shop.ts:2", "明天", "Straße", "zxqwv"],
  ]) {
    const scores = (found?: Found): string[] =>
      // vectors went through half precision: what is as good as the next may stand the other way round
      (
        found?.hits.map(
          ({ path, score }) => `${score.toFixed(2)} ${path.replace(/^many\/.*/, "one of many")}`,
        ) ?? []
      ).toSorted();
    assert.deepEqual(scores(await team?.ask(query)), scores(await own?.ask(query)), query);
  }
});
