import { parseArgs } from "node:util";
import { nothingAsked } from "../../search/rank/question.ts";
import { type Asked, findCandidates } from "../../search/shared/candidates.ts";
import { openDatabase, type Database } from "../../search/shared/connection.ts";
import { push } from "../../search/shared/push.ts";
import { migrations } from "../../search/shared/schema.ts";
import { readRepositories, SharedStore } from "../../search/shared/store.ts";
import { processorTimeOfAll } from "../host/processes.ts";
import { startPostgres } from "../postgres.ts";
import { findShared } from "../../search/shared/find.ts";
import { readPlaces } from "../../search/shared/vocabulary.ts";
import { median, quantile, report } from "./report.ts";
import { makeTeam, type Team, type Typed } from "./sharedTeam.ts";

const model = "@hearth/bench";
const comparedExactly = 20;
const never = new AbortController().signal;

/**
 * `npm run bench -- shared [--size 100000] [--repositories 20] [--questions 60]`: what a team's index costs at so many chunks: how quickly
 * it is filled, how large it is, how quickly and how well it answers. Chunks are made up, 384 numbers a vector, in
 * clusters as texts are; everything else is the product's own way, over a connection to a PostgreSQL of its own.
 * `--typed` asks only what people type.
 */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      size: { type: "string", default: "100000" },
      repositories: { type: "string", default: "20" },
      questions: { type: "string", default: "60" },
      typed: { type: "boolean", default: false },
    },
  });
  const team = makeTeam(Number(values.size), Number(values.repositories));
  // a server as a team would set it up, on this machine
  const server = await startPostgres([
    "shared_buffers=2GB",
    "max_wal_size=8GB",
    "max_parallel_workers=2",
  ]);
  const connection = { url: server.url, password: server.password };
  const database = openDatabase(connection, { patience: 0 });
  const store = new SharedStore(database, model);
  try {
    const worked = (): number => processorTimeOfAll(server.pid);
    await fill({ team, database, worked });
    const asked = Number(values.questions);
    if (!values.typed) {
      await fetchVectors(team, store);
      await ask({ team, store, database, worked, asked });
    }
    await askAsTyped({ team, store, database, worked, asked });
  } finally {
    await database.close();
    await server.stop();
  }
}

/** What every measurement needs. */
interface Parts {
  readonly team: Team;
  readonly database: Database;
  /** Milliseconds of processor that the server has used so far. */
  readonly worked: () => number;
}

async function fill({ team, database, worked }: Parts): Promise<void> {
  let [sending, indexing] = [0, 0];
  const before = worked();
  for (const repository of team.repositories) {
    const made = team.madeMs();
    let sent = 0;
    const began = performance.now();
    await push(
      database,
      { ...repository, made: { model, size: team.size }, replace: false },
      ({ done, files }) => (sent = done === files ? performance.now() : sent),
      never,
    );
    const end = performance.now();
    sending += (sent || end) - began - (team.madeMs() - made);
    indexing += end - (sent || end);
  }
  const [size] = await database.use((session) =>
    session.query<{ all: string; vectors: string | null }>(
      `select pg_database_size(current_database()) as all,
       (select sum(pg_relation_size(indexrelid)) from pg_index where indexrelid::regclass::text like '%_vector') as vectors`,
    ),
  );
  report({
    name: "A team's index: filling it",
    rows: [
      {
        chunks: team.chunks,
        repositories: team.repositories.length,
        "sent, chunks/s": team.chunks / (sending / 1000),
        "indexed, s": indexing / 1000,
        "server's processor, s": (worked() - before) / 1000,
        "on disk, MB": Number(size?.all) / 1e6,
        "of it vectors' index, MB": Number(size?.vectors ?? 0) / 1e6,
        "bytes a chunk": Number(size?.all) / team.chunks,
      },
    ],
    notes: [
      "Indexed: counting terms, HNSW (m 16, ef_construction 64) where a repository has 2,000 chunks, statistics.",
    ],
  });
}

