import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** Corrects two things in a freshly installed server. `vscode` is its folder. Safe to run again. */
export async function repairServer(vscode: string): Promise<void> {
  await replaceLogger(vscode);
  await Promise.all(checkers.map((file) => refuseUndeclaredProposals(join(vscode, "out", file))));
}

/** @vscode/spdlog is native and was not compiled; without it every log file and output channel stays empty. */
async function replaceLogger(vscode: string): Promise<void> {
  await build({
    entryPoints: ["src/dev/host/inside/spdlog.ts"],
    outfile: join(vscode, "node_modules/@vscode/spdlog/index.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
}

const checkers = [
  "vs/workbench/api/node/extensionHostProcess.js",
  "vs/workbench/api/worker/extensionHostWorkerMain.js",
  "vs/code/browser/workbench/workbench.js",
];

// `function isEnabled(extension,proposal){return!0}` directly before the function that throws "CANNOT use API proposal"
const open =
  /(function [\w$]+\((\w+),(\w+)\)\{return)!0(?=\}function [\w$]+\(\w+,\w+\)\{if\(![\w$]+\(\w+,\w+\)\)throw new Error\(`Extension '\$\{\w+\.identifier\.value\}' CANNOT use API proposal)/;
const closed = /\{return\(\w+\.enabledApiProposals\?\?\[\]\)\.includes\(\w+\)\}/;

/** code-server lets every extension use every proposed API; the desktop allows only those that package.json declares. */
async function refuseUndeclaredProposals(file: string): Promise<void> {
  const source = await readFile(file, "utf8");
  const repaired = source.replace(open, "$1($2.enabledApiProposals??[]).includes($3)");
  if (repaired !== source) await writeFile(file, repaired);
  else if (!closed.test(source))
    throw new Error(`The check of proposed API was not found in ${file}: adapt repairs.ts.`);
}
