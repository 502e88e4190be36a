import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { test, type TestContext } from "node:test";
import type { Found, SharedConnection, ShareProgress } from "../../src/search/protocol.ts";
import type { Search, SearchOptions } from "../../src/search/search.ts";
import { findAll, openWorkplace, recorder, until, type Workplace } from "../search/workplace.ts";
import { serverForTests } from "./postgres.ts";

const server = serverForTests();
const files = {
  "src/bikes.ts": "export function rideBicycle() {\n  return 'pedal';\n}\n",
  "src/shop.ts": "export function checkout(basket: string[]) {\n  return 'cash';\n}\n",
  "docs/weather.md": "# Forecast\n\nIt will rain.\n",
};

/** A clone of a repository whose home is `remote`. */
function clone(
  context: TestContext,
  remote: string,
  content: Readonly<Record<string, string>> = files,
): Workplace {
  const place = openWorkplace(content);
  context.after(() => place.close());
  mkdirSync(join(place.folder, ".git"));
  writeFileSync(join(place.folder, ".git/config"), `[remote "origin"]\n\turl = ${remote}\n`);
  return place;
}

function open(place: Workplace, more: Partial<SearchOptions> = {}): Search {
  const process = resolve("dist/search.mjs");
  return place.open({ process, shared: async () => server.connection, ...more });
}

async function share(search: Search, repository = "git.test/acme/shop", replace = false) {
  let last: ShareProgress | undefined;
  for await (last of search.share({ connection: server.connection, repository, replace }));
  return { files: last?.files, removed: last?.removed };
}

const places = ({ hits }: Found): string[] => hits.map(({ folder, path }) => `${folder}/${path}`);

test("sharing sends what is new, and only that; what is gone is removed", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  const place = clone(context, "git@git.test:acme/shop.git");
  const search = open(place);
  assert.deepEqual(await share(search), { files: 3, removed: 0 });
  assert.deepEqual(await share(search), { files: 0, removed: 0 });
  place.write(
    "src/shop.ts",
    "export function checkout(basket: string[]) {\n  return 'money';\n}\n",
  );
  rmSync(join(place.folder, "docs/weather.md"));
  renameSync(join(place.folder, "src/bikes.ts"), join(place.folder, "src/cycles.ts"));
  search.changed(
    ["src/shop.ts", "docs/weather.md", "src/bikes.ts", "src/cycles.ts"].map((path) =>
      join(place.folder, path),
    ),
  );
  assert.deepEqual(await share(search), { files: 2, removed: 2 });
  const found = await search.findShared("checkout money", { limit: 5 });
  assert.deepEqual(places(found), ["git.test/acme/shop/src/shop.ts"]);
  assert.match(found.hits[0]?.text ?? "", /return 'money'/);
});

test("a window takes the team's vectors and embeds only what the team has not", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await share(open(clone(context, "git@git.test:acme/shop.git")));
  const place = clone(context, "https://me:secret@git.test/acme/shop");
  place.write("src/new.ts", "export function sail() {\n  return 'sea';\n}\n");
  const { texts, embed } = recorder();
  const search = open(place, { embed });
  await search.settled();
  assert.deepEqual(texts, ["sail\nexport function sail() {\n  return 'sea';\n}"]);
  const { files: known, meaning, shared } = search.state();
  assert.deepEqual([known, meaning, shared], [4, 4, { vectors: 3 }]);
  const [, found] = await findAll(search, "river");
  assert.deepEqual(found?.hits.map(({ path }) => path).sort(), ["docs/weather.md", "src/new.ts"]);
});

test("a folder inside a shared repository takes its vectors too; another repository's are left alone", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await share(open(clone(context, "git@git.test:acme/shop.git")));
  const inner = clone(context, "git@git.test:acme/shop.git");
  const part = open(inner, { folders: [join(inner.folder, "src")] });
  await part.settled();
  assert.deepEqual(part.state().shared, { vectors: 2 });
  const other = open(clone(context, "git@git.test:acme/other.git"));
  await other.settled();
  assert.deepEqual(other.state().shared, { vectors: 0 });
});

test("the team's index ranks as the window's own does", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  const words = ["pedal", "cash", "rain", "index", "page", "river", "price", "cycle", "window"];
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => {
      const body = words.filter((_, w) => (i * 7 + w * 3) % 4 === 0).join(" ");
      return [
        `src/part${i % 7}/file${i}.ts`,
        `export function make${i}() {\n  return "${body}";\n}\n`,
      ];
    }),
  );
  const search = open(clone(context, "git@git.test:acme/shop.git", many));
  await share(search);
  for (const query of ["rain", "price of a cycle", "make17", "index window", "sea"]) {
    const own = (await findAll(search, query, 10)).at(-1);
    const shared = await search.findShared(query, { limit: 10 });
    assert.ok(own);
    // vectors went through half precision: what is as good as the next may stand the other way round
    const scores = (found: Found): number[] =>
      found.hits.map(({ score }) => Math.round(score * 100));
    assert.deepEqual(scores(shared), scores(own), query);
  }
});

