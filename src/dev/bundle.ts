import { build, type BuildOptions } from "esbuild";
import { existsSync, readdirSync } from "node:fs";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Packages with native code: they stay outside every bundle. */
export const natives = ["node-llama-cpp", "onnxruntime-node"];

const shared: BuildOptions = {
  bundle: true,
  logLevel: "warning",
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "none",
};

// some bundled packages are CommonJS and call require("fs") at run time
const requireBanner = {
  js: 'import { createRequire as hearthRequire } from "node:module"; const require = hearthRequire(import.meta.url);',
};

/** Builds the whole product into dist/. A layer that imports what it must not (vscode, node, a native module) fails here. */
export async function bundle({ minify = false }: { minify?: boolean } = {}): Promise<void> {
  await mkdir("dist", { recursive: true });
  await Promise.all([
    // the extension host: CommonJS, knows "vscode", holds no native module
    build({
      ...shared,
      minify,
      entryPoints: ["src/extension.ts"],
      outfile: "dist/extension.js",
      platform: "node",
      format: "cjs",
      target: "node22",
      external: ["vscode"],
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
      outdir: "dist",
      outExtension: { ".js": ".mjs" },
      platform: "node",
      format: "esm",
      target: "node20",
      splitting: true,
      chunkNames: "parts/[name]-[hash]",
      external: natives,
      banner: requireBanner,
    }),
    // the pages: browser only
    build({
      ...shared,
      minify,
      entryPoints: ["src/webview/chat.ts", "src/webview/player.ts"],
      outdir: "dist/webview",
      platform: "browser",
      format: "esm",
      target: "es2022",
    }),
    copyManifests(),
  ]);
}

/** Manifests and the engines' data files lie beside the bundles, at the same place under dist/predictors. */
async function copyManifests(): Promise<void> {
  await rm("dist/predictors", { recursive: true, force: true });
  for (const engine of readdirSync("predictors")) {
    const from = join("predictors", engine);
    for (const file of readdirSync(from))
      if (file.endsWith(".json")) await cp(join(from, file), join("dist/predictors", engine, file));
    if (existsSync(join(from, "data")))
      await cp(join(from, "data"), join("dist/predictors", engine, "data"), { recursive: true });
  }
}
