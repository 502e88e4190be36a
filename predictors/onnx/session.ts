import { join } from "node:path";
import { InferenceSession } from "onnxruntime-node";

/** A model on the CPU. `model` is a file's path or its bytes. */
export const openSession = (
  model: string | Uint8Array,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> =>
  typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);

/** How every voice is run, with at most `threads` threads. */
export const settings = (threads: number) =>
  ({
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // a plan of the memory is kept for every new length of an input: texts have many
    enableMemPattern: false,
    // an idle thread that spins takes the core away from the editor
    extra: { session: { intra_op: { allow_spinning: "0" } } },
    logSeverityLevel: 3,
  }) satisfies InferenceSession.SessionOptions;

/** The files that `settingsToWrite` writes. */
export const written = { graph: "model.onnx", weights: "weights.bin" } as const;

/** Writes what the runtime makes of a model before it runs it: the graph, and its weights in a file of their own. */
export function settingsToWrite(threads: number, folder: string): InferenceSession.SessionOptions {
  const usual = settings(threads);
  const session = {
    ...usual.extra.session,
    optimized_model_external_initializers_file_name: written.weights,
    optimized_model_external_initializers_min_size_in_bytes: "1024",
  };
  return { ...usual, optimizedModelFilePath: join(folder, written.graph), extra: { session } };
}

/** For what was written so: nothing is left to be made better, and the weights are mapped into memory as they lie there. */
export const settingsAsWritten = (threads: number): InferenceSession.SessionOptions => ({
  ...settings(threads),
  graphOptimizationLevel: "disabled",
});
