import { build } from "esbuild";
import { natives } from "../bundle.ts";

// forked by its path, so nothing imports it
const forked = "./node_modules/node-llama-cpp/dist/bindings/utils/testBindingBinary.js";

/**
 * The JavaScript files below node_modules that the native packages load at run time, relative to the repository.
 * Follows every import and require, as a bundler does.
 */
export async function tracedFiles(): Promise<readonly string[]> {
  const { metafile } = await build({
    stdin: {
      contents: [...natives, forked].map((name) => `import ${JSON.stringify(name)};`).join("\n"),
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    outfile: "traced.mjs",
    // binaries are chosen by platform; the last two are asked for only inside Electron's main process and for copies on one disk
    external: ["@node-llama-cpp/*", "electron", "@reflink/reflink"],
    loader: { ".node": "empty" },
    logLevel: "error",
  });
  // of a binary's path that is put together at run time, esbuild follows every reading
  return Object.keys(metafile.inputs).filter((path) => /^node_modules\/.*(?<!\.node)$/.test(path));
}

/** "node_modules/a/node_modules/@b/c/d.js" → "node_modules/a/node_modules/@b/c"; undefined outside of packages. */
export function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
}
