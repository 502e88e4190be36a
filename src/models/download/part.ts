import { createHash, type Hash } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { readJson, writeAtomic } from "../../platform/files.ts";
import { bytesIn, withSpan, type Span } from "./spans.ts";

/** Where the bytes of a half-fetched file come from. */
export interface Origin {
  readonly source: string;
  /** Of the piece that is being fetched. */
  readonly etag?: string | undefined;
  /** Where each piece begins that was reached so far; [0] for a source in one piece. */
  readonly starts: readonly number[];
}

/**
 * A file on its way: `<name>.part`, beside it in `<name>.part.json` its origin and, while there are holes, what is
 * there. Its digest is kept as it grows.
 */
export interface Part {
  /** Bytes that are there from the beginning on, without a hole. */
  readonly size: number;
  /** All that is there, beyond holes too: in order, joined. */
  readonly spans: readonly Span[];
  readonly origin: Origin | undefined;
  /** SHA-256 of the first `size` bytes. */
  digest(): Promise<string>;
  /** Several may write at the same time, to different places. */
  write(chunk: Uint8Array, at: number): Promise<void>;
  /** Keeps the first `size` bytes, of those without a hole. */
  cut(size: number): Promise<void>;
  /** Also what is there, for a process that finds this part after a kill. */
  remember(origin: Origin): Promise<void>;
  /** Flushes to the disk and gives the file its final name. Closes. */
  place(): Promise<void>;
  /** Keeps the bytes for the next try. */
  close(): Promise<void>;
}

/** Opens the part of `target`; bytes of an earlier try are read again, because nobody knows how it ended. */
export async function openPart(target: string, signal: AbortSignal): Promise<Part> {
  const [path, notes] = [partOf(target), notesOf(target)];
  await mkdir(dirname(path), { recursive: true });
  // not "a+": that would write everything at the end
  const file = await open(path, constants.O_RDWR | constants.O_CREAT);
  const length = (await file.stat()).size;
  const found = length ? toNotes(await readJson(notes).catch(() => undefined), length) : {};
  let { origin, spans = withSpan([], [0, length]) } = found;
  const size = (): number => (spans[0]?.[0] === 0 ? spans[0][1] : 0);
  const summing = openSum(file, { size, tell: () => {} }, signal);

  let noted = found.spans !== undefined;

  const holes = (): boolean => bytesIn(spans) > size();
  let noting = Promise.resolve();
  const note = async (): Promise<void> => {
    noted = holes();
    await writeAtomic(notes, JSON.stringify({ ...origin, ...(noted && { spans }) }));
  };
  // one after the other: of two at once the older could come last, and what lies beyond a hole would be forgotten
  const remember = (value: Origin): Promise<void> => {
    origin = value;
    return (noting = noting.catch(() => {}).then(note));
  };
  return {
    get size() {
      return size();
    },
    get spans() {
      return spans;
    },
    get origin() {
      return origin;
    },
    digest: summing.digest,
    write: async (chunk, at) => {
      await writeAll(file, chunk, at);
      spans = withSpan(spans, [at, at + chunk.length]);
      summing.saw(chunk, at);
    },
    cut: async (to) => {
      await summing.restart(() => file.truncate(to));
      spans = withSpan([], [0, to]);
      if (!to) origin = undefined;
    },
    remember,
    place: async () => {
      await summing.restart(() => file.sync());
      await file.close();
      await rename(path, target);
      await rm(notes, { force: true });
    },
    close: async () => {
      await summing.restart(async () => {
        // what lies beyond a hole is found again only by its note
        if (origin && spans.length && (noted || holes())) await remember(origin);
      });
      await file.close();
      if (spans.length) return;
      await rm(path, { force: true });
      await rm(notes, { force: true });
    },
  };
}

/** Path of a file while it is being fetched. */
export const partOf = (target: string): string => `${target}.part`;

const notesOf = (target: string): string => `${partOf(target)}.json`;

