import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { engine } from "../../../predictors/sentence/index.ts";
import { openTokenizer } from "../../../predictors/sentence/tokens.ts";
import { isUserError } from "../../platform/errors.ts";
import { last } from "../../platform/stream.ts";
import type { Tensor } from "../../predictor/contract/signature.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { ensureWeights, openDevModels } from "../weights.ts";
import { pythonWith } from "./python.ts";

/** One form of the encoder, loaded. */
export interface Form {
  readonly name: string;
  readonly megabytes: number;
  readonly sha256: string;
  embed(texts: readonly string[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

const tag = "@hearth/all-minilm-l6-v2";
const tools = {
  name: "onnxruntime",
  version: "1.32.0",
  also: ["onnx==1.23.2", "onnx-ir==1.1.0", "sympy==1.14.0"],
};

/** Those that Hearth makes by itself, below `folder`: the one of floats first, then the one of whole numbers. */
export async function openOurs({ folder, threads }: Setting): Promise<Form[]> {
  await ensureWeights({ tags: [tag] });
  const manifest = await usual();
  const forms = [];
  for (const precision of ["float32", "int8"]) {
    const options = { ...manifest.options, precision };
    const cacheFolder = join(folder, precision);
    const form = await open({ ...manifest, options }, { cacheFolder, threads });
    const [made = ""] = readdirSync(cacheFolder);
    forms.push({ ...form, name: `hearth-${precision}`, ...factsOf(join(cacheFolder, made)) });
  }
  return forms;
}

/** The form in an ONNX file; nothing when it cannot be run here, which is said. */
export async function openFile(path: string, { folder, threads }: Setting): Promise<Form[]> {
  const manifest = await usual();
  const files = manifest.files.map((file) =>
    file.name === "model.safetensors" ? { ...file, name: "model.onnx" } : file,
  );
  const name = basename(path) === "model.onnx" ? basename(dirname(path)) : basename(path, ".onnx");
  try {
    const form = await open({ ...manifest, files }, { onnx: path, cacheFolder: folder, threads });
    return [{ ...form, name, ...factsOf(path) }];
  } catch (error) {
    console.log(`${name} does not run: ${String(error)}`);
    return [];
  }
}

interface Setting {
  /** For the files that are made. */
  readonly folder: string;
  readonly threads: number;
}

async function usual(): Promise<Manifest> {
  const manifest = await openDevModels().find(tag);
  if (manifest) return manifest;
  throw new Error(`There is no ${tag}.`);
}

/** Through the predictor's own code, in this process. */
async function open(
  manifest: Manifest,
  { onnx, cacheFolder, threads }: { onnx?: string; cacheFolder: string; threads: number },
): Promise<Pick<Form, "embed" | "close">> {
  const weights = openDevModels().folder(manifest);
  const { signal } = new AbortController();
  const predictor = engine(manifest);
  const state = await predictor.load({
    signal,
    resource: (name) => (name === "model.onnx" && onnx ? onnx : join(weights, name)),
    cacheFolder,
    device: "cpu",
    threads,
    progress() {},
    runsOn() {},
    log() {},
  });
  const size = Number(manifest.options["dimensions"]);
  return {
    async embed(texts) {
      const values = { texts, dimensions: size };
      const [{ data }] = (await last(predictor.predict(values, state, { signal }))) as [Tensor];
      return texts.map((_, i) => data.subarray(i * size, (i + 1) * size));
    },
    close: () => predictor.dispose(state),
  };
}

function factsOf(path: string): Pick<Form, "megabytes" | "sha256"> {
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { megabytes: bytes.length / 1e6, sha256 };
}

/**
 * Paths of the forms that onnxruntime's tools make of the encoder of floats that `openOurs` has made in `folder`;
 * none where they cannot be had, which is said. `texts` are what it looks at to learn how large its numbers become.
 */
export async function makeForms(
  texts: readonly string[],
  { folder }: Setting,
): Promise<readonly string[]> {
  const manifest = await usual();
  const definition = readFileSync(join(openDevModels().folder(manifest), "tokenizer.json"), "utf8");
  const encode = openTokenizer(JSON.parse(definition) as object, 256);
  const ids = join(folder, "texts.json");
  writeFileSync(ids, JSON.stringify(texts.map(encode)));
  const float = join(folder, "float32");
  const [source = ""] = readdirSync(float);
  try {
    const python = await pythonWith(tools);
    const script = resolve("src/dev/bench/encoderForms.py");
    const { status } = spawnSync(python, [script, join(float, source), ids, folder], {
      stdio: ["ignore", "inherit", "inherit"],
    });
    if (status !== 0) throw new Error(`${script} ended with ${status}.`);
  } catch (error) {
    if (!isUserError(error)) throw error;
    console.log(`\n${error.message}\nOnly Hearth's own forms are measured.`);
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith(".onnx"))
    .map((name) => join(folder, name));
}
