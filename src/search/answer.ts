import { join } from "node:path";
import { setImmediate as turn, setTimeout as delay } from "node:timers/promises";
import type { Place, Postings } from "./words/postings.ts";
import type { IndexedFile } from "./words/corpus.ts";
import { toAccept } from "./rank/filter.ts";
import { lookOnDisk, type ReadNow } from "./rank/fresh.ts";
import { toHits } from "./rank/hits.ts";
import { toWording, type Wording } from "./rank/wording.ts";
import { hasWords } from "./words/tokens.ts";
import type { RankOptions } from "./ranking.ts";
import type { Library } from "./library.ts";
import type { FindRequest, Found, Hit, Like } from "./protocol.ts";
import type { Candidate } from "./rank/rules.ts";
import type { Workspace } from "./workspace.ts";

/**
 * While files are read for the first time, a search answers with the words that there are after each of these pauses.
 * After the last it goes on with those.
 */
const pausesMs = [500, 1000, 2000, 3000, 3500];

/** A second look is worth so many places, and so long a wait: they then move under the eyes of who reads them. */
const secondLook = { places: 20, ms: 5000 };

/**
 * Answers by the words that are known at once, then by all words, then by words and meaning; at last once more when
 * the first places have got the vectors that they lacked, if asked to and the machine is idle.
 */
export async function* answer(
  workspace: Workspace,
  request: FindRequest,
  signal: AbortSignal,
): AsyncGenerator<Found, void, undefined> {
  const { library, meaning } = workspace;
  const { query, limit, like, rest } = request;
  const accept = toAccept(request.filter);
  const read = readOnce(workspace);
  const wording = like ? undefined : toWording(query);
  const ranked = (vector?: Float32Array): readonly Candidate[] =>
    rank(workspace, request, { accept, ...(vector && { vector }) });
  const look = (by: Found["by"], candidates: readonly Candidate[]): Promise<Found> => {
    const about = { candidates, limit, by, read, ...(wording && { wording }) };
    if (like) return toFound(workspace, about);
    const { instead, terms } = workspace.ranking.inquire(query);
    return toFound(workspace, { ...about, ...(instead && { instead }), wordless: !terms.length });
  };
  if (!hasWords(query) && !like) {
    yield { hits: [], by: "words" };
    return;
  }
  // keys come in faster than answers go out on a busy machine: what was given up meanwhile costs nothing
  await turn(undefined, { signal });
  const words = yield* byWords(workspace, () => look("words", ranked()), signal);

  meaning.prefer(words.hits.flatMap((hit) => fileOf(workspace, hit)));
  meaning.start();
  if (!library.vectorCount && !(request.again && meaning.working)) return;
  if (rest) await delay(rest, undefined, { signal });
  const vector = query
    ? await meaning.vectorOf(query, signal)
    : like && vectorOfFile(workspace, like);
  if (!vector) return;
  const candidates = ranked(vector);
  // told before the files are read: what comes meanwhile is not in this order yet
  const lacking = request.again ? withoutVector(library, candidates) : [];
  if (library.vectorCount) yield await look("meaning", candidates);
  if (lacking.length && (await meaning.gain(lacking, secondLook.ms, signal)))
    yield await look("meaning", ranked(vector));
}

/** The digests of the first places that have no vector. */
function withoutVector(library: Library, candidates: readonly Candidate[]): string[] {
  const first = candidates.slice(0, secondLook.places);
  const hashes = first.flatMap(({ place }) => place.file.chunks[place.index]?.hash ?? []);
  return hashes.filter((hash) => !library.hasVector(hash));
}

/** Yields what words find, and again what they find when more files are read, until all are. Returns the last. */
async function* byWords(
  workspace: Workspace,
  look: () => Promise<Found>,
  signal: AbortSignal,
): AsyncGenerator<Found, Found, undefined> {
  const { library } = workspace;
  let found: Found | undefined;
  let of: Postings | undefined;
  let complete = false;
  for (const pause of [...pausesMs, undefined]) {
    if (library.fileCount && of !== library.prepare()) {
      of = library.prepare();
      const next = await look();
      if (!found || !sameHits(found.hits, next.hits)) yield next;
      found = next;
    }
    if (complete || pause === undefined) break;
    const waiting = delay(pause, false, { ref: false, signal });
    complete = await Promise.race([workspace.read().then(() => true), waiting]);
  }
  if (!found) yield (found = await look());
  return found;
}

function rank(
  { library, ranking }: Workspace,
  { query, like }: FindRequest,
  options: RankOptions,
): readonly Candidate[] {
  if (!like) return ranking.rank(query, options);
  const at = library.locate(like.path);
  const own = at?.folder.files.get(at.inside);
  if (query) {
    const candidates = ranking.rankLikeCode(query, options);
    return candidates.filter(({ place }) => place.file !== own || !overlaps(place, like));
  }
  return own ? ranking.rankLikeFile(own, options) : [];
}

function overlaps({ file, index }: Place, { lines }: Like): boolean {
  const chunk = file.chunks[index];
  if (!lines || !chunk) return true;
  return chunk.startLine < lines.endLine && lines.startLine < chunk.endLine;
}

function vectorOfFile({ library, ranking }: Workspace, { path }: Like): Float32Array | undefined {
  const at = library.locate(path);
  const file = at?.folder.files.get(at.inside);
  return file && ranking.vectorOfFile(file);
}

async function toFound(
  workspace: Workspace,
  about: {
    readonly candidates: readonly Candidate[];
    readonly limit: number;
    readonly by: Found["by"];
    readonly read: ReadNow;
    readonly wording?: Wording;
    readonly instead?: readonly string[];
    readonly wordless?: boolean;
  },
): Promise<Found> {
  const { library } = workspace;
  const { candidates, by, instead, wordless, read, ...wanted } = about;
  const look = lookOnDisk({
    read,
    terms: library.terms,
    definitions: library.grammars.read,
    onStale: ({ file }) => workspace.changed([join(file.folder, file.path)]),
  });
  const hits = await toHits(candidates, wanted, look);
  return { hits, by, ...(instead && { instead }), ...(wordless && { wordless }) };
}

/** Reads each file once for all answers to one question. */
function readOnce({ library }: Workspace): ReadNow {
  const texts = new Map<IndexedFile, ReturnType<ReadNow>>();
  return ({ file }) => {
    const text =
      texts.get(file) ?? library.folderOf(file)?.read(file.path) ?? Promise.resolve(undefined);
    texts.set(file, text);
    return text;
  };
}

const fileOf = ({ library }: Workspace, { folder, path }: Hit) =>
  library.folders.find((each) => each.path === folder)?.files.get(path) ?? [];

const sameHits = (a: readonly Hit[], b: readonly Hit[]): boolean =>
  a.length === b.length &&
  a.every(
    (hit, i) =>
      hit.path === b[i]?.path && hit.text === b[i]?.text && hit.startLine === b[i]?.startLine,
  );
