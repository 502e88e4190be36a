import assert from "node:assert/strict";
import { test } from "node:test";
import { nothingAsked } from "../../src/search/rank/question.ts";
import { findCandidates } from "../../src/search/shared/candidates.ts";
import type { Session } from "../../src/search/shared/connection.ts";
import { fileDigest, forget, push, type Pushed } from "../../src/search/shared/push.ts";
import { migrate, migrations, readAbout } from "../../src/search/shared/schema.ts";
import { readRepositories, type SharedChunk } from "../../src/search/shared/store.ts";
import { serverForTests } from "./postgres.ts";

const server = serverForTests();
const made = { model: "@test/model", size: 8 };
const never = new AbortController().signal;

/** A number in 0 … 1 that depends on the seed alone. */
function random(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

function vectorOf(seed: number): number[] {
  const row = Array.from({ length: made.size }, (_, i) => random(seed * 31 + i));
  const length = Math.hypot(...row);
  return row.map((value) => value / length);
}

/** One chunk a file: `folder/<i>.ts`; every tenth file is in src/rare. */
function chunkAt(i: number): SharedChunk {
  const path = `${i % 10 ? "lib" : "src/rare"}/${i}.ts`;
  return {
    ...{ path, startLine: 0, endLine: 2, symbols: [`make${i}`], hash: `hash-${i}` },
    terms: ["make", `name${i}`, `make${i}`],
    ...{ text: `make ${i}`, counts: [2, 1, 1], vector: vectorOf(i) },
  };
}

function repositoryOf(name: string, count: number, from = 0): Pushed {
  const chunks = new Map(
    Array.from({ length: count }, (_, i) => {
      const chunk = chunkAt(from + i);
      return [chunk.path, chunk] as const;
    }),
  );
  const files = new Map(
    [...chunks].map(([path, chunk]) => [path, fileDigest([chunk], () => true)]),
  );
  return {
    ...{ repository: name, made, replace: false, files },
    chunks: async (path) => [chunks.get(path) as SharedChunk],
  };
}
const send = (pushed: Pushed) => push(server.database, pushed, () => {}, never);

async function nearestPaths(session: Session, names: readonly string[], under = "") {
  const repositories = await readRepositories(session, names);
  const vector = Float32Array.from(vectorOf(0.5));
  const version = migrations.length;
  const nothing = { terms: [], demanded: [], question: nothingAsked, version };
  const found = await findCandidates(session, { ...nothing, vector, under, repositories });
  return found.all.toSorted((a, b) => b.cosine - a.cosine).map(({ path }) => path);
}

test("an index of an older version is brought up to date, and its chunks stay", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await server.database.use(async (session) => {
    await session.query(migrations[0]?.(made.size) ?? "");
    await session.query("insert into hearth.about values (1, $1, $2)", [made.model, made.size]);
  });
  await server.database.transact(async (session) => {
    await session.query("insert into hearth.repositories (name) values ('old')");
    await session.query(
      "create table hearth.chunks_1 partition of hearth.chunks for values in (1)",
    );
    await session.query(
      `insert into hearth.chunks (repository, path, start_line, end_line, symbols, hash, text, terms, counts, length)
       values (1, 'a.ts', 0, 1, '{}', 'h', 'text', '{rain,sun}', '{1,1}', 2)`,
    );
  });
  await server.database.transact((session) => migrate(session, made, false));
  const [terms, about] = await server.database.use(async (session) => [
    await session.query("select term, chunks from hearth.terms order by term"),
    await readAbout(session),
  ]);
  assert.deepEqual(terms, [
    { term: "rain", chunks: 1 },
    { term: "sun", chunks: 1 },
  ]);
  assert.deepEqual(about, { version: migrations.length, ...made });
  await server.database.transact((session) => migrate(session, made, false));
});

test("an index of a newer Hearth is left alone", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await server.database.transact((session) => migrate(session, made, false));
  await server.database.use((session) => session.query("update hearth.about set version = 99"));
  await assert.rejects(send(repositoryOf("shop", 1)), { message: /made by a newer Hearth/ });
});

test("two that begin the index at once, and share the same repository, both succeed", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await Promise.all([send(repositoryOf("shop", 50)), send(repositoryOf("shop", 60))]);
  const [shop] = await server.database.use((session) => readRepositories(session));
  assert.ok(shop?.chunks === 50 || shop?.chunks === 60, String(shop?.chunks));
  assert.equal((await send(repositoryOf("shop", 55))).files + shop.chunks > 50, true);
});

