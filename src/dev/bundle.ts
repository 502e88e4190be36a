import { build, type BuildOptions } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { apiTypes } from "./apiTypes.ts";
import { partsPlugin } from "./parts.ts";
import { sharedApiPlugin } from "./sharedApi.ts";
import { grammarFiles } from "../search/chunks/languages.ts";

/** Packages with native code: they stay outside every bundle. */
export const natives = ["node-llama-cpp", "onnxruntime-node"];

const shared = {
  bundle: true,
  metafile: true,
  logLevel: "warning",
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
} satisfies BuildOptions;

/** Some bundled packages are CommonJS: they call require("fs") at run time and ask where they lie. */
export const commonBanner = {
  js: [
    'import { createRequire as hearthRequire } from "node:module";',
    'import { fileURLToPath as hearthPath } from "node:url";',
    "const require = hearthRequire(import.meta.url), __filename = hearthPath(import.meta.url);",
  ].join(" "),
};

/**
 * Builds the whole product into dist/, or another folder. A layer that imports what it must not (vscode, node, a
 * native module) fails here. Gives the paths of all files that went in, relative to the repository.
 */
export async function bundle({
  minify = false,
  outdir = "dist",
}: { readonly minify?: boolean; readonly outdir?: string } = {}): Promise<readonly string[]> {
  await mkdir(outdir, { recursive: true });
  const built = await Promise.all([
    // the extension host: CommonJS, knows "vscode", holds no native module
    build({
      ...shared,
      minify,
      entryPoints: ["src/extension.ts"],
      outfile: join(outdir, "extension.js"),
      platform: "node",
      format: "cjs",
      target: "node22",
      external: ["vscode"],
      plugins: [sharedApiPlugin, partsPlugin(outdir, minify)],
    }),
    // the processes and the command line: plain Node
    build({
      ...shared,
      minify,
      entryPoints: {
        predictor: "src/host/main.ts",
        search: "src/search/main.ts",
        cli: "src/cli.ts",
      },
      outdir,
      outExtension: { ".js": ".mjs" },
      platform: "node",
      format: "esm",
      target: "node20",
      splitting: true,
      chunkNames: "parts/[name]-[hash]",
      external: natives,
      banner: commonBanner,
    }),
    // the pages: browser only
    build({
      ...shared,
      minify,
      entryPoints: ["src/webview/chat.ts", "src/webview/player.ts"],
      outdir: join(outdir, "webview"),
      platform: "browser",
      format: "esm",
      target: "es2022",
    }),
  ]);
  await copyManifests(join(outdir, "predictors"));
  await writeFile(join(outdir, "hearth-api.d.ts"), await apiTypes());
  await copyGrammars(join(outdir, "grammars"));
  return built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
}

/** The grammars by which the search process reads source lie beside it. */
export async function copyGrammars(to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  for (const file of grammarFiles)
    await cp(join("node_modules/@vscode/tree-sitter-wasm/wasm", file), join(to, file));
}

/** Manifests and the engines' data files lie beside the bundles, in folders of the same names. */
async function copyManifests(to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  for (const { name: engine } of readdirSync("predictors", { withFileTypes: true }).filter(
    isFolder,
  )) {
    const from = join("predictors", engine);
    for (const file of readdirSync(from))
      if (file.endsWith(".json")) await cp(join(from, file), join(to, engine, file));
    if (existsSync(join(from, "data")))
      await cp(join(from, "data"), join(to, engine, "data"), { recursive: true });
  }
}

const isFolder = (entry: { isDirectory(): boolean }): boolean => entry.isDirectory();
