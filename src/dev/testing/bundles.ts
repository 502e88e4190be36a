import { build } from "esbuild";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Levels that live in a folder of their own; every other folder of test/ holds unit tests. */
const levelFolders = ["process", "models", "package", "editor", "ui", "harness", "workspace"];

/** Paths of a level's test files that have `only` in them, sorted. "checks" are those directly in test/. */
export function testFiles(level: string, only: string): string[] {
  const all = readdirSync("test", { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".test.ts"))
    .sort();
  return all
    .filter((file) => {
      const folder = file.includes("/") ? (file.split("/")[0] as string) : "";
      if (level === "checks") return folder === "";
      if (level === "unit") return folder !== "" && !levelFolders.includes(folder);
      return folder === level;
    })
    .filter((file) => file.includes(only))
    .map((file) => join("test", file));
}

/**
 * Bundles test files into dist/test, packages left out, and gives the bundles' paths. "cjs" is for code that runs in
 * the extension host, where `vscode` can only be required.
 */
export async function bundleTests(
  files: readonly string[],
  format: "esm" | "cjs" = "esm",
): Promise<string[]> {
  if (!files.length) return [];
  const extension = format === "esm" ? ".mjs" : ".cjs";
  const { metafile } = await build({
    entryPoints: [...files],
    outdir: "dist/test",
    outbase: "test",
    outExtension: { ".js": extension },
    bundle: true,
    packages: "external",
    // outside the editor its place is taken by a small one that tests can look into
    ...(format === "esm" && {
      alias: { vscode: "./test/fakes/vscode.ts" },
      // it has what a test needs, no more
      logOverride: { "import-is-undefined": "silent" },
    }),
    platform: "node",
    format,
    target: format === "esm" ? "node20" : "node22",
    splitting: format === "esm",
    chunkNames: "parts/[name]-[hash]",
    sourcemap: "inline",
    metafile: true,
    logLevel: "warning",
  });
  return Object.entries(metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([path]) => path)
    .sort();
}