/** Bytes of `target` that an unfinished fetch has left, or has brought so far. */
export async function bytesOfPart(target: string): Promise<number> {
  const length = await stat(partOf(target)).then(
    ({ size }) => size,
    () => 0,
  );
  if (!length) return 0;
  const { spans } = toNotes(await readJson(notesOf(target)).catch(() => undefined), length);
  return spans ? bytesIn(spans) : length;
}

/** SHA-256 of a file, hexadecimal. `tell` hears how many bytes were read. */
export async function sha256(
  path: string,
  signal: AbortSignal,
  tell: (done: number) => void = () => {},
): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    return await openSum(file, { size: () => size, tell }, signal).digest();
  } finally {
    await file.close();
  }
}

interface Sum {
  digest(): Promise<string>;
  /** Takes bytes that were just written, where they are the next ones. */
  saw(chunk: Uint8Array, at: number): void;
  /** Begins anew after work that must not be read meanwhile. */
  restart(work: () => Promise<void>): Promise<void>;
}

/** The SHA-256 of the first `size()` bytes of a file that grows: what did not pass by in order is read from the file. */
function openSum(
  file: FileHandle,
  { size, tell }: { readonly size: () => number; readonly tell: (done: number) => void },
  signal: AbortSignal,
): Sum {
  let hash: Hash = createHash("sha256");
  let done = 0;
  let reading: Promise<void> | undefined;
  let stopping = new AbortController();

  async function catchUp(): Promise<void> {
    const buffer = Buffer.allocUnsafe(1 << 20);
    while (done < size() && !stopping.signal.aborted) {
      signal.throwIfAborted();
      const most = Math.min(buffer.length, size() - done);
      const { bytesRead } = await file.read(buffer, 0, most, done);
      if (!bytesRead) throw new Error("The file became shorter while it was read.");
      hash.update(buffer.subarray(0, bytesRead));
      done += bytesRead;
      tell(done);
    }
  }
  return {
    digest: async () => {
      await reading;
      await catchUp();
      return hash.copy().digest("hex");
    },
    saw: (chunk, at) => {
      if (reading) return;
      if (at === done) {
        hash.update(chunk);
        done += chunk.length;
      }
      // beside the fetching, while the system still has those bytes in its memory; errors come again in digest()
      if (done < size())
        reading = catchUp()
          .catch(() => {})
          .finally(() => (reading = undefined));
    },
    restart: async (work) => {
      stopping.abort();
      await reading;
      await work();
      [hash, done, stopping] = [createHash("sha256"), 0, new AbortController()];
    },
  };
}

async function writeAll(file: FileHandle, chunk: Uint8Array, from: number): Promise<void> {
  // a nearly full disk takes a part of the bytes before it refuses the rest
  for (let at = 0; at < chunk.length;)
    at += (await file.write(chunk, at, chunk.length - at, from + at)).bytesWritten;
}

/** A note that was written by a killed process is believed only as far as it fits. */
function toNotes(
  raw: unknown,
  length: number,
): { readonly origin?: Origin; readonly spans?: readonly Span[] } {
  const { source, starts, etag, spans } = (raw ?? {}) as Partial<Origin> & { spans?: unknown };
  if (typeof source !== "string" || !Array.isArray(starts) || !starts.length) return {};
  if (!starts.every((start) => typeof start === "number" && start <= length)) return {};
  const origin = { source, starts, ...(typeof etag === "string" && { etag }) };
  if (!Array.isArray(spans)) return { origin };
  const pairs = spans.filter(isSpan).map(([from, to]): Span => [from, Math.min(to, length)]);
  return { origin, spans: pairs.reduce<readonly Span[]>(withSpan, []) };
}

const isSpan = (span: unknown): span is Span =>
  Array.isArray(span) &&
  span.length === 2 &&
  span.every((at) => Number.isSafeInteger(at) && at >= 0);