test("a shared search looks where it is told to, and says when there is nothing by that name", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  const search = open(clone(context, "git@git.test:acme/shop.git"));
  await assert.rejects(search.findShared("rain", {}), {
    message: /no shared index in this database yet/,
  });
  await share(search);
  await share(open(clone(context, "git@git.test:acme/web.git")), "git.test/acme/web");
  const all = await search.findShared("bicycle", {});
  assert.deepEqual(
    new Set(all.hits.map(({ folder }) => folder)),
    new Set(["git.test/acme/shop", "git.test/acme/web"]),
  );
  const web = await search.findShared("bicycle", { repository: "web", under: "src" });
  assert.deepEqual(places(web), ["git.test/acme/web/src/bikes.ts"]);
  await assert.rejects(search.findShared("bicycle", { repository: "mobile" }), {
    message: /No shared repository has “mobile”.*git\.test\/acme\/shop, git\.test\/acme\/web/,
  });
});

test("a sharing that is stopped half-way leaves the index as it was", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  const place = clone(context, "git@git.test:acme/shop.git");
  await share(open(place));
  const long = "export const line = 'rain';\n".repeat(40_000);
  for (let i = 0; i < 8; i++) place.write(`src/long${i}.ts`, `// ${i}\n${long}`);
  const search = open(place, { settings: () => ({ exclude: [], maxFileSize: 5e6 }) });
  const stop = new AbortController();
  const repository = "git.test/acme/shop";
  await assert.rejects(
    async () => {
      for await (const { done } of search.share(
        { connection: server.connection, repository, replace: false },
        stop.signal,
      ))
        if (done) stop.abort();
    },
    { name: "AbortError" },
  );
  const [row] = await server.database.use((session) =>
    session.query<{ chunks: number; there: string }>(
      "select chunks, (select count(*) from hearth.chunks) as there from hearth.repositories",
    ),
  );
  assert.deepEqual(row, { chunks: 3, there: "3" });
});

test("another model is refused, and takes the place only when it is told to", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await share(open(clone(context, "git@git.test:acme/shop.git")));
  const wide = async (texts: readonly string[]) => ({
    size: 2,
    vectors: Float32Array.from(texts.flatMap(() => [0.6, 0.8])),
  });
  const search = open(clone(context, "git@git.test:acme/shop.git"), {
    model: () => "@test/other",
    embed: wide,
  });
  await search.settled();
  assert.match(
    search.state().shared?.note ?? "",
    /holds vectors of @test\/fake.*@test\/other is used here/,
  );
  assert.equal(search.state().meaning, 3);
  await assert.rejects(share(search), { message: /hearth index share --replace/ });
  assert.deepEqual(await share(search, "git.test/acme/shop", true), { files: 3, removed: 0 });
});

/** A window whose team's index is at `connection`, after its first answer. */
async function firstAnswer(context: TestContext, connection: SharedConnection): Promise<Search> {
  const search = open(clone(context, "git@git.test:acme/shop.git"), {
    shared: async () => connection,
  });
  for await (const { hits } of search.find("checkout", {})) {
    assert.equal(hits[0]?.path, "src/shop.ts");
    break;
  }
  return search;
}

async function goesOn(search: Search, note: RegExp): Promise<void> {
  await search.settled();
  const { kind, meaning, shared } = search.state();
  assert.deepEqual([kind, meaning, shared?.vectors], ["ready", 3, 0]);
  assert.match(shared?.note ?? "", note);
}

test("an index that is down, or lets nobody in, is noted, and the local search goes on", async (context) => {
  if (!server.needed(context)) return;
  const wrong = { ...server.connection, password: "wrong" };
  for (const [connection, note] of [
    [{ url: "postgres://me@127.0.0.1:1/db" }, /cannot be used now.*ECONNREFUSED/],
    [wrong, /did not take the password of postgres/],
    [{ url: "https://example.com" }, /looks like postgres:\/\/user@host/],
  ] as const)
    await goesOn(await firstAnswer(context, connection), note);
});

test("an index that never answers is waited for a few seconds, in which words are found", async (context) => {
  const silent = createServer((socket) => socket.unref()).unref();
  await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
  const { port } = silent.address() as AddressInfo;
  const search = await firstAnswer(context, { url: `postgres://me@127.0.0.1:${port}/db` });
  assert.equal(search.state().shared, undefined, "words waited for the team's index");
  const waiting = performance.now();
  await goesOn(search, /cannot be used now.*timeout/);
  assert.ok(performance.now() - waiting < 12_000, "it waited too long");
  silent.close();
});

test("after a failure the index is left alone, until its address or password changes", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await share(open(clone(context, "git@git.test:acme/shop.git")));
  let connection = { ...server.connection, password: "wrong" };
  const place = clone(context, "git@git.test:acme/shop.git", { "src/one.ts": "let one = 1;\n" });
  const search = open(place, { shared: async () => connection });
  await search.settled();
  assert.match(search.state().shared?.note ?? "", /did not take the password/);
  connection = { ...server.connection, password: server.connection.password ?? "" };
  search.changed([place.write("src/bikes.ts", files["src/bikes.ts"])]);
  await search.settled();
  assert.deepEqual(search.state().shared, { vectors: 1 });
});

test("without a shared index nothing is asked, and a shared search says what to set", async (context) => {
  const search = open(clone(context, "git@git.test:acme/shop.git"), {
    shared: async () => undefined,
  });
  await search.settled();
  await until(() => search.state().kind === "ready");
  assert.equal(search.state().shared, undefined);
  await assert.rejects(search.findShared("rain", {}), { message: /hearth\.search\.sharedIndex/ });
});
