import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Emitter } from "../../src/platform/event.ts";
import { type Log, silent } from "../../src/platform/log.ts";
import type { Network } from "../../src/platform/network.ts";
import type { ChatCompletionChunk, Message } from "../../src/predictor/chatTypes.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import type { GpuCrashes } from "../../src/predictor/running/gpuCrashes.ts";
import type { Here } from "../../src/predictor/missing.ts";
import {
  type ModelSource,
  openPredictors,
  type PredictorSettings,
} from "../../src/predictor/open.ts";
import type { Predictors, PredictorState } from "../../src/predictor/predictors.ts";
import { type TinyModel, tinyGguf } from "../fakes/tinyGguf.ts";

/** The bundle that a predictor process runs. */
export const predictorProcess = join(process.cwd(), "dist/predictor.mjs");

/** A model for a test: its manifest, the bytes of its files, or the text of its own module. */
export interface TestModel {
  readonly manifest: Manifest;
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly module?: string;
  readonly installed?: boolean;
}

export const tag = "@test/tiny";

/** A chat model that says `script`; see `TinyModel`. */
export function tinyChat(
  model: TinyModel = {},
  about: Partial<Manifest> = {},
): TestModel & { readonly files: Readonly<Record<string, Uint8Array>> } {
  return { manifest: manifestOf(about), files: { "model.gguf": tinyGguf(model) } };
}

/** The manifest of a predictor that brings its own module. */
export function ownModule(module: string, about: Partial<Manifest> = {}): TestModel {
  return { manifest: manifestOf({ engine: "./index.mjs", files: [], ...about }), module };
}

function manifestOf(about: Partial<Manifest>): Manifest {
  return {
    tag,
    kind: "chat",
    engine: "llama",
    title: "Tiny",
    description: "A model of a test.",
    licence: { id: "MIT" },
    languages: ["en"],
    files: [{ name: "model.gguf", bytes: 1000, sha256: "", sources: [] }],
    memory: 1_000_000,
    options: { contextSize: 256, temperature: 0 },
    ...about,
  };
}

export interface Opened {
  readonly predictors: Predictors;
  /** Every state of every predictor so far, oldest first. */
  readonly states: readonly { readonly tag: string; readonly state: PredictorState }[];
  /** Resolves at the next state of this kind. */
  until(kind: PredictorState["kind"], tag?: string): Promise<PredictorState>;
}

/** Opens predictors over a temporary folder; all is gone when the test ends. */
export function open(
  context: TestContext,
  models: readonly TestModel[],
  {
    log = silent,
    network,
    gpuCrashes,
    ...settings
  }: Partial<PredictorSettings> & {
    readonly log?: Log;
    readonly network?: Network;
    readonly gpuCrashes?: GpuCrashes;
  } = {},
): Opened {
  const folder = temporary(context);
  const predictors = openPredictors({
    process: predictorProcess,
    models: sourceOf(folder, models),
    log,
    ...(network && { network }),
    ...(gpuCrashes && { gpuCrashes }),
    settings: () => ({ device: "cpu", threads: 1, idleMinutes: 0, memoryBudget: 0, ...settings }),
  });
  const states: { tag: string; state: PredictorState }[] = [];
  predictors.onState((change) => states.push(change));
  context.after(() => {
    predictors.dispose();
  });
  return {
    predictors,
    states,
    until: (kind, of = tag) =>
      new Promise((resolve) => {
        const listening = predictors.onState((change) => {
          if (change.tag !== of || change.state.kind !== kind) return;
          listening.dispose();
          resolve(change.state);
        });
      }),
  };
}

/** An empty folder that is gone when the test ends. */
export function temporary(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "hearth-process-"));
  context.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

function sourceOf(root: string, models: readonly TestModel[]): ModelSource {
  const folder = ({ tag: of }: Manifest): string => join(root, of.replaceAll("/", "-"));
  const entry = (of: string): TestModel | undefined =>
    models.find(({ manifest }) => manifest.tag === of);
  for (const { manifest, files = {}, module } of models) {
    mkdirSync(folder(manifest), { recursive: true });
    for (const [name, data] of Object.entries(files))
      writeFileSync(join(folder(manifest), name), data);
    if (module !== undefined) writeFileSync(join(folder(manifest), "index.mjs"), module);
  }
  const state = async ({ tag: of }: Manifest): Promise<Here> =>
    entry(of)?.installed === false ? { kind: "absent" } : { kind: "installed" };
  return {
    list: async () => models.map(({ manifest }) => manifest),
    find: async (of) => entry(of)?.manifest,
    state,
    recheck: state,
    folder,
    cacheFolder: (manifest) => join(folder(manifest), "cache"),
    module: (manifest) =>
      entry(manifest.tag)?.module === undefined ? undefined : join(folder(manifest), "index.mjs"),
    onChange: new Emitter<{ readonly tag: string }>().event,
  };
}

/** One question as the chat predictor takes it. */
export const ask = (
  content: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  messages: [{ role: "user", content }] satisfies Message[],
  ...more,
});

export interface Answer {
  readonly text: string;
  readonly thoughts: string;
  readonly chunks: readonly ChatCompletionChunk[];
  readonly finish: readonly string[];
  readonly usage: ChatCompletionChunk["usage"];
}

/** Reads an answer to its end. */
export async function read(stream: AsyncIterable<readonly unknown[]>): Promise<Answer> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const [chunk] of stream) chunks.push(chunk as ChatCompletionChunk);
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  return {
    text: deltas.map((delta) => delta?.content ?? "").join(""),
    thoughts: deltas.map((delta) => delta?.reasoning_content ?? "").join(""),
    chunks,
    finish: chunks.flatMap(({ choices }) =>
      choices.flatMap((choice) => choice.finish_reason ?? []),
    ),
    usage: chunks.at(-1)?.usage,
  };
}

/** Resolves as soon as it is so. @throws when it is not so within ten seconds */
export async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 10_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited ten seconds for: ${String(isSo)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
