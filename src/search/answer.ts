import { setTimeout as delay } from "node:timers/promises";
import { toHits } from "./fresh.ts";
import type { FindRequest, Found, Hit } from "./protocol.ts";
import type { Candidate } from "./rules.ts";
import type { Workspace } from "./workspace.ts";
import { join } from "node:path";

/** A first search waits so long for all words, then answers with those it has. */
const patienceMs = 10_000;

/** Answers by the words that are known at once, then by all words, then by words and meaning. */
export async function* answer(
  workspace: Workspace,
  { query, limit, under }: FindRequest,
  signal: AbortSignal,
): AsyncGenerator<Found, void, undefined> {
  const { library, meaning } = workspace;
  const look = (by: Found["by"], vector?: Float32Array): Promise<Found> =>
    toFound(workspace, {
      candidates: library.rank(query, { under, ...(vector && { vector }) }),
      limit,
      by,
    });
  if (!query.trim()) {
    yield { hits: [], by: "words" };
    return;
  }
  const early = library.fileCount ? await look("words") : undefined;
  if (early) yield early;
  await Promise.race([workspace.read(), delay(patienceMs, undefined, { ref: false, signal })]);
  const words = await look("words");
  if (!early || !sameHits(early.hits, words.hits)) yield words;

  meaning.prefer(words.hits.flatMap((hit) => fileOf(workspace, hit)));
  meaning.start();
  if (!library.vectorCount) return;
  const vector = await meaning.vectorOf(query, signal);
  if (vector) yield await look("meaning", vector);
}

async function toFound(
  workspace: Workspace,
  { candidates, limit, by }: { candidates: readonly Candidate[]; limit: number; by: Found["by"] },
): Promise<Found> {
  const { library } = workspace;
  const texts = new Map<string, Promise<Uint8Array | undefined>>();
  const hits = await toHits(candidates, {
    limit,
    read: ({ file }) => {
      const path = join(file.folder, file.path);
      const text =
        texts.get(path) ?? library.folderOf(file)?.read(file.path) ?? Promise.resolve(undefined);
      texts.set(path, text);
      return text;
    },
    onStale: ({ file }) => workspace.changed([join(file.folder, file.path)]),
  });
  return { hits, by };
}

const fileOf = ({ library }: Workspace, { folder, path }: Hit) =>
  library.folders.find((each) => each.path === folder)?.files.get(path) ?? [];

const sameHits = (a: readonly Hit[], b: readonly Hit[]): boolean =>
  a.length === b.length &&
  a.every(
    (hit, i) =>
      hit.path === b[i]?.path && hit.text === b[i]?.text && hit.startLine === b[i]?.startLine,
  );
