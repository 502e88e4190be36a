import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** The JSON in a file, or undefined when there is no such file. @throws {SyntaxError} when it is not JSON. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/**
 * Writes a whole file or nothing: a temporary neighbour, flushed to the disk, then renamed. Of an iterable, each piece is
 * asked for when the one before it is written.
 */
export async function writeAtomic(
  path: string,
  data: string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw about(path, error);
  }
}

/** The system names the temporary neighbour of a file, or none at all: people know the file itself. */
export function about(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "errno" in error)) return error;
  const { path: named = path } = error as NodeJS.ErrnoException;
  return named.startsWith(path) ? Object.assign(error, { path }) : error;
}

/** True for a Node system error with this code, such as "ENOENT". */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
