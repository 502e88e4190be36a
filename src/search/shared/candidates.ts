import { considered, consideredOf } from "../rank/rank.ts";
import { definableNames } from "../rank/namedPlaces.ts";
import { namedAs, type Question } from "../rank/question.ts";
import { constants } from "../words/bm25.ts";
import type { Session } from "./connection.ts";
import { backwardsSql, definedSql, namedRanges } from "./named.ts";
import type { SharedCandidate, SharedRepository } from "./store.ts";

export interface Asked {
  /** With the number of chunks that each stands in; repeats count. */
  readonly terms: readonly Term[];
  /** Terms that a chunk must have all of. */
  readonly demanded: readonly string[];
  /** For the files that it names. */
  readonly question: Question;
  /** Unit length; left out: words alone. */
  readonly vector?: Float32Array;
  /** Path inside the repositories, with "/"; "" = everywhere. */
  readonly under: string;
  readonly repositories: readonly SharedRepository[];
  /** Of the schema. */
  readonly version: number;
}

export interface Term {
  readonly term: string;
  readonly chunks: number;
}

/** Candidates, those first that came by their words. */
export interface Candidates {
  readonly all: readonly SharedCandidate[];
  /** How many came by their words. */
  readonly byWords: number;
}

/** Chunks that are scored by words at most, about: those with the rarest words. */
const mostScored = 10_000;

/**
 * The best chunks by words, the best by meaning and those that the question names, each with both scores. BM25 is
 * that of the embedded index, over the repositories asked; the best by meaning come from each repository's own index, so
 * none is lost by choosing some.
 */
export async function findCandidates(session: Session, asked: Asked): Promise<Candidates> {
  const parts = { ...asked, rarities: toRarities(asked) };
  const byWords = parts.rarities.length ? await session.query<Row>(...wordsQuery(parts)) : [];
  const byMeaning = asked.vector ? await nearest(session, parts) : [];
  const byName = [...(await inNamedFiles(session, parts)), ...(await defining(session, parts))];
  const scored = byWords.map(toCandidate).filter(({ score }) => score > 0);
  const others = byMeaning.map(toCandidate).filter(({ cosine }) => cosine > 0);
  const all = [...scored, ...others, ...byName.map(toCandidate)];
  return {
    all: [...new Map(all.map((candidate) => [candidate.key, candidate])).values()],
    byWords: scored.length,
  };
}

type Row = Omit<SharedCandidate, "score" | "cosine"> & {
  readonly score: number | null;
  readonly cosine: number | null;
};

const toCandidate = (row: Row): SharedCandidate => ({
  ...row,
  score: row.score ?? 0,
  cosine: row.cosine ?? -1,
});

interface Rarity extends Term {
  /** Inverse document frequency, times the number of its repeats in the question. */
  readonly weight: number;
}

interface Parts extends Asked {
  readonly rarities: readonly Rarity[];
}

/** Each term once, the rarest first. */
function toRarities({ terms, repositories }: Asked): readonly Rarity[] {
  const all = repositories.reduce((sum, { chunks }) => sum + chunks, 0);
  const rarities = new Map<string, Rarity>();
  for (const { term, chunks } of terms) {
    const rarity = Math.log(1 + (all - chunks + 0.5) / (chunks + 0.5));
    rarities.set(term, { term, chunks, weight: rarity + (rarities.get(term)?.weight ?? 0) });
  }
  return [...rarities.values()].sort((a, b) => a.chunks - b.chunks || (a.term < b.term ? -1 : 1));
}

/** The rarest terms, as many as keep the work small; at least one. They come rarest first. */
function telling(rarities: readonly Rarity[]): readonly string[] {
  let chunks = 0;
  return rarities
    .filter((rarity, i) => (chunks += rarity.chunks) <= mostScored || i === 0)
    .map(({ term }) => term);
}

function wordsQuery(parts: Parts): readonly [sql: string, values: readonly unknown[]] {
  const sql = withFound(
    `select c.*, ${bm25Sql} as score from ${scoredSql(parts)} c
     order by score desc limit ${consideredOf(parts.demanded)}`,
    "c.score",
  );
  return [sql, [...valuesOf(parts), telling(parts.rarities)]];
}

