import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf, UserError } from "../../platform/errors.ts";
import { readJson } from "../../platform/files.ts";
import type { Manifest, ModelFile } from "../../predictor/manifest.ts";
import { toEncoderOptions, toLicence, toTag } from "./fromHub.ts";
import { readGgufFile } from "../forecast/gguf.ts";

/** Hears how far a file was read: 0 … 1. */
type Tell = (part: number) => void;

/**
 * A manifest for what lies at `path`: a GGUF file, a Piper voice (.onnx with its .onnx.json), a folder with either, or
 * a folder with a BERT sentence encoder. Every file is read once, for its digest; it stays where it is.
 * @throws {UserError} when it is none of these
 */
export async function fromLocal(path: string, tell: Tell, signal: AbortSignal): Promise<Manifest> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(`There is no ${path}. Choose a file or a folder that is there.`);
  const main = found.isDirectory() ? await mainFileIn(path) : path;
  if (/\.gguf$/i.test(main)) return ggufModel(main, tell, signal);
  if (/\.onnx$/i.test(main) && existsSync(`${main}.json`)) return piperVoice(main, tell, signal);
  if (/model\.(safetensors|onnx)$/.test(main)) return encoder(main, tell, signal);
  throw unknownForm(path);
}

/** The file that says what a folder holds. */
async function mainFileIn(folder: string): Promise<string> {
  const names = (await readdir(folder)).toSorted((a, b) => a.localeCompare(b));
  const main =
    ["model.safetensors", "model.onnx"].find(
      (name) => names.includes(name) && names.includes("tokenizer.json"),
    ) ??
    names.find((name) => /\.gguf$/i.test(name) && !/mmproj/i.test(name)) ??
    names.find((name) => name.endsWith(".onnx") && names.includes(`${name}.json`));
  if (main) return join(folder, main);
  throw unknownForm(folder);
}

const unknownForm = (path: string): UserError =>
  new UserError(
    `${path} is no model that can be used here. Choose a .gguf file, a Piper voice (.onnx with its .onnx.json beside it), or a folder with model.safetensors (or model.onnx), tokenizer.json and config.json.`,
  );

async function ggufModel(path: string, tell: Tell, signal: AbortSignal): Promise<Manifest> {
  const { name, licence, context } = await readGgufFile(path);
  const pieces = await piecesOf(path);
  const title = name ?? basename(path).replace(/\.gguf$/i, "");
  return {
    ...commonOf(basename(path).replace(/\.gguf$/i, ""), path),
    kind: "chat",
    engine: "llama",
    title,
    licence: toLicence(licence),
    files: await toFiles(pieces, pieces.length > 1 ? undefined : "model.gguf", tell, signal),
    options: { contextSize: Math.min(8192, context || 8192) },
  };
}

/** A model that was cut in pieces names the first; all must be there. */
async function piecesOf(path: string): Promise<readonly string[]> {
  const [, stem = "", count = ""] = /^(.*)-\d{5}-of-(\d{5})\.gguf$/i.exec(basename(path)) ?? [];
  if (!stem) return [path];
  const names = Array.from(
    { length: Number(count) },
    (_, i) => `${stem}-${String(i + 1).padStart(5, "0")}-of-${count}.gguf`,
  );
  const missing = names.find((name) => !existsSync(join(dirname(path), name)));
  if (missing) throw new UserError(`${missing} is missing beside ${path}. Fetch all pieces first.`);
  return names.map((name) => join(dirname(path), name));
}

async function piperVoice(path: string, tell: Tell, signal: AbortSignal): Promise<Manifest> {
  const config = (await read(`${path}.json`)) as {
    readonly audio?: { readonly sample_rate?: number };
    readonly language?: { readonly code?: string };
    readonly speaker_id_map?: Readonly<Record<string, number>>;
    readonly phoneme_id_map?: unknown;
  };
  if (!config.audio?.sample_rate || !config.phoneme_id_map)
    throw new UserError(`${path}.json does not describe a Piper voice. Choose another file.`);
  const name = basename(path, ".onnx");
  const speakers = Object.keys(config.speaker_id_map ?? {});
  const language = config.language?.code?.replace("_", "-") ?? "en";
  return {
    ...commonOf(name, path),
    kind: "speech",
    engine: "piper",
    title: `Piper ${name}`,
    languages: [language],
    files: [
      ...(await toFiles([path, `${path}.json`], undefined, tell, signal)),
      ...(language.startsWith("en") ? lexicons : []),
    ],
    options: {
      model: basename(path),
      voices: speakers.length ? speakers : [name.split("-")[1] ?? name],
      sampleRate: config.audio.sample_rate,
      ...(language.startsWith("en") && { lexicons: lexicons.map((file) => file.name) }),
    },
  };
}

async function encoder(path: string, tell: Tell, signal: AbortSignal): Promise<Manifest> {
  const folder = dirname(path);
  const config = await read(join(folder, "config.json"));
  const pooling = await readJson(join(folder, "1_Pooling", "config.json")).catch(() => undefined);
  const files = [path, join(folder, "tokenizer.json")];
  return {
    ...commonOf(basename(folder), folder),
    kind: "embedding",
    engine: "sentence",
    title: basename(folder),
    files: await toFiles(files, undefined, tell, signal),
    options: toEncoderOptions({ config, pooling }, basename(folder)),
  };
}

/** @throws {UserError} when it is missing or no JSON */
async function read(path: string): Promise<unknown> {
  const json = await readJson(path).catch((error: unknown) => {
    throw new UserError(`${path} cannot be read: ${messageOf(error)}. Correct it and try again.`);
  });
  if (json !== undefined) return json;
  throw new UserError(`There is no ${path}, which says how the model is built. Put it there.`);
}

const commonOf = (
  name: string,
  path: string,
): Pick<Manifest, "tag" | "description" | "licence" | "languages" | "memory"> => ({
  tag: toTag("local", name),
  description: `Added from this machine: ${path}.`,
  licence: { id: "unclear", note: "Its files do not say. Look where you have them from." },
  languages: ["und"],
  memory: 0,
});

async function toFiles(
  paths: readonly string[],
  name: string | undefined,
  tell: Tell,
  signal: AbortSignal,
): Promise<ModelFile[]> {
  const sizes = await Promise.all(paths.map(async (path) => (await stat(path)).size));
  const all = sizes.reduce((a, b) => a + b, 0);
  const files: ModelFile[] = [];
  let done = 0;
  for (const [i, path] of paths.entries()) {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk as Buffer);
      tell((done += (chunk as Buffer).length) / all);
    }
    const sources = [pathToFileURL(path).href];
    const file = { name: name ?? basename(path), bytes: sizes[i] ?? 0, sources };
    files.push({ ...file, sha256: hash.digest("hex") });
  }
  return files;
}

/** What English text needs to become sounds; as in the manifests of the voices that come with Hearth. */
const lexicons: readonly ModelFile[] = [
  {
    name: "us_gold.json",
    bytes: 3000469,
    sha256: "dc414872a49a28ae6c141463d502fd945f3b2fde040484fdc47d00cc4612686f",
    sources: ["pip:misaki==0.9.4#misaki/data/us_gold.json"],
  },
  {
    name: "us_silver.json",
    bytes: 3099517,
    sha256: "de8f67be911bb6c659187b4a65fd966b6a30e56350e0f790d763210b053ac475",
    sources: ["pip:misaki==0.9.4#misaki/data/us_silver.json"],
  },
];