/** What a new clone does: the vectors of one repository, by their digests. */
async function fetchVectors(team: Team, store: SharedStore): Promise<void> {
  const [repository] = team.repositories;
  const hashes = repository ? team.hashesOf(repository.repository) : [];
  const [found] = await store.repositories(["repository-0"]);
  const began = performance.now();
  let count = 0;
  for await (const vectors of store.vectors(hashes, [found?.id ?? 0], never))
    count += vectors.length;
  const seconds = (performance.now() - began) / 1000;
  report({
    name: "A team's index: a new clone",
    rows: [{ vectors: count, s: seconds, "vectors/s": count / seconds }],
  });
}

interface AskParts extends Parts {
  readonly store: SharedStore;
  /** How many questions. */
  readonly asked: number;
}

/** What people type, asked in all repositories by words and meaning, down to the text of the hits. */
async function askAsTyped({ team, store, worked, asked }: AskParts): Promise<void> {
  const rows = [];
  for (const kind of Object.keys(team.typed(0)) as Typed[]) {
    const times: number[] = [];
    let [found, processor] = [0, 0];
    for (let i = -5; i < asked; i++) {
      const query = team.typed(i + 5)[kind];
      const question = { query, vector: team.query(i + 5), limit: 20, under: "", repository: "" };
      const before = worked();
      const began = performance.now();
      const { hits } = await findShared(store, question, never);
      if (i < 0) continue;
      times.push(performance.now() - began);
      processor += worked() - before;
      found += hits.length;
    }
    rows.push({
      typed: kind,
      "p50 ms": median(times),
      "p95 ms": quantile(times, 0.95),
      "processor ms": processor / asked,
      hits: found / asked,
    });
  }
  report({ name: "A team's index: as people ask", rows });
}

async function ask(parts: AskParts): Promise<void> {
  const rows = [];
  for (const where of ["all repositories", "one repository", "one path of all"] as const)
    for (const by of ["words", "meaning", "both"] as const)
      rows.push(await askAll({ ...parts, where, by }));
  report({
    name: "A team's index: asking it",
    rows,
    notes: [
      `${parts.asked} questions after 5 others, one after another, 200 candidates each. Processor: the server's, on average; it tells what a busy machine hides.`,
      `Recall: of the 10 nearest by an exact comparison in 32 bits, the share among the first 10; ${comparedExactly} questions.`,
    ],
  });
}

async function askAll(
  about: AskParts & {
    readonly where: "all repositories" | "one repository" | "one path of all";
    readonly by: "words" | "meaning" | "both";
  },
) {
  const { team, database, worked, asked, where, by } = about;
  const times: number[] = [];
  const recalls: number[] = [];
  let [fewest, processor] = [Infinity, 0];
  await database.use(async (session) => {
    const all = await readRepositories(session);
    for (let i = -5; i < asked; i++) {
      const vector = team.query(i + 5);
      const only =
        where === "one repository" ? all.filter(({ name }) => name === team.nameAt(i + 5)) : all;
      const under = where === "one path of all" ? "lib/part3" : "";
      const words = by === "meaning" ? [] : team.terms(i + 5);
      const before = worked();
      const began = performance.now();
      const terms = await readPlaces(session, only, words);
      const question: Asked = {
        ...{ terms, demanded: [], question: nothingAsked, under, repositories: only },
        version: migrations.length,
        ...(by !== "words" && { vector }),
      };
      const { all: found } = await findCandidates(session, question);
      const ms = performance.now() - began;
      if (i < 0) continue;
      processor += worked() - before;
      times.push(ms);
      fewest = Math.min(fewest, found.length);
      if (by !== "meaning" || recalls.length >= comparedExactly) continue;
      const nearest = found.toSorted((a, b) => b.cosine - a.cosine).slice(0, 10);
      const exact = team.nearest(vector, {
        repository: where === "one repository" ? team.nameAt(i + 5) : "",
        under,
      });
      recalls.push(nearest.filter(({ hash }) => exact.includes(hash)).length / 10);
    }
  });
  return {
    where,
    by,
    "p50 ms": median(times),
    "p95 ms": quantile(times, 0.95),
    "processor ms": processor / asked,
    "recall@10": recalls.length ? recalls.reduce((sum, one) => sum + one, 0) / recalls.length : "",
    "fewest found": fewest,
  };
}
