import { isAbsolute, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import type { LoadContext, Predictor } from "../predictor/contract/define.ts";
import { PredictorError } from "../predictor/errors.ts";
import { kit } from "../predictor/contract/kit.ts";
import type { Engine, Manifest, OwnEngine } from "../predictor/manifest.ts";
import type { Graphics } from "../predictor/running/graphics.ts";
import type { LoadRequest, LoadStep } from "../predictor/running/protocol.ts";

/** The engines that come with Hearth; each is read only in the processes that use it. */
const engines = {
  llama: () => import("../../predictors/llama/index.ts"),
  sentence: () => import("../../predictors/sentence/index.ts"),
  piper: () => import("../../predictors/piper/index.ts"),
  kokoro: () => import("../../predictors/kokoro/index.ts"),
} satisfies Readonly<Record<string, () => Promise<{ readonly engine: Engine }>>>;

/** What the engine that uses them finds of graphics cards; null for nothing. */
export const findGraphics = async (): Promise<Graphics | null> =>
  (await engines.llama()).readGraphics();

/** The predictor that a manifest describes: by an engine of Hearth's, or by the module that came with the manifest. */
export async function findPredictor({ manifest, module }: LoadRequest): Promise<Predictor> {
  if (module !== undefined) return fromModule(manifest, module);
  const load = Object.hasOwn(engines, manifest.engine)
    ? engines[manifest.engine as keyof typeof engines]
    : undefined;
  if (!load)
    throw incompatible(
      manifest,
      `its manifest asks for the engine "${manifest.engine}". Hearth has ${Object.keys(engines).join(", ")}`,
    );
  return (await load()).engine(manifest);
}

async function fromModule(manifest: Manifest, module: string): Promise<Predictor> {
  const { engine, predictor } = (await import(pathToFileURL(module).href)) as {
    readonly engine?: OwnEngine;
    readonly predictor?: Predictor;
  };
  const found = typeof engine === "function" ? engine(manifest, kit) : predictor;
  if (typeof found?.load === "function" && typeof found.predict === "function") return found;
  throw incompatible(
    manifest,
    `${module} must export "engine": a function that makes a predictor from (manifest, { defineChat, Parameter, … })`,
  );
}

const incompatible = ({ tag }: Manifest, what: string): PredictorError =>
  new PredictorError({
    code: "incompatible_predictor",
    tag,
    message: `${tag} cannot run: ${what}.`,
  });

type Ready = Extract<LoadStep, { readonly kind: "ready" }>;

/** What a predictor's `load` may ask for, and what it said of the device. */
export function openContext(
  request: LoadRequest,
  {
    signal,
    tell,
  }: { readonly signal: AbortSignal; readonly tell: (step: Exclude<LoadStep, Ready>) => void },
): { readonly context: LoadContext; device(): Pick<Ready, "device" | "note"> } {
  let device: Pick<Ready, "device" | "note"> = { device: "CPU" };
  const { manifest, folder, cacheFolder, threads, mostThreads, memory } = request;
  const context: LoadContext = {
    signal,
    cacheFolder,
    device: request.device,
    threads,
    mostThreads,
    ...(memory !== undefined && { memory }),
    progress: (fraction) =>
      tell({ kind: "progress", fraction: Math.min(Math.max(fraction, 0), 1) }),
    runsOn(name, note) {
      device = { device: name, ...(note !== undefined && { note }) };
      tell({ kind: "device", device: name });
    },
    log: (line) => void process.stderr.write(`${line}\n`),
    resource(name) {
      if (!manifest.files.some((file) => file.name === name) || isAbsolute(name))
        throw new Error(`The manifest of ${manifest.tag} names no file "${name}".`);
      return join(folder, normalize(name));
    },
  };
  return { context, device: () => device };
}
