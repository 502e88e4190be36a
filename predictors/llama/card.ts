import { join } from "node:path";
import { InsufficientMemoryError, type LlamaModel, type LlamaModelOptions } from "node-llama-cpp";
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

/** Tokens that the engine reads at once. */
const batch = 512;

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
    await warmUp(model, places);
    // when it cannot be written the next load does it again
    await writeAtomic(file, JSON.stringify(print)).catch(() => {});
  }
  return gpuLayers < totalLayers
    ? [`its memory has room for ${gpuLayers} of ${totalLayers} layers, the processor does the rest`]
    : [];
}

/** Reads as many tokens as are read at once, and writes one, in a place that is empty before and after. */
async function warmUp(
  { tokens: { bos }, trainContextSize }: LlamaModel,
  places: Places,
): Promise<void> {
  const { sequence } = places.take([]);
  const token = bos ?? (0 as NonNullable<typeof bos>);
  const count = Math.min(batch, sequence.contextSize - 8, trainContextSize ?? batch);
  await sequence.evaluateWithoutGeneratingNewTokens(Array(count).fill(token));
  for await (const _ of sequence.evaluate([token], { temperature: 0 })) break;
  await sequence.clearHistory();
}
