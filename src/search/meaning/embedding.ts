import { isAbort, messageOf } from "../../platform/errors.ts";
import { digestOf, embeddedText, toLines } from "../chunks/chunk.ts";
import type { IndexedFile } from "../words/corpus.ts";
import type { Rows } from "../protocol.ts";
import { readableText } from "../files/skip.ts";

/** So few texts a call, so that a query does not wait long behind them. */
const batchSize = 4;

export type Embed = (texts: readonly string[], signal: AbortSignal) => Promise<Rows>;

export interface EmbeddingSource {
  /** The files in the order in which they should be embedded. */
  files(): Iterable<IndexedFile>;
  has(hash: string): boolean;
  read(file: IndexedFile): Promise<Uint8Array | undefined>;
  /** Takes vectors in the order of `hashes`. May answer that the model changed meanwhile: then the run ends. */
  take(hashes: readonly string[], rows: Rows): Promise<void>;
}

/** How a run ended; `note` says why nothing more can be embedded now. */
export interface EmbeddingEnd {
  readonly note?: string;
}

/**
 * Embeds every chunk that has no vector, a few at a time. Ends early when aborted, or when the model fails.
 * Chunks whose text is no longer what was indexed are left for the next run.
 */
export async function embedAll(
  source: EmbeddingSource,
  embed: Embed,
  signal: AbortSignal,
): Promise<EmbeddingEnd> {
  try {
    for (const file of source.files()) {
      if (signal.aborted) return {};
      await embedFile(file, { source, embed, signal });
    }
    return {};
  } catch (error) {
    if (isAbort(error)) return {};
    return { note: messageOf(error) };
  }
}

async function embedFile(
  file: IndexedFile,
  { source, embed, signal }: { source: EmbeddingSource; embed: Embed; signal: AbortSignal },
): Promise<void> {
  const missing = file.chunks.filter(({ hash }) => !source.has(hash));
  if (!missing.length) return;
  const bytes = await source.read(file);
  const text = bytes && readableText(bytes);
  if (text === undefined) return;
  const lines = toLines(text);
  const standing = missing.filter((chunk) => digestOf(lines, chunk) === chunk.hash);
  for (let i = 0; i < standing.length && !signal.aborted; i += batchSize) {
    // another window may have embedded some while this one waited
    const batch = standing.slice(i, i + batchSize).filter(({ hash }) => !source.has(hash));
    if (!batch.length) continue;
    const rows = await embed(
      batch.map((chunk) => embeddedText(lines, chunk)),
      signal,
    );
    await source.take(
      batch.map(({ hash }) => hash),
      rows,
    );
  }
}
