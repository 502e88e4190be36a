import { isAbsolute } from "node:path";
import { PredictorError } from "../../src/predictor/errors.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";

/** What a manifest for this engine may say under `options`. */
export interface LlamaOptions {
  /** The GGUF file among the manifest's files. Default: the first that ends with .gguf. */
  readonly file: string;
  /** Tokens that a conversation may have at most, answer included. Default 8192; the model's own limit if that is lower. */
  readonly contextSize: number;
  /** Conversations whose evaluated beginnings are kept, each with memory for a whole context. Default 2. */
  readonly sequences: number;
  /** Default 0.7. */
  readonly temperature: number;
  /** Default 0.95. */
  readonly topP: number;
  /** Counts against tokens that the answer already has; 1 changes nothing. Default 1. */
  readonly repeatPenalty: number;
}

/** @throws {PredictorError} when the manifest names no GGUF file or an option makes no sense */
export function readOptions({ tag, files, options }: Manifest): LlamaOptions {
  const wrong = (message: string): PredictorError =>
    new PredictorError({ code: "incompatible_predictor", tag, message });

  function read(name: string, { min, or }: { min: number; or: number }): number {
    const value = options[name] ?? or;
    if (typeof value === "number" && value >= min) return value;
    throw wrong(
      `The manifest of ${tag} says ${name}: ${JSON.stringify(value)}. Correct it to a number from ${min} up.`,
    );
  }

  const named = options["file"];
  const file = typeof named === "string" ? named : files.find(isGguf)?.name;
  if (!file || isAbsolute(file) || !files.some(({ name }) => name === file))
    throw wrong(`The manifest of ${tag} names no GGUF file. Add one under "files".`);
  return {
    file,
    contextSize: read("contextSize", { min: 64, or: 8192 }),
    sequences: read("sequences", { min: 1, or: 2 }),
    temperature: read("temperature", { min: 0, or: 0.7 }),
    topP: read("topP", { min: 0, or: 0.95 }),
    repeatPenalty: read("repeatPenalty", { min: 0, or: 1 }),
  };
}

const isGguf = ({ name }: { readonly name: string }): boolean =>
  name.toLowerCase().endsWith(".gguf");
