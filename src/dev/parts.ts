import { build, type Plugin } from "esbuild";
import { basename, extname, join } from "node:path";

/** Some packages ask where they lie as ES modules do. */
const place = {
  define: { "import.meta.url": "hearthPlace" },
  banner: { js: 'const hearthPlace = require("node:url").pathToFileURL(__filename).href;' },
};

/**
 * For a CommonJS bundle, which esbuild cannot split: what is imported dynamically becomes a file of its own in `parts/`,
 * so that the editor reads and compiles it only when it is used. A part has its own copy of what it imports: it must be
 * a leaf that shares no state and no classes with the bundle.
 */
export function partsPlugin(outdir: string, minify: boolean): Plugin {
  return {
    name: "parts",
    setup(bundling) {
      const parts = new Map<string, string>();
      bundling.onResolve({ filter: /./ }, async ({ path, kind, pluginData, ...from }) => {
        if (kind !== "dynamic-import" || pluginData === "part") return undefined;
        const { importer, resolveDir } = from;
        const found = await bundling.resolve(path, {
          ...{ kind, importer, resolveDir },
          pluginData: "part",
        });
        if (found.errors.length || found.external) return found;
        const name = /^[./]/.test(path) ? basename(path, extname(path)) : path.replace("/", "-");
        parts.set(name, found.path);
        return { path: `./parts/${name}.cjs`, external: true };
      });
      bundling.onEnd(async ({ metafile }) => {
        const built = await build({
          entryPoints: Object.fromEntries(parts),
          outdir: join(outdir, "parts"),
          outExtension: { ".js": ".cjs" },
          ...{ bundle: true, minify, platform: "node", format: "cjs", target: "node22" },
          ...{ sourcemap: "linked", sourcesContent: false, legalComments: "none", metafile: true },
          ...place,
        });
        // the notices name every package that went in, wherever it lies
        Object.assign(metafile?.inputs ?? {}, built.metafile.inputs);
      });
    },
  };
}
