import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { about } from "../platform/files.ts";
import { decodeText, isBinary } from "../platform/text.ts";
import { UsageError } from "./failure.ts";

/** The absolute path of a folder. @throws {UsageError} when there is none, or it is a file */
export function toFolder(name: string): string {
  const path = resolve(name);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`There is no folder ${path}.`);
  if (!found.isDirectory()) throw new UsageError(`${path} is a file. Name a folder.`);
  return path;
}

/** The absolute path of a file to write. @throws {UsageError} when a folder has this name */
export function toFile(name: string): string {
  const path = resolve(name);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${path} is a folder. Name a file in it.`);
  return path;
}

/** The text of a file. @throws {UsageError} when there is none, or it holds no text */
export async function readText(name: string): Promise<string> {
  const path = resolve(name);
  if (!existsSync(path)) throw new UsageError(`There is no file ${path}.`);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw about(path, error);
  });
  return toText(bytes, path);
}

/** The text of bytes; `whose` says where they are from. @throws {UsageError} when they are none */
export function toText(bytes: Uint8Array, whose: string): string {
  if (isBinary(bytes)) throw new UsageError(`${whose} is binary, not text. Give it a text.`);
  return decodeText(bytes);
}
