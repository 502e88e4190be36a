// The way into every npm script: sets the machine up as far as needed, then runs src/dev/<name>.ts.
// Plain JavaScript without dependencies, because nothing is installed yet when it starts.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`Hearth needs Node 20.9 or newer; this is ${process.version}.`);
  process.exit(1);
}

installDependencies();
const [name = "start", ...args] = process.argv.slice(2);
const { build } = await import("esbuild");
await build({
  entryPoints: [`src/dev/${name}.ts`],
  outdir: "dist/dev",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
process.argv.splice(1, process.argv.length, join(root, "dist/dev", `${name}.mjs`), ...args);
await import(pathToFileURL(join(root, "dist/dev", `${name}.mjs`)).href);

/** Runs `npm ci` when node_modules does not belong to this lock file. */
function installDependencies() {
  const digest = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
  const stamp = "node_modules/.hearth-lock";
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  console.log("Installing the dependencies named in package-lock.json …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("npm ci failed; what it printed above says why. Run the command again to retry.");
    process.exit(1);
  }
  mkdirSync("node_modules", { recursive: true });
  writeFileSync(stamp, digest);
}