/** What words choose; where nothing but a word of too many chunks does, as many from each repository. */
function scoredSql(parts: Parts): string {
  const { rarities, repositories } = parts;
  const narrow = narrowSql(parts);
  if (narrow || (rarities[0]?.chunks ?? 0) <= mostScored)
    return `(select * from hearth.chunks where repository = any($1) and terms && $8::text[] ${narrow})`;
  const share = Math.ceil(mostScored / repositories.length);
  return `(select part.* from unnest($1::int[]) as asked(id) cross join lateral
    (select * from hearth.chunks
     where repository = asked.id and terms && $8::text[] limit ${share}) as part)`;
}

/**
 * The best by meaning. Paths and words are not known to the vectors' index: where these narrow it, what is left is
 * compared exactly.
 */
async function nearest(session: Session, parts: Parts): Promise<readonly Row[]> {
  const narrow = narrowSql(parts);
  const among = narrow
    ? `(select * from hearth.chunks c where repository = any($1) and vector is not null
        ${narrow} offset 0)`
    : "(select * from hearth.chunks)";
  const sql = withFound(
    `select c.* from ${among} c where repository = any($1) and vector is not null
     order by vector <#> $2::halfvec limit ${considered}`,
    bm25Sql,
  );
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

/** Chunks of the files that the question names: their words alone may bring too little. */
async function inNamedFiles(session: Session, parts: Parts): Promise<readonly Row[]> {
  if (!parts.question.paths.length) return [];
  const { least, most } = namedRanges(parts.question.paths);
  // each range by itself, or all chunks are read to compare them with all ranges
  const sql = withFound(
    `select * from hearth.chunks where repository = any($1) and (repository, id) in (
       select part.* from unnest($8::text[], $9::text[]) as range(least, most) cross join lateral
         (select repository, id from hearth.chunks
          where repository = any($1) and ${backwardsSql} ~>=~ least and ${backwardsSql} ~<=~ most
          ${narrowSql(parts)} limit ${considered}) as part)
     order by path, start_line limit ${considered}`,
    bm25Sql,
  );
  const rows = await session.query<Row>(sql, [...valuesOf(parts), least, most]);
  return rows.filter(({ path }) => namedAs(path, parts.question) === "file");
}

/** Chunks that define what the question names: as many may merely use it. */
async function defining(session: Session, parts: Parts): Promise<readonly Row[]> {
  const names = definableNames(parts.question.names);
  if (!names.length) return [];
  const sql = withFound(
    `select * from hearth.chunks
     where repository = any($1) and ${definedSql(parts.version)} && $8::text[]
       and terms && $9::text[] ${narrowSql(parts)}
     order by path, start_line limit ${considered}`,
    bm25Sql,
  );
  const columns = [names.map(({ name }) => name), names.map(({ term }) => term)];
  return session.query<Row>(sql, [...valuesOf(parts), ...columns]);
}

/** $1 … $7, which every query takes. */
function valuesOf({ repositories, vector, rarities, under, demanded }: Parts): readonly unknown[] {
  const words = repositories.reduce((sum, each) => sum + each.words, 0);
  const chunks = repositories.reduce((sum, each) => sum + each.chunks, 0);
  return [
    repositories.map(({ id }) => id),
    vector ? `[${vector.join(",")}]` : null,
    rarities.map(({ term }) => term),
    rarities.map(({ weight }) => weight),
    words / (chunks || 1) || 1,
    `${under.replace(/[\\%_]/g, "\\$&")}/%`,
    demanded,
  ];
}

/** The chunks that `found` selects, with both of their scores. */
const withFound = (found: string, score: string): string => `
  with found as materialized (${found})
  select c.repository || ':' || c.id as key, r.name as repository, c.path,
    c.start_line as "startLine", c.end_line as "endLine", c.symbols, c.hash,
    ${score}::float8 as score, -(c.vector <#> $2::halfvec)::float8 as cosine
  from found c join hearth.repositories r on r.id = c.repository
  -- every query takes the same values, and none may be left unused
  where $6::text is not null and $7::text[] is not null`;

/** What narrows the search; "" for nothing. */
const narrowSql = ({ under, demanded }: Parts): string =>
  [
    ...(under ? ["and (path like $6 or path || '/%' = $6)"] : []),
    ...(demanded.length ? ["and terms @> $7"] : []),
  ].join(" ");

// looks each term of the question up in the chunk: taking the chunk's own terms apart costs five times as much
const bm25Sql = `(
  select coalesce(sum(q.weight * q.count * ${constants.k1 + 1} / (q.count + ${constants.k1} *
    (1 - ${constants.b} + ${constants.b} * c.length / $5::float8))), 0)
  from (select weight, c.counts[array_position(c.terms, term)] as count
    from unnest($3::text[], $4::float8[]) as asked(term, weight)) as q)`;
