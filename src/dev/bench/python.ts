import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../platform/errors.ts";

/** A package to compare with, in the one version that the comparison was written for. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** Further packages, as pip takes them: "name==version". */
  readonly also?: readonly string[];
  /** What its installation needs besides Python and a package index, or how long it takes. */
  readonly note?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** True when `pythonWith` was through with it before: it will not take long. */
export const isInstalled = (peer: Peer): boolean => existsSync(join(folderOf(peer), "hearth-done"));

function folderOf({ name, version }: Peer): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return join(cache, "hearth", "bench", `${name}-${version}`);
}

/**
 * Path of a Python that has the package: a virtual environment in the cache folder, made on first use.
 * @throws {UserError} when Python or the package cannot be had
 */
export async function pythonWith(peer: Peer): Promise<string> {
  const { name, version, also = [], note = "" } = peer;
  const windows = process.platform === "win32";
  const folder = folderOf(peer);
  const python = join(folder, windows ? "Scripts/python.exe" : "bin/python");
  const done = join(folder, "hearth-done");
  const wanted = also.join("\n");
  if (existsSync(done)) {
    const there = await readFile(done, "utf8");
    // made for a comparison that needed less
    if (!there.includes(wanted)) {
      run(python, ["-m", "pip", "install", "--quiet", ...also], peer);
      await writeFile(done, wanted);
    }
    return python;
  }
  console.log(`Installing ${name} ${version} into ${folder}. ${note}`.trimEnd());
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  run(windows ? "python" : "python3", ["-m", "venv", folder], peer);
  run(python, ["-m", "pip", "install", "--quiet", `${name}==${version}`, ...also], peer);
  await writeFile(done, wanted);
  return python;
}

function run(command: string, args: readonly string[], { name, note = "", env }: Peer): void {
  const { status, error } = spawnSync(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
  if (status === 0) return;
  const reason = error?.message ?? `${command} ended with ${status}`;
  throw new UserError(
    `${name} could not be installed (${reason}). It needs Python 3.9 or newer with venv, and a package index. ${note}`.trimEnd(),
  );
}
