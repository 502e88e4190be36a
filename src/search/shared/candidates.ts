import { constants } from "../words/bm25.ts";
import type { Session } from "./connection.ts";
import type { SharedCandidate, SharedRepository } from "./store.ts";

export interface Question {
  /** Repeats count. */
  readonly terms: readonly string[];
  /** Unit length; left out: words alone. */
  readonly vector?: Float32Array;
  /** Path inside the repositories, with "/"; "" = everywhere. */
  readonly under: string;
  readonly repositories: readonly SharedRepository[];
}

/** Chunks that each way of searching brings. */
const considered = 200;
/** Chunks that are scored by words at most, about: those with the rarest words. */
const mostScored = 10_000;

/**
 * The best chunks by words and the best by meaning, each with both scores. BM25 is that of the embedded index, over the
 * repositories asked; the best by meaning come from each repository's own index, so none is lost by choosing some.
 */
export async function findCandidates(
  session: Session,
  question: Question,
): Promise<readonly SharedCandidate[]> {
  const rarities = await readRarities(session, question);
  const parts = { ...question, rarities };
  const byWords = rarities.length ? await session.query<Row>(...wordsQuery(parts)) : [];
  const byMeaning = question.vector ? await nearest(session, parts) : [];
  const all = new Map([...byWords, ...byMeaning].map((row) => [row.key, row]));
  return [...all.values()]
    .map((row) => ({ ...row, score: row.score ?? 0, cosine: row.cosine ?? -1 }))
    .filter(({ score, cosine }) => score > 0 || cosine > 0);
}

type Row = Omit<SharedCandidate, "score" | "cosine"> & {
  readonly score: number | null;
  readonly cosine: number | null;
};

interface Rarity {
  readonly term: string;
  /** Chunks that it stands in. */
  readonly chunks: number;
  /** Inverse document frequency, times the number of its repeats in the question. */
  readonly weight: number;
}

interface Parts extends Question {
  readonly rarities: readonly Rarity[];
}

async function readRarities(
  session: Session,
  { terms, repositories }: Question,
): Promise<readonly Rarity[]> {
  const rows = await session.query<{ term: string; chunks: number }>(
    `select term, sum(chunks)::int as chunks from hearth.terms
     where term = any($1) and repository = any($2) group by term order by 2, 1`,
    [[...new Set(terms)], repositories.map(({ id }) => id)],
  );
  const all = repositories.reduce((sum, { chunks }) => sum + chunks, 0);
  return rows.map(({ term, chunks }) => ({
    term,
    chunks,
    weight:
      terms.filter((each) => each === term).length *
      Math.log(1 + (all - chunks + 0.5) / (chunks + 0.5)),
  }));
}

/** The rarest terms, as many as keep the work small; at least one. They come rarest first. */
function telling(rarities: readonly Rarity[]): readonly string[] {
  let chunks = 0;
  return rarities
    .filter((rarity, i) => (chunks += rarity.chunks) <= mostScored || i === 0)
    .map(({ term }) => term);
}

type Query = readonly [sql: string, values: readonly unknown[]];

function wordsQuery(parts: Parts): Query {
  const values = valuesOf(parts);
  const sql = `
    with found as materialized (
      select c.*, ${bm25Sql} as score from hearth.chunks c
      where repository = any($1) and terms && $7 ${underSql(parts)}
      order by score desc limit ${considered})
    ${columnsSql("c.score")} from found c join hearth.repositories r on r.id = c.repository`;
  return [sql, [...values, telling(parts.rarities)]];
}

/** The best by meaning. A path is not known to the vectors' index: what lies under it is then compared exactly. */
async function nearest(session: Session, parts: Parts): Promise<readonly Row[]> {
  const among = parts.under
    ? `(select * from hearth.chunks c where repository = any($1) and vector is not null
        ${underSql(parts)} offset 0)`
    : "(select * from hearth.chunks)";
  const sql = `
    with found as materialized (
      select c.* from ${among} c where repository = any($1) and vector is not null
        and $6::text is not null
      order by vector <#> $2::halfvec limit ${considered})
    ${columnsSql(bm25Sql)} from found c join hearth.repositories r on r.id = c.repository`;
  await session.query(
    `begin; set local hnsw.ef_search = ${width(parts)}; set local hnsw.iterative_scan = strict_order`,
  );
  const rows = await session.query<Row>(sql, valuesOf(parts));
  await session.query("commit");
  return rows;
}

/** How far each repository's index looks at once. The more there are, the fewer each gives; it looks on when it must. */
const width = ({ repositories }: Parts): number =>
  Math.max(40, Math.round(considered / repositories.length));

/** $1 … $6, which every query takes; $6 is the path. */
function valuesOf({ repositories, vector, rarities, under }: Parts): readonly unknown[] {
  const words = repositories.reduce((sum, each) => sum + each.words, 0);
  const chunks = repositories.reduce((sum, each) => sum + each.chunks, 0);
  return [
    repositories.map(({ id }) => id),
    vector ? `[${vector.join(",")}]` : null,
    rarities.map(({ term }) => term),
    rarities.map(({ weight }) => weight),
    words / (chunks || 1) || 1,
    `${under.replace(/[\\%_]/g, "\\$&")}/%`,
  ];
}

const columnsSql = (score: string): string => `
  select c.repository || ':' || c.id as key, r.name as repository, c.path,
    c.start_line as "startLine", c.end_line as "endLine", c.symbols, c.hash,
    ${score}::float8 as score, -(c.vector <#> $2::halfvec)::float8 as cosine`;

// every query takes the same values, and none may be left unused
const underSql = ({ under }: Parts): string =>
  under ? "and (path like $6 or path || '/%' = $6)" : "and $6::text is not null";

// looks each term of the question up in the chunk: taking the chunk's own terms apart costs five times as much
const bm25Sql = `(
  select coalesce(sum(q.weight * q.count * ${constants.k1 + 1} / (q.count + ${constants.k1} *
    (1 - ${constants.b} + ${constants.b} * c.length / $5::float8))), 0)
  from (select weight, c.counts[array_position(c.terms, term)] as count
    from unnest($3::text[], $4::float8[]) as asked(term, weight)) as q)`;
