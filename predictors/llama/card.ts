import { join } from "node:path";
import { InsufficientMemoryError, type LlamaModel, type LlamaModelOptions } from "node-llama-cpp";
import { abortError } from "../../src/platform/errors.ts";
import { readJson, writeAtomic } from "../../src/platform/files.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import type { LlamaOptions } from "./options.ts";
import type { Places } from "./sequences.ts";

/** Why a model runs on the processor, in words that follow the device. */
export const noCard = "no GPU was found that it can use";

export const whyNotOnCard = (error: unknown): string =>
  error instanceof InsufficientMemoryError
    ? "the free memory of the GPU is too small for it"
    : "it does not run on the GPU of this machine";

/** As many layers as leave room on the card for whole conversations; the processor does the rest. */
export const layersFor = ({
  contextSize,
  sequences,
}: Pick<LlamaOptions, "contextSize" | "sequences">): NonNullable<
  LlamaModelOptions["gpuLayers"]
> => ({
  min: 1,
  fitContext: { contextSize: contextSize * sequences },
});

/** Tokens that are read one batch after the other: the driver has programs for many, some, few and single ones. */
const batches = [512, 100, 20, 4];

/**
 * Has the driver make its programs for the card while the model loads: it makes each when it is first needed, which held up
 * the first answer by 15 s for 3 billion weights on an H200, and keeps them for later processes. Once for each model, card
 * and engine.
 * @returns what of the model is not on the card, in words
 */
export async function prepareCard(
  model: LlamaModel,
  places: Places,
  { device, context }: { readonly device: string; readonly context: LoadContext },
): Promise<readonly string[]> {
  const { gpuLayers, fileInsights, llama } = model;
  const { totalLayers } = fileInsights;
  const print = [device, llama.llamaCppRelease.release, gpuLayers].join("\n");
  const file = join(context.cacheFolder, "card.json");
  // a damaged file is written anew
  if ((await readJson(file).catch(() => undefined)) !== print) {
    context.log(`Prepares ${device}, once for this model.`);
    await warmUp(model, places, context);
    // when it cannot be written the next load does it again
    await writeAtomic(file, JSON.stringify(print)).catch(() => {});
  }
  return gpuLayers < totalLayers
    ? [`its memory has room for ${gpuLayers} of ${totalLayers} layers, the processor does the rest`]
    : [];
}

/** Reads batches of all sizes, and writes a token, in a place that is empty before and after. */
async function warmUp(
  { tokens: { bos } }: LlamaModel,
  places: Places,
  { signal, progress }: LoadContext,
): Promise<void> {
  const { sequence } = places.take([]);
  const token = bos ?? (0 as NonNullable<typeof bos>);
  for (const [i, count] of batches.entries()) {
    if (signal.aborted) throw abortError();
    if (sequence.nextTokenIndex + count < sequence.contextSize - 8)
      await sequence.evaluateWithoutGeneratingNewTokens(Array(count).fill(token));
    progress(0.9 + (0.09 * (i + 1)) / batches.length);
  }
  for await (const _ of sequence.evaluate([token], { temperature: 0 })) break;
  await sequence.clearHistory();
}
