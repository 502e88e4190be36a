import { createHash, type Hash } from "node:crypto";
import { mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { readJson, writeAtomic } from "../../platform/files.ts";

/** Where the bytes of a half-fetched file come from. */
export interface Origin {
  readonly source: string;
  /** Of the piece that is being fetched. */
  readonly etag?: string | undefined;
  /** Where each piece begins that was reached so far; [0] for a source in one piece. */
  readonly starts: readonly number[];
}

/** A file on its way: `<name>.part`, beside it in `<name>.part.json` its origin. Its digest is kept as it grows. */
export interface Part {
  readonly size: number;
  readonly origin: Origin | undefined;
  /** SHA-256 of what is there. */
  digest(): string;
  append(chunk: Uint8Array): Promise<void>;
  /** Keeps the first `size` bytes. */
  cut(size: number): Promise<void>;
  remember(origin: Origin): Promise<void>;
  /** Flushes to the disk and gives the file its final name. Closes. */
  place(): Promise<void>;
  /** Keeps the bytes for the next try. */
  close(): Promise<void>;
}

/** Opens the part of `target`; bytes of an earlier try are read again, because nobody knows how it ended. */
export async function openPart(target: string, signal: AbortSignal): Promise<Part> {
  const [path, notes] = [partOf(target), `${partOf(target)}.json`];
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a+");
  let size = (await file.stat()).size;
  let origin = size ? toOrigin(await readJson(notes).catch(() => undefined), size) : undefined;
  let hash = await hashOf(file, size, signal);

  return {
    get size() {
      return size;
    },
    get origin() {
      return origin;
    },
    digest: () => hash.copy().digest("hex"),
    append: async (chunk) => {
      await writeAll(file, chunk);
      hash.update(chunk);
      size += chunk.length;
    },
    cut: async (length) => {
      await file.truncate(length);
      size = length;
      if (!length) origin = undefined;
      hash = await hashOf(file, length, signal);
    },
    remember: async (value) => {
      origin = value;
      await writeAtomic(notes, JSON.stringify(value));
    },
    place: async () => {
      await file.sync();
      await file.close();
      await rename(path, target);
      await rm(notes, { force: true });
    },
    close: async () => {
      await file.close();
      if (size) return;
      await rm(path, { force: true });
      await rm(notes, { force: true });
    },
  };
}

/** Path of a file while it is being fetched. */
export const partOf = (target: string): string => `${target}.part`;

/** SHA-256 of a file, hexadecimal. */
export async function sha256(path: string, signal: AbortSignal): Promise<string> {
  const file = await open(path, "r");
  try {
    return (await hashOf(file, (await file.stat()).size, signal)).digest("hex");
  } finally {
    await file.close();
  }
}

async function hashOf(file: FileHandle, length: number, signal: AbortSignal): Promise<Hash> {
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(Math.min(length, 1 << 20));
  for (let at = 0; at < length;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, length - at), at);
    if (!bytesRead) throw new Error("The file became shorter while it was read.");
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash;
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  // a nearly full disk takes a part of the bytes before it refuses the rest
  for (let at = 0; at < chunk.length;)
    at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
}

/** A note that was written by a killed process is believed only as far as it fits. */
function toOrigin(raw: unknown, size: number): Origin | undefined {
  const { source, starts, etag } = (raw ?? {}) as Partial<Origin>;
  if (typeof source !== "string" || !Array.isArray(starts) || !starts.length) return undefined;
  if (!starts.every((start) => typeof start === "number" && start <= size)) return undefined;
  return { source, starts, ...(typeof etag === "string" && { etag }) };
}
