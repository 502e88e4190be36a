import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** Of a file or of all files below a folder, as the disk counts them: a half-fetched file may have holes. 0 when there is none. */
export async function bytesBelow(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return found ? Math.min(found.size, found.blocks * 512 || found.size) : 0; // prettier-ignore
  const sizes = (await readdir(path).catch(() => [])).map((name) => bytesBelow(join(path, name)));
  return (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
}
