import type { Manifest } from "../../src/predictor/manifest.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import { voiceIdOf } from "../../src/predictor/voices.ts";

/** What the manifest of every voice model says in its options. */
export interface VoiceOptions {
  /** Name of the ONNX file. */
  readonly model: string;
  /** In the order in which they are offered; the first is the usual one. */
  readonly voices: readonly [string, ...string[]];
  /** Samples per second. */
  readonly sampleRate: number;
}

/** @throws {PredictorError} incompatible_predictor when an option is missing */
export function readVoiceOptions({ tag, options }: Manifest): VoiceOptions {
  const { model, sampleRate } = options;
  const voices = Array.isArray(options["voices"]) ? options["voices"].map(voiceIdOf) : [];
  const areNamed = voices.length > 0 && voices.every((voice) => voice !== undefined);
  if (typeof model !== "string" || !areNamed || !Number.isInteger(sampleRate))
    throw new PredictorError({
      code: "incompatible_predictor",
      tag,
      message: `The manifest of ${tag} must name "model", "voices" and "sampleRate" in its options.`,
    });
  return { model, voices: voices as [string, ...string[]], sampleRate: sampleRate as number };
}

/** @throws {PredictorError} invalid_value with the voices that there are */
export function checkVoice(
  voice: string,
  { tag, voices }: { readonly tag: string; readonly voices: readonly string[] },
): void {
  if (voices.includes(voice)) return;
  throw new PredictorError({
    code: "invalid_value",
    tag,
    param: "voice",
    message: `${tag} has no voice "${voice}". Choose one of: ${voices.join(", ")}.`,
  });
}
