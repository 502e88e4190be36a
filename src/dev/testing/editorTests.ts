import { build } from "esbuild";
import { spawn } from "node:child_process";
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { copySample } from "../host/data.ts";
import type { HostPaths } from "../host/recipe.ts";
import { countOf, none, type Count } from "./count.ts";

/**
 * Runs test bundles (CommonJS) in the real extension host, through @vscode/test-electron. `VSCODE_TEST_EXECUTABLE`
 * names a desktop VS Code to use instead of the test host.
 */
export async function runEditorTests(files: readonly string[], host: HostPaths): Promise<Count> {
  if (!files.length) return none;
  const tmp = await mkdtemp(join(tmpdir(), "hearth-editor-"));
  try {
    await build({
      entryPoints: ["src/dev/host/inside/testEntry.ts"],
      outfile: "dist/test/testEntry.cjs",
      bundle: true,
      platform: "node",
      format: "cjs",
      logLevel: "warning",
    });
    await build({
      entryPoints: { launch: "src/dev/testing/launch.ts", code: "src/dev/host/code.ts" },
      outdir: "dist/test/launch",
      outExtension: { ".js": ".mjs" },
      bundle: true,
      packages: "external",
      platform: "node",
      format: "esm",
      sourcemap: "inline",
      logLevel: "warning",
    });
    const results = join(tmp, "results");
    const child = spawn(host.node, ["--enable-source-maps", "dist/test/launch/launch.mjs"], {
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        HEARTH_HOST_CODE: process.env["VSCODE_TEST_EXECUTABLE"] ?? (await writeShim(tmp, host)),
        HEARTH_HOST_EXAMPLE: await buildExample(tmp),
        HEARTH_HOST_RESULTS: results,
        HEARTH_HOST_TESTS: JSON.stringify(files.map((file) => resolve(file))),
        HEARTH_HOST_WORKSPACE: await copySample(tmp),
      },
    });
    const code = await new Promise<number | null>((done) => child.once("close", done));
    const count = countOf(await readFile(`${results}.tap`, "utf8").catch(() => ""));
    if (count && (code === 0 || count.failed)) return count;
    return { ...(count ?? none), failed: 1 };
  } finally {
    await rm(tmp, { recursive: true, force: true });
  }
}

/** The extension that uses Hearth as others may, ready to be loaded beside it. */
async function buildExample(folder: string): Promise<string> {
  const [from, to] = ["test/editor/example", join(folder, "example")];
  await build({
    entryPoints: [join(from, "extension.ts")],
    outfile: join(to, "extension.js"),
    bundle: true,
    external: ["vscode"],
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  await copyFile(join(from, "package.json"), join(to, "package.json"));
  return to;
}

/** test-electron takes the path of one executable. */
async function writeShim(folder: string, host: HostPaths): Promise<string> {
  const path = join(folder, "code");
  const module = resolve("dist/test/launch/code.mjs");
  await writeFile(path, `#!/bin/sh\nexec "${host.node}" --enable-source-maps "${module}" "$@"\n`);
  await chmod(path, 0o755);
  return path;
}
