import type { Database, Session } from "./connection.ts";
import { type About, checkAbout, readAbout } from "./schema.ts";

/** A chunk as the shared index keeps it: all that is needed to find it, rank it and show it. */
export interface SharedChunk {
  readonly path: string;
  /** Lines from 0; `endLine` is exclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly symbols: readonly string[];
  /** Of what is embedded: the name of its vector. */
  readonly hash: string;
  readonly text: string;
  /** The distinct terms, and how often each stands there. */
  readonly terms: readonly string[];
  readonly counts: readonly number[];
  /** Unit length; left out where there is none. */
  readonly vector?: ArrayLike<number>;
}

/** A chunk that may answer, with how well it does by words and by meaning: not yet fused. */
export interface SharedCandidate {
  readonly repository: string;
  readonly key: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly symbols: readonly string[];
  readonly hash: string;
  /** BM25; 0 when no term stands there. */
  readonly score: number;
  /** Cosine; −1 without a vector. */
  readonly cosine: number;
}

/** A repository that somebody has shared. */
export interface SharedRepository {
  readonly id: number;
  readonly name: string;
  readonly chunks: number;
  /** Terms in all chunks together, repeats included. */
  readonly words: number;
  readonly sharedAt: Date;
}

/** So many digests are asked for at once. */
const batch = 1000;

/** A team's index in PostgreSQL, for reading. */
export class SharedStore {
  readonly #database: Database;
  readonly #model: string;
  #about: About | undefined;

  /** @param model tag of the embedding model: an index of another one is refused */
  constructor(database: Database, model: string) {
    this.#database = database;
    this.#model = model;
  }

  /** Runs `work` on the index. @throws {UserError} when there is none, or of another model */
  async use<T>(
    work: (session: Session, about: About) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    return this.#database.use(async (session) => {
      this.#about ??= checkAbout(await readAbout(session), { model: this.#model });
      return work(session, this.#about);
    }, signal);
  }

  /** Those with one of these names; all without names. By name. */
  repositories(
    names?: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly SharedRepository[]> {
    return this.use((session) => readRepositories(session, names), signal);
  }

  /** The vectors that the repositories have of these digests, some at a time; those that they lack are left out. */
  async *vectors(
    hashes: readonly string[],
    repositories: readonly number[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly (readonly [hash: string, vector: Float32Array])[]> {
    for (let from = 0; from < hashes.length; from += batch) {
      const asked = hashes.slice(from, from + batch);
      const rows = await this.use(
        (session) =>
          session.query<{ hash: string; vector: string }>(
            `select distinct on (hash) hash, vector::text as vector from hearth.chunks
             where repository = any($1) and hash = any($2) and vector is not null`,
            [repositories, asked],
          ),
        signal,
      );
      yield rows.map(({ hash, vector }) => [hash, toVector(vector)] as const);
    }
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/** "[0.1,0.2]" as pgvector writes it. */
const toVector = (text: string): Float32Array => Float32Array.from(JSON.parse(text) as number[]);

export async function readRepositories(
  session: Session,
  names?: readonly string[],
): Promise<readonly SharedRepository[]> {
  const rows = await session.query<Omit<SharedRepository, "words"> & { readonly words: string }>(
    `select id, name, chunks, words, shared_at as "sharedAt" from hearth.repositories
     where $1::text[] is null or name = any($1) order by name`,
    [names ?? null],
  );
  return rows.map((row) => ({ ...row, words: Number(row.words) }));
}