test("filters by repository and by path give as many results as there are, with the index of vectors too", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await send(repositoryOf("large", 3000));
  await send(repositoryOf("small", 300, 10_000));
  await server.database.use(async (session) => {
    const indexes = await session.query<{ name: string }>(
      "select indexname as name from pg_indexes where indexname like 'chunks_%_vector'",
    );
    assert.equal(indexes.length, 1, "only the large repository has an index of its vectors");
    assert.equal((await nearestPaths(session, ["large"])).length, 200);
    assert.equal((await nearestPaths(session, ["small"])).length, 200);
    assert.equal((await nearestPaths(session, ["large"], "src/rare")).length, 200);
    const rare = await nearestPaths(session, ["small"], "src/rare");
    assert.equal(rare.length, 30);
    assert.ok(rare.every((path) => path.startsWith("src/rare/")));
    assert.deepEqual(await nearestPaths(session, ["small"], "src/rar"), []);
    assert.deepEqual(await nearestPaths(session, ["small"], "src/rare/10000.ts"), [
      "src/rare/10000.ts",
    ]);
  });
});

test("the index of vectors finds nearly what an exact comparison finds", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await send(repositoryOf("large", 3000));
  const found = await server.database.use((session) => nearestPaths(session, ["large"]));
  const query = vectorOf(0.5);
  const exact = Array.from({ length: 3000 }, (_, i) => ({
    path: chunkAt(i).path,
    cosine: vectorOf(i).reduce((sum, value, k) => sum + value * (query[k] ?? 0), 0),
  }))
    .sort((a, b) => b.cosine - a.cosine)
    .slice(0, 10);
  const recall = exact.filter(({ path }) => found.slice(0, 12).includes(path)).length;
  assert.ok(recall >= 9, `${recall} of 10`);
});

test("what defines a name is found, also in an index that no newer Hearth has brought up to date", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await send(repositoryOf("shop", 300));
  await server.database.use(async (session) => {
    const repositories = await readRepositories(session);
    const nothing = { terms: [], demanded: [], under: "", repositories };
    for (const version of [migrations.length, 3]) {
      const question = { ...nothingAsked, names: ["Shop.make70"] };
      const { all } = await findCandidates(session, { ...nothing, question, version });
      assert.deepEqual(
        all.map(({ path }) => path),
        ["src/rare/70.ts"],
      );
    }
  });
});

test("a word that stands in too many places is scored in some of every repository", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await send(repositoryOf("one", 40));
  await send(repositoryOf("two", 40, 100));
  await server.database.use(async (session) => {
    // as if they were large
    const repositories = (await readRepositories(session)).map((one) => ({
      ...one,
      chunks: 20_000,
    }));
    const version = migrations.length;
    const about = { demanded: [], question: nothingAsked, repositories, version };
    for (const under of ["", "src"]) {
      const scored = async (chunks: number) => {
        const terms = [{ term: "make", chunks }];
        const { all } = await findCandidates(session, { ...about, terms, under });
        return all.map(({ repository, path }) => `${repository}/${path}`).toSorted();
      };
      const all = await scored(9_000);
      assert.equal(all.length, under ? 8 : 80);
      assert.deepEqual(await scored(20_000), all);
    }
  });
});

test("a path with the signs of a pattern means itself", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  const pushed = repositoryOf("shop", 3);
  const odd = ["a_b/1.ts", "axb/1.ts", "100%/1.ts"];
  const chunks = async (path: string) => [{ ...chunkAt(odd.indexOf(path)), path }];
  await send({ ...pushed, files: new Map(odd.map((path) => [path, ""])), chunks });
  await server.database.use(async (session) => {
    assert.deepEqual(await nearestPaths(session, ["shop"], "a_b"), ["a_b/1.ts"]);
    assert.deepEqual(await nearestPaths(session, ["shop"], "%"), []);
  });
});

test("a repository that is forgotten is gone, and the others stay", async (context) => {
  if (!server.needed(context)) return;
  await server.clear();
  await send(repositoryOf("shop", 20));
  await send(repositoryOf("web", 10));
  assert.equal(await forget(server.database, "shop"), true);
  assert.equal(await forget(server.database, "shop"), false);
  const left = await server.database.use(async (session) => ({
    names: (await readRepositories(session)).map(({ name }) => name),
    ...(
      await session.query<{ chunks: string; terms: string }>(
        "select (select count(*) from hearth.chunks) as chunks, (select count(*) from hearth.terms where term = 'make') as terms",
      )
    )[0],
  }));
  assert.deepEqual(left, { names: ["web"], chunks: "10", terms: "1" });
});
