import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Writes a Python wheel of version 1.0 that holds data files below its package's folder. Needs python3. */
export async function writeWheel(
  folder: string,
  { name, files }: { readonly name: string; readonly files: Readonly<Record<string, Uint8Array>> },
): Promise<void> {
  const staging = join(folder, `${name}.staging`);
  const info = `${name}-1.0.dist-info`;
  const metadata = `Metadata-Version: 2.1\nName: ${name.replaceAll("_", "-")}\nVersion: 1.0\n`;
  const all: Record<string, Uint8Array | string> = {
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]:
      "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/RECORD`]: "",
  };
  for (const [path, bytes] of Object.entries(files)) all[`${name}/${path}`] = bytes;
  for (const [path, data] of Object.entries(all)) {
    await mkdir(dirname(join(staging, path)), { recursive: true });
    await writeFile(join(staging, path), data);
  }
  const script =
    "import shutil, sys; p = shutil.make_archive(sys.argv[1], 'zip', sys.argv[2]); shutil.move(p, sys.argv[1] + '.whl')";
  spawnSync("python3", ["-c", script, join(folder, `${name}-1.0-py3-none-any`), staging]);
}
