import { existsSync, readdirSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { bundle } from "../bundle.ts";
import { noticesOf } from "./notices.ts";
import type { Target } from "./targets.ts";
import { packageFolder, tracedFiles } from "./trace.ts";

/** Everything that a VSIX holds, in a folder of its own: the build beside it may be in use. */
export async function stage(folder: string, target: Target): Promise<void> {
  const dist = join(folder, "dist");
  await rm(folder, { recursive: true, force: true });
  const inputs = await bundle({ minify: true, outdir: dist });
  const staged = await stageNatives(join(dist, "node_modules"), target);
  const bundled = foldersOf(inputs);
  await writeFile(join(folder, "ThirdPartyNotices.txt"), await noticesOf([...bundled, ...staged]));
  await removeMaps(dist);
  for (const file of ["README.md", "CHANGELOG.md", "LICENSE", "package.nls.json", ".vscodeignore"])
    await cp(file, join(folder, file));
  await cp("media", join(folder, "media"), { recursive: true });
  await writeFile(join(folder, "package.json"), await productManifest());
}

/** What the native packages need at run time on this platform. Yields the packages' folders in the repository. */
async function stageNatives(to: string, target: Target): Promise<readonly string[]> {
  const traced = await tracedFiles();
  const folders = foldersOf(traced);
  const texts = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter(isLicence)
      .map((name) => `${folder}/${name}`),
  );
  for (const path of [...traced, ...texts, ...manifestsOf(traced)]) await stageFile(path, to);

  // read at run time for the version of the binaries
  const llama = "node_modules/node-llama-cpp/llama";
  for (const name of readdirSync(llama))
    if (name.endsWith(".json")) await stageFile(`${llama}/${name}`, to);
  const binaries = target.llama.map((name) => `node_modules/@node-llama-cpp/${name}`);
  for (const path of binaries) await stageFolder(path, to);
  const onnx = `node_modules/onnxruntime-node/${target.onnx}`;
  if (existsSync(onnx)) await stageFolder(onnx, to);
  else
    console.warn(`onnxruntime has no binaries for ${target.name}: search and speech cannot run.`);
  return [...folders, ...binaries];
}

/** The package.json in every folder above the files: an inner one may say that its scripts are of the other module kind. */
function manifestsOf(paths: readonly string[]): readonly string[] {
  const folders = new Set<string>();
  for (const path of paths)
    for (let folder = dirname(path); folder.includes("/"); folder = dirname(folder))
      folders.add(folder);
  return [...folders].map((folder) => `${folder}/package.json`).filter((path) => existsSync(path));
}

const isLicence = (name: string): boolean => /^(licen[cs]e|copying|notice)/i.test(name);

/** Of a folder of binaries: not needed to run, or a second copy of another file (design of the packages, 3.21.1 and 1.30.0). */
const unneeded =
  /\.lib$|\.md$|\.d\.ts$|\/(?:DirectML|dxcompiler|dxil)\.dll$|\/libonnxruntime\.\d+\.\d+\.\d+\.dylib$/;

const stageFile = (path: string, to: string): Promise<void> => cp(path, placeOf(path, to));

const stageFolder = (path: string, to: string): Promise<void> =>
  cp(path, placeOf(path, to), {
    recursive: true,
    filter: (source) => !unneeded.test(source.replaceAll("\\", "/")),
  });

const placeOf = (path: string, to: string): string => join(to, path.replace("node_modules/", ""));

/** Folders of the packages that files belong to, each once. */
const foldersOf = (paths: readonly string[]): readonly string[] => [
  ...new Set(paths.map(packageFolder).filter((path) => path !== undefined)),
];

async function removeMaps(dist: string): Promise<void> {
  for (const path of mapsIn(dist)) {
    await rm(path);
    const script = path.slice(0, -".map".length);
    const text = await readFile(script, "utf8");
    await writeFile(script, text.replace(`//# sourceMappingURL=${basename(path)}`, "").trimEnd());
  }
}

const mapsIn = (dist: string): string[] =>
  readdirSync(dist, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".map"))
    .map((name) => join(dist, name));

/** package.json without what only developers need. */
async function productManifest(): Promise<string> {
  const manifest = JSON.parse(await readFile("package.json", "utf8")) as Record<string, unknown>;
  for (const key of ["scripts", "dependencies", "devDependencies", "overrides", "knip"])
    delete manifest[key];
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
