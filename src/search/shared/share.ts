import { UserError } from "../../platform/errors.ts";
import { Feed } from "../../platform/stream.ts";
import { digestOf, toLines } from "../chunks/chunk.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Library } from "../library.ts";
import type { ShareProgress, ShareRequest } from "../protocol.ts";
import { readableText } from "../files/skip.ts";
import type { Workspace } from "../workspace.ts";
import { type Database, openDatabase } from "./connection.ts";
import { fileDigest, push } from "./push.ts";
import type { SharedChunk } from "./store.ts";

/**
 * Puts the first folder of a workspace into the team's index, when all of it is read and embedded. Yields how far it is.
 * @throws {UserError} when meaning cannot be had, and for what is wrong with the database
 */
export async function* share(
  workspace: Workspace,
  { connection, repository, replace, settings }: ShareRequest,
  signal: AbortSignal,
): AsyncGenerator<ShareProgress, void, undefined> {
  const { library, meaning } = workspace;
  await workspace.read();
  await meaning.settled();
  const size = library.vectorSize;
  if (!size || meaning.note)
    throw new UserError(
      `Only what is embedded can be shared. ${meaning.note ?? "There are no files with text."}`,
    );
  const feed = new Feed<ShareProgress>();
  const database = openDatabase(connection, { patience: 0 });
  const made = { model: settings.model, size };
  const pushing = pushAll(library, { database, made, repository, replace, feed, signal });
  pushing.then(
    () => feed.end(),
    (error: unknown) => feed.fail(error),
  );
  try {
    yield* feed;
  } finally {
    await database.close();
  }
}

async function pushAll(
  library: Library,
  about: {
    readonly database: Database;
    readonly made: { readonly model: string; readonly size: number };
    readonly repository: string;
    readonly replace: boolean;
    readonly feed: Feed<ShareProgress>;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { database, made, repository, replace, feed, signal } = about;
  const [folder] = library.folders;
  const files = new Map([...(folder?.files ?? [])].filter(([, { chunks }]) => chunks.length));
  const hasVector = (hash: string): boolean => library.hasVector(hash);
  const digests = new Map(
    [...files].map(([path, file]) => [path, fileDigest(file.chunks, hasVector)]),
  );
  const chunks = async (path: string): Promise<readonly SharedChunk[]> => {
    const file = files.get(path);
    const bytes = file && (await folder?.read(path));
    return file && bytes ? toShared(library, file, bytes) : [];
  };
  const onProgress = (progress: ShareProgress): void => feed.push(progress);
  feed.push(
    await push(database, { repository, made, replace, files: digests, chunks }, onProgress, signal),
  );
}

/** The chunks whose text is still what was indexed; what has changed meanwhile comes with the next sharing. */
function toShared(library: Library, file: IndexedFile, bytes: Uint8Array): SharedChunk[] {
  const lines = toLines(readableText(bytes) ?? "");
  return file.chunks.flatMap((chunk, index) => {
    if (digestOf(lines, chunk) !== chunk.hash) return [];
    const text = lines.slice(chunk.startLine, chunk.endLine).join("\n");
    return { ...chunk, path: file.path, text, ...library.contentOf(file, index) };
  });
}
