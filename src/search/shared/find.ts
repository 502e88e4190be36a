import { UserError } from "../../platform/errors.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Found, Hit } from "../protocol.ts";
import { fuseAll } from "../rank/fuse.ts";
import { toHits } from "../rank/hits.ts";
import { toInquiry } from "../rank/inquiry.ts";
import { applyRules, type Candidate } from "../rank/rules.ts";
import { toWording } from "../rank/wording.ts";
import { type Asked, type Candidates, findCandidates } from "./candidates.ts";
import type { Session } from "./connection.ts";
import { readRepositories, type SharedCandidate, type SharedStore } from "./store.ts";
import { readVocabulary } from "./vocabulary.ts";

export interface SharedQuestion {
  readonly query: string;
  /** Of the query, unit length; left out: words alone. */
  readonly vector?: Float32Array;
  readonly limit: number;
  readonly under: string;
  /** Only the repositories with this in their name; "" = all. */
  readonly repository: string;
}

/** Texts of so many chunks are read together. */
const together = 100;

/**
 * Searches what the team has shared, as the embedded index is searched: the same words, fusion and rules. A hit's
 * `folder` is the name of its repository. @throws {UserError} when nothing is shared, or nothing by that name
 */
export async function findShared(
  store: SharedStore,
  question: SharedQuestion,
  signal: AbortSignal,
): Promise<Found> {
  const { query, vector, limit } = question;
  return store.use(async (session, { version }) => {
    const repositories = await chosen(session, question.repository);
    const vocabulary = await readVocabulary(session, { query, repositories });
    const inquiry = toInquiry(query, vocabulary);
    const { instead } = inquiry;
    const terms = inquiry.terms.map((term) => ({ term, chunks: vocabulary.placesOf(term) }));
    const asked = { ...question, ...inquiry, terms, repositories, version };
    const ranked = rankShared(await findCandidates(session, asked), asked);
    const wording = toWording(query);
    const wanted = { limit, together, ...(wording && { wording }) };
    const hits = await toHits(ranked, wanted, (some) => withText(session, some));
    const by = vector ? "meaning" : "words";
    const wordless = !terms.length && ({ wordless: true } as const);
    return { hits, by, ...(instead && { instead }), ...wordless };
  }, signal);
}

async function chosen(session: Session, part: string) {
  const all = await readRepositories(session);
  const some = all.filter(({ name, chunks }) => chunks && name.includes(part));
  if (some.length) return some;
  if (!all.length)
    throw new UserError("Nothing is shared yet. Run: hearth index share <address> <folder>");
  throw new UserError(
    `No shared repository has “${part}” in its name. There are ${all.map(({ name }) => name).join(", ")}.`,
  );
}

/** What a candidate becomes for the rules: a file with one chunk. */
interface SharedFile extends IndexedFile {
  readonly shared: SharedCandidate;
}

function rankShared({ all, byWords }: Candidates, { question, vector }: Asked): Candidate[] {
  const places = all.map((shared) => ({
    ...{ place: { file: toFile(shared), index: 0 }, score: shared.score, cosine: shared.cosine },
  }));
  return applyRules(fuseAll(places, { byWords, meaning: vector !== undefined }), question);
}

const none = { terms: new Uint32Array(0), counts: new Uint8Array(0), ends: new Uint32Array(0) };

function toFile(shared: SharedCandidate): SharedFile {
  const { repository, path, startLine, endLine, symbols, hash } = shared;
  return {
    ...{ folder: repository, path, size: 0, mtimeMs: 0, hash: "", ...none, shared },
    chunks: [{ startLine, endLine, symbols, hash }],
  };
}

const sharedOf = ({ place }: Candidate): SharedCandidate => (place.file as SharedFile).shared;

async function withText(
  session: Session,
  ranked: readonly Candidate[],
): Promise<readonly (Hit | undefined)[]> {
  const keys = ranked.map((candidate) => sharedOf(candidate).key.split(":"));
  const rows = await session.query<{ key: string; text: string }>(
    `select repository || ':' || id as key, text from hearth.chunks
     where (repository, id) in (select * from unnest($1::int[], $2::bigint[]))`,
    [0, 1].map((i) => keys.map((key) => key[i])),
  );
  const texts = new Map(rows.map(({ key, text }) => [key, text]));
  return ranked.map((candidate) => {
    const { key, repository, path, startLine, endLine, symbols } = sharedOf(candidate);
    const text = texts.get(key);
    // somebody may have shared anew between the two questions
    if (text === undefined) return undefined;
    const named = symbols.length > 0 && { symbols };
    return {
      ...{ folder: repository, path, startLine, endLine, ...named, text },
      score: candidate.score,
    };
  });
}
