import { createHash } from "node:crypto";
import type { Database, Session } from "./connection.ts";
import { type Made, migrate } from "./schema.ts";
import type { SharedChunk } from "./store.ts";

/** What is shared: one repository as it is now. */
export interface Pushed {
  /** Under which name. */
  readonly repository: string;
  readonly made: Made;
  /** Throws away an index of another model. */
  readonly replace: boolean;
  /** Path and digest of every file; see `fileDigest`. */
  readonly files: ReadonlyMap<string, string>;
  /** The chunks of one file. */
  readonly chunks: (path: string) => Promise<readonly SharedChunk[]>;
}

export interface PushProgress {
  readonly done: number;
  /** Files that are new or have changed. */
  readonly files: number;
  /** Files that are not there any more. */
  readonly removed: number;
}

/** Chunks a statement. */
const batch = 500;
/** Smaller repositories are compared exactly, which is quick and loses nothing. */
const indexFrom = 2000;

/**
 * Makes the shared index hold a repository as it is now, in one transaction: readers see all of it or what was before.
 * Only files whose chunks have changed are sent. Two that share the same repository wait for each other.
 * @throws {UserError}
 */
export async function push(
  database: Database,
  pushed: Pushed,
  onProgress: (progress: PushProgress) => void,
  signal: AbortSignal,
): Promise<PushProgress> {
  return database.transact(async (session) => {
    await migrate(session, pushed.made, pushed.replace);
    const id = await openRepository(session, pushed.repository);
    const there = await readDigests(session, id);
    const changed = [...pushed.files].filter(([path, digest]) => there.get(path) !== digest);
    const gone = [...there.keys()].filter((path) => !pushed.files.has(path));
    const replaced = changed.map(([path]) => path).filter((path) => there.has(path));
    await remove(session, id, [...gone, ...replaced]);
    let progress: PushProgress = { done: 0, files: changed.length, removed: gone.length };
    let waiting: SharedChunk[] = [];
    for (const [done, [path]] of changed.entries()) {
      waiting.push(...(await pushed.chunks(path)));
      if (waiting.length < batch) continue;
      await insert(session, id, waiting);
      waiting = [];
      progress = { ...progress, done: done + 1 };
      onProgress(progress);
    }
    await insert(session, id, waiting);
    progress = { ...progress, done: changed.length };
    onProgress(progress);
    if (changed.length || gone.length) await finish(session, id);
    return progress;
  }, signal);
}

/** Forgets a repository. False when there was none by that name. */
export async function forget(database: Database, name: string): Promise<boolean> {
  return database.transact(async (session) => {
    const [found] = await session.query<{ id: number }>(
      "select id from hearth.repositories where name = $1 for update",
      [name],
    );
    if (!found) return false;
    await session.query(`drop table if exists hearth.${partition(found.id)}`);
    await session.query("delete from hearth.repositories where id = $1", [found.id]);
    return true;
  });
}

/** The row of the repository, locked until the transaction ends, and its partition. */
async function openRepository(session: Session, name: string): Promise<number> {
  await session.query(
    "insert into hearth.repositories (name) values ($1) on conflict (name) do nothing",
    [name],
  );
  const [row] = await session.query<{ id: number }>(
    "select id from hearth.repositories where name = $1 for update",
    [name],
  );
  const id = row?.id ?? 0;
  await session.query(
    `create table if not exists hearth.${partition(id)} partition of hearth.chunks for values in (${id})`,
  );
  return id;
}

const partition = (id: number): string => `chunks_${id}`;

/** Tells whether a file's chunks are the same: those that `readDigests` computes in the database. */
export function fileDigest(
  chunks: readonly Pick<SharedChunk, "startLine" | "endLine" | "hash">[],
  hasVector: (hash: string) => boolean,
): string {
  const lines = chunks.map(
    ({ startLine, endLine, hash }) =>
      `${startLine}:${endLine}:${hash}:${hasVector(hash) ? "t" : "f"}`,
  );
  return createHash("md5").update(lines.join(",")).digest("hex");
}

async function readDigests(session: Session, id: number): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ path: string; digest: string }>(
    `select path, md5(string_agg(concat_ws(':', start_line, end_line, hash,
       case when vector is null then 'f' else 't' end), ',' order by start_line)) as digest
     from hearth.chunks where repository = $1 group by path`,
    [id],
  );
  return new Map(rows.map(({ path, digest }) => [path, digest]));
}

async function remove(session: Session, id: number, paths: readonly string[]): Promise<void> {
  if (!paths.length) return;
  await session.query("delete from hearth.chunks where repository = $1 and path = any($2)", [
    id,
    paths,
  ]);
}

async function insert(session: Session, id: number, chunks: readonly SharedChunk[]): Promise<void> {
  if (!chunks.length) return;
  const column = <T>(of: (chunk: SharedChunk) => T): T[] => chunks.map(of);
  await session.query(
    `insert into hearth.${partition(id)}
       (repository, path, start_line, end_line, symbols, hash, text, terms, counts, length, vector)
     select ${id}, path, start_line, end_line, string_to_array(symbols, chr(10)), hash, text,
       string_to_array(terms, ' '), string_to_array(counts, ' ')::smallint[], length, vector::halfvec
     from unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::int[], $10::text[])
       as chunk(path, start_line, end_line, symbols, hash, text, terms, counts, length, vector)`,
    [
      column(({ path }) => path),
      column(({ startLine }) => startLine),
      column(({ endLine }) => endLine),
      column(({ symbols }) => clean(symbols.join("\n"))),
      column(({ hash }) => hash),
      column(({ text }) => clean(text)),
      column(({ terms }) => terms.join(" ")),
      column(({ counts }) => counts.join(" ")),
      column(({ counts }) => counts.reduce((sum, count) => sum + count, 0)),
      column(({ vector }) => (vector ? `[${Array.from(vector).join(",")}]` : null)),
    ],
  );
}

/** PostgreSQL's text takes every character but this. */
const clean = (text: string): string => text.replaceAll("\u0000", "");

/** Counts what the ranking needs, and indexes the vectors of a large repository. */
async function finish(session: Session, id: number): Promise<void> {
  await session.query("delete from hearth.terms where repository = $1", [id]);
  await session.query(
    `insert into hearth.terms (term, repository, chunks)
     select term, $1, count(*) from hearth.chunks, unnest(terms) as term
     where repository = $1 group by term`,
    [id],
  );
  const [counted] = await session.query<{ chunks: number }>(
    `update hearth.repositories set shared_at = now(), (chunks, words) =
       (select count(*), coalesce(sum(length), 0) from hearth.chunks where repository = $1)
     where id = $1 returning chunks`,
    [id],
  );
  if ((counted?.chunks ?? 0) >= indexFrom)
    await session.query(
      `set local maintenance_work_mem = '512MB';
       create index if not exists ${partition(id)}_vector on hearth.${partition(id)}
         using hnsw (vector halfvec_ip_ops)`,
    );
  // what was sent waits beside the indexes of words, and every question would read it, until the server has time
  await session.query(
    `select gin_clean_pending_list(indexrelid) from pg_index
     join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
     where indrelid = 'hearth.${partition(id)}'::regclass and amname = 'gin'`,
  );
  await session.query(`analyze hearth.${partition(id)}`);
}
