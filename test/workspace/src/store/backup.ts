import { copyFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const KEEP = 14;

/** Copies the database file every night and deletes all but the newest fourteen copies. */
export async function nightlyBackup(
  databaseFile: string,
  folder: string,
  now: Date,
): Promise<void> {
  const name = `library-${now.toISOString().slice(0, 10)}.db`;
  await copyFile(databaseFile, join(folder, name));
  const copies = (await readdir(folder)).filter((file) => file.startsWith("library-")).sort();
  for (const old of copies.slice(0, -KEEP)) await rm(join(folder, old));
}
