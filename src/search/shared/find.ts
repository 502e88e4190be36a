import { UserError } from "../../platform/errors.ts";
import type { IndexedFile } from "../words/corpus.ts";
import { fuse, typicalShare } from "../rank/fuse.ts";
import type { Found, Hit } from "../protocol.ts";
import { toQuestion } from "../rank/question.ts";
import { applyRules, type Candidate } from "../rank/rules.ts";
import { tellingTerms } from "../words/tokens.ts";
import { findCandidates } from "./candidates.ts";
import type { Session } from "./connection.ts";
import { readRepositories, type SharedCandidate, type SharedStore } from "./store.ts";

export interface SharedQuestion {
  readonly query: string;
  /** Of the query, unit length; left out: words alone. */
  readonly vector?: Float32Array;
  readonly limit: number;
  readonly under: string;
  /** Only the repositories with this in their name; "" = all. */
  readonly repository: string;
}

/**
 * Searches what the team has shared, with the fusion and the rules of the embedded index. A hit's `folder` is the name
 * of its repository. @throws {UserError} when nothing is shared, or nothing by that name
 */
export async function findShared(
  store: SharedStore,
  question: SharedQuestion,
  signal: AbortSignal,
): Promise<Found> {
  const { query, vector, limit, under } = question;
  return store.use(async (session) => {
    const repositories = await chosen(session, question.repository);
    const terms = tellingTerms(query);
    const candidates = await findCandidates(session, {
      ...{ terms, under, repositories },
      ...(vector && { vector }),
    });
    const ranked = rankShared(candidates, question).slice(0, limit);
    const hits = await withText(session, ranked);
    return { hits, by: vector ? "meaning" : "words" };
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
interface Ranked extends Candidate {
  readonly shared: SharedCandidate;
}

function rankShared(
  candidates: readonly SharedCandidate[],
  { query, vector }: SharedQuestion,
): readonly Ranked[] {
  const bestWords = candidates.reduce((best, { score }) => Math.max(best, score), 0);
  const bestCosine = candidates.reduce((best, { cosine }) => Math.max(best, cosine), 0);
  const known = candidates.filter(({ score }) => score > 0).map(({ cosine }) => cosine);
  const typical = typicalShare(known, bestCosine);
  const byFile = new Map<IndexedFile, SharedCandidate>();
  const scored = candidates.map((shared): Candidate => {
    const file = toFile(shared);
    byFile.set(file, shared);
    const meaning = vector && { cosine: shared.cosine, best: bestCosine, typical };
    return {
      place: { file, index: 0 },
      score: fuse({ score: shared.score, best: bestWords }, meaning),
    };
  });
  return applyRules(scored, toQuestion(query)).flatMap((candidate) => {
    const shared = byFile.get(candidate.place.file);
    return shared ? { ...candidate, shared } : [];
  });
}

const none = { terms: new Uint32Array(0), counts: new Uint8Array(0), ends: new Uint32Array(0) };

function toFile({
  repository,
  path,
  startLine,
  endLine,
  symbols,
  hash,
}: SharedCandidate): IndexedFile {
  return {
    ...{ folder: repository, path, size: 0, mtimeMs: 0, hash: "", ...none },
    chunks: [{ startLine, endLine, symbols, hash }],
  };
}

async function withText(session: Session, ranked: readonly Ranked[]): Promise<readonly Hit[]> {
  const rows = await session.query<{ key: string; text: string }>(
    `select repository || ':' || id as key, text from hearth.chunks
     where (repository, id) in (select * from unnest($1::int[], $2::bigint[]))`,
    [0, 1].map((i) => ranked.map(({ shared }) => shared.key.split(":")[i])),
  );
  const texts = new Map(rows.map(({ key, text }) => [key, text]));
  return ranked.flatMap(({ shared, score }) => {
    const { repository, path, startLine, endLine, symbols } = shared;
    const text = texts.get(shared.key);
    // somebody may have shared anew between the two questions
    if (text === undefined) return [];
    const named = symbols.length > 0 && { symbols };
    return { folder: repository, path, startLine, endLine, ...named, text, score };
  });
}
