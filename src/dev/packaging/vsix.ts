import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import { hostFolder, hostPaths } from "../host/recipe.ts";
import { withLock } from "../host/lock.ts";
import { shell } from "../host/shell.ts";
import { stage } from "./stage.ts";
import { thisTarget } from "./targets.ts";

// vsce 4 does not run on older ones
const neededNode = 22;
const fetchedNode = "24.21.0";

/** Builds the VSIX of the machine that this runs on, and gives its path. */
export async function makeVsix(folder: string): Promise<string> {
  const target = thisTarget();
  const staged = resolve("dist/vsix");
  await stage(staged, target);
  const { name, version } = JSON.parse(await readFile("package.json", "utf8")) as {
    name: string;
    version: string;
  };
  const out = resolve(folder, `${name}-${target.name}-${version}.vsix`);
  const node = await newEnoughNode();
  await mkdir(dirname(out), { recursive: true });
  await shell(
    node,
    [
      resolve("node_modules/@vscode/vsce/vsce"),
      "package",
      "--no-dependencies",
      // pictures have no address before the project has one
      ...["--no-rewrite-relative-links", "--allow-missing-repository", "--skip-license"],
      ...["--target", target.name, "--out", out],
    ],
    { cwd: staged, env: { ...process.env, PATH: withFirst(dirname(node)) } },
  );
  return out;
}

const withFirst = (folder: string): string => [folder, process.env["PATH"]].join(delimiter);

/** This process's Node, else the test host's, else one that is fetched from npm into the cache folder. */
async function newEnoughNode(): Promise<string> {
  if (Number(process.versions.node.split(".")[0]) >= neededNode) return process.execPath;
  if (existsSync(hostPaths().node)) return hostPaths().node;
  const folder = join(dirname(hostFolder()), `node-${fetchedNode}`);
  const system = process.platform === "win32" ? "win" : process.platform;
  const name = `node-${system}-${process.arch}`;
  await withLock(`${folder}.lock`, async () => {
    if (!existsSync(folder)) await fetchNode(folder, `${name}@${fetchedNode}`);
  });
  const inside = join(folder, "node_modules", name, "bin");
  return join(inside, process.platform === "win32" ? "node.exe" : "node");
}

async function fetchNode(folder: string, spec: string): Promise<void> {
  console.log(`vsce needs Node ${neededNode} or newer: fetching ${spec} …`);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, "package.json"), '{ "private": true }\n');
  await shell("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", spec], {
    cwd: partial,
    shell: process.platform === "win32",
  });
  await rename(partial, folder);
}
