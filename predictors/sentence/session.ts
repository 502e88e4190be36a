import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { UserError } from "../../src/platform/errors.ts";
import { writeAtomic } from "../../src/platform/files.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { type BertConfig, toBertGraph } from "./bert.ts";
import { writeOnnx } from "./onnx.ts";
import { readSafetensors } from "./safetensors.ts";

interface SessionConfig extends BertConfig {
  readonly maxTokens: number;
}

/** Raise it when the graph changes: files of an older version are then built anew. */
const graphVersion = 1;

/**
 * The encoder, ready to run: from `model.onnx` where the manifest has one, else from `model.safetensors`,
 * of which an ONNX file is made once and kept.
 */
export async function openSession(
  manifest: Manifest,
  config: SessionConfig,
  context: LoadContext,
): Promise<InferenceSession> {
  if (manifest.files.some(({ name }) => name === "model.onnx"))
    return open(context.resource("model.onnx"), context);
  const path = await converted(manifest, config, context);
  try {
    return await open(path, context);
  } catch {
    // no digest watches over what was made here, and it is quickly made again
    await rm(path, { force: true });
    return open(await converted(manifest, config, context), context);
  }
}

function open(path: string, { threads }: LoadContext): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // an idle thread that spins takes the core away from the editor
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  });
}

async function converted(
  manifest: Manifest,
  config: SessionConfig,
  context: LoadContext,
): Promise<string> {
  const weights = manifest.files.find(({ name }) => name === "model.safetensors");
  const { heads, eps, firstPosition, maxTokens, precision } = config;
  // whatever the file depends on is in its name, so that a corrected manifest takes effect
  const about = [graphVersion, weights?.sha256.slice(0, 12), heads, eps, firstPosition, maxTokens];
  if (precision !== "float32") about.push(precision);
  const path = join(context.cacheFolder, `encoder-${about.join("-")}.onnx`);
  if (existsSync(path)) return path;
  const tensors = readSafetensors(await readFile(context.resource("model.safetensors")));
  const bert = toBertGraph(tensors, config);
  if (maxTokens > bert.maxTokens)
    throw new UserError(
      `The manifest of ${manifest.tag} wants ${maxTokens} tokens, but the model has room for ${bert.maxTokens}. Lower its option "maxTokens".`,
    );
  await writeAtomic(path, writeOnnx(bert.graph));
  return path;
}
