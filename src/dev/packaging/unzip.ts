import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { openPromise } from "yauzl";

/** Names and unpacked sizes of the files in a VSIX, as they lie in the installed extension's folder. */
export async function listVsix(vsix: string): Promise<ReadonlyMap<string, number>> {
  const files = new Map<string, number>();
  const zip = await openPromise(vsix);
  for await (const { fileName, uncompressedSize } of zip.eachEntry())
    if (fileName.startsWith(inside)) files.set(fileName.slice(inside.length), uncompressedSize);
  return files;
}

/** Unpacks a VSIX into an extension's folder, as the editor does when it installs it. */
export async function unpackVsix(vsix: string, folder: string): Promise<void> {
  const zip = await openPromise(vsix, { autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.startsWith(inside) || entry.fileName.endsWith("/")) continue;
      const path = join(folder, entry.fileName.slice(inside.length));
      await mkdir(dirname(path), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path));
    }
  } finally {
    zip.close();
  }
}

const inside = "extension/";
