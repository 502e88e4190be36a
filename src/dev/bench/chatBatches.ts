import { readFileSync } from "node:fs";
import { getLlama, LlamaLogLevel, type LlamaModel, type Token } from "node-llama-cpp";
import { memoryOf } from "../../platform/memory.ts";
import { median, report } from "./report.ts";

/** Tokens that the engine may read at once; 512 is its own default. */
const sizes = [64, 256, 512, 2048];
/** A slice as `predictors/llama/pace.ts` takes it on two cores. */
const slice = 64;

/**
 * How quickly a prompt of 2,000 tokens is read with each batch size of the engine: handed over whole, which is the best
 * that a batch can do, and by the slices that let Stop be heard. And the memory that the context takes.
 */
export async function compareBatches(
  file: string,
  { rounds, threads }: { readonly rounds: number; readonly threads: number },
): Promise<void> {
  const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, maxThreads: threads, logLevel: LlamaLogLevel.error }); // prettier-ignore
  const model = await llama.loadModel({ modelPath: file });
  const tokens = model.tokenize(readFileSync("src/platform/channel.ts", "utf8").repeat(4)).slice(0, 2000); // prettier-ignore
  const seen = sizes.map(() => ({ whole: [] as number[], sliced: [] as number[], bytes: 0 }));
  // the first time the weights come from the disk
  await read(model, { tokens: tokens.slice(0, 256), batchSize: 512, step: slice });
  for (let round = 0; round < rounds; round++)
    for (const [i, batchSize] of [...sizes.entries()].toSorted(([a], [b]) =>
      round % 2 ? b - a : a - b,
    )) {
      // prettier-ignore
      const whole = await read(model, { tokens, batchSize, step: tokens.length });
      const sliced = await read(model, { tokens, batchSize, step: slice });
      const of = seen[i];
      if (!of) continue;
      of.whole.push(whole.ms);
      of.sliced.push(sliced.ms);
      of.bytes = Math.max(of.bytes, whole.bytes);
    }
  await llama.dispose();
  const rows = sizes.map((batch, i) => ({
    batch,
    "whole, tokens/s": (1000 * tokens.length) / median(seen[i]?.whole ?? []),
    [`slices of ${slice}, tokens/s`]: (1000 * tokens.length) / median(seen[i]?.sliced ?? []),
    "context MB": (seen[i]?.bytes ?? 0) / 1e6,
  }));
  report({
    name: `Reading ${tokens.length} tokens by batch size, ${threads} threads, medians of ${rounds} rounds by turns`,
    rows,
    notes: [],
  });
}

async function read(
  model: LlamaModel,
  {
    tokens,
    batchSize,
    step,
  }: { readonly tokens: readonly Token[]; readonly batchSize: number; readonly step: number },
): Promise<{ readonly ms: number; readonly bytes: number }> {
  const before = (await memoryOf(process.pid)) ?? 0;
  const context = await model.createContext({ contextSize: 2560, sequences: 1, batchSize, flashAttention: "auto" }); // prettier-ignore
  const sequence = context.getSequence();
  const began = performance.now();
  for (let from = 0; from < tokens.length; from += step)
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, from + step));
  const ms = performance.now() - began;
  const bytes = ((await memoryOf(process.pid)) ?? 0) - before;
  await context.dispose();
  return { ms, bytes };
}
