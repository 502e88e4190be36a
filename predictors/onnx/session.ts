import { InferenceSession } from "onnxruntime-node";

/** A model on the CPU, with at most `threads` threads. `model` is a file's path or its bytes. */
export function openSession(
  model: string | Uint8Array,
  { threads }: { readonly threads: number },
): Promise<InferenceSession> {
  const options = settings(threads);
  return typeof model === "string"
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}

/** How every voice is run. */
export const settings = (threads: number): InferenceSession.SessionOptions => ({
  executionProviders: ["cpu"],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  // a plan of the memory is kept for every new length of an input: texts have many
  enableMemPattern: false,
  // an idle thread that spins takes the core away from the editor
  extra: { session: { intra_op: { allow_spinning: "0" } } },
  logSeverityLevel: 3,
});
