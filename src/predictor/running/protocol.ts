import type { ChatLength } from "../chatTypes.ts";
import type { Manifest } from "../manifest.ts";
import type { Graphics } from "./graphics.ts";
import type { Signature } from "../contract/signature.ts";

/** What a predictor process serves (types only). */
export type PredictorService = {
  /** Loads the model; called once, before anything else. Ends with one "ready". */
  load(input: LoadRequest, signal: AbortSignal): AsyncIterable<LoadStep>;
  /** Runs one prediction. Yields positional outputs. Values are checked by the caller (`predictor/values.ts`). */
  predict(
    input: { readonly values: Record<string, unknown> },
    signal: AbortSignal,
  ): AsyncIterable<readonly unknown[]>;
  /** Yields the length of a conversation once; null when the predictor cannot say. Runs beside a prediction. */
  measure(
    input: { readonly values: Record<string, unknown> },
    signal: AbortSignal,
  ): AsyncIterable<ChatLength | null>;
  /** Yields what models can run on beside the processor, once; null for nothing. Loads no model. */
  graphics(input: null, signal: AbortSignal): AsyncIterable<Graphics | null>;
  /** From now on nothing may leave this machine, or it may again. Ends with one null. */
  offline(input: { readonly on: boolean }, signal: AbortSignal): AsyncIterable<null>;
  /** Ends, with one null, when no prediction runs any more: how the end of an aborted one is known. */
  settle(input: null, signal: AbortSignal): AsyncIterable<null>;
  /** Lets go of the model and of whatever the predictor holds; ends with one null. The process is ended afterwards. */
  dispose(input: null, signal: AbortSignal): AsyncIterable<null>;
};

export interface LoadRequest {
  readonly manifest: Manifest;
  /** Absolute folder that holds the manifest's verified files. */
  readonly folder: string;
  /** Absolute folder for files derived from the weights. */
  readonly cacheFolder: string;
  /** Absolute path of the module, for a predictor that does not come with Hearth. */
  readonly module?: string;
  readonly device: "auto" | "cpu";
  readonly threads: number;
  /** See `LoadContext.mostThreads`. */
  readonly mostThreads: number;
  /** Nothing may leave this machine. */
  readonly offline: boolean;
  /** Bytes that it should not exceed, weights included; left out: as it likes. */
  readonly memory?: number;
}

export type LoadStep =
  | { readonly kind: "progress"; readonly fraction: number }
  /** Where it is being loaded, in the words of "ready". */
  | { readonly kind: "device"; readonly device: string }
  | {
      readonly kind: "ready";
      readonly signature: Signature;
      /** Where it runs, in words: "CPU", "Vulkan (NVIDIA …)". */
      readonly device: string;
      /** Why it does not run where it was wished. */
      readonly note?: string;
    };
