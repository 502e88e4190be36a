import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  type ChatWrapper,
  getLlama,
  GgmlType,
  type Llama,
  type LlamaContext,
  type LlamaContextOptions,
  LlamaLogLevel,
  type LlamaModel,
} from "node-llama-cpp";
import { abortError, messageOf } from "../../src/platform/errors.ts";
import type { LoadContext } from "../../src/predictor/contract/define.ts";
import { layersFor, noCard, prepareCard, whyNotOnCard } from "./card.ts";
import { deviceOf, hasCard } from "./graphics.ts";
import { KeptStates, stateKey } from "./kept.ts";
import type { LlamaOptions } from "./options.ts";
import { Pace } from "./pace.ts";
import { fitRoom, type Room } from "./room.ts";
import { AnswerThreads } from "./answerThreads.ts";
import { openPromptThreads, type PromptThreads } from "./threads.ts";
import { Places } from "./sequences.ts";
import { openTemplate } from "./template.ts";

/** A model in memory, ready to answer. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly template: ChatWrapper;
  readonly places: Places;
  readonly pace: Pace;
  readonly kept: KeptStates;
  /** For the prompt, and for one token after the other. */
  readonly threads: { readonly prompt: PromptThreads; readonly answer: AnswerThreads };
  /** Tokens, prompt and answer together. */
  readonly contextSize: number;
}

/** Loads the model on the GPU where there is one, on the processor where not or where that fails; says which. */
export async function loadModel(options: LlamaOptions, context: LoadContext): Promise<LoadedModel> {
  const onProcessor = async (...notes: string[]): Promise<LoadedModel> =>
    loadOn(await openLlama(context, false), options, context, notes);
  if (context.device === "cpu") return onProcessor();
  const llama = await openLlama(context, "auto");
  try {
    if (await hasCard(llama)) return await loadOn(llama, options, context);
  } catch (error) {
    await llama.dispose();
    if (context.signal.aborted) throw abortError();
    context.log(`On the GPU: ${messageOf(error)}`);
    return onProcessor(whyNotOnCard(error));
  }
  await llama.dispose();
  return onProcessor(noCard);
}

function openLlama(
  { threads, mostThreads, log }: LoadContext,
  gpu: "auto" | false,
): Promise<Llama> {
  return getLlama({
    gpu,
    // the binaries come with Hearth: nothing is ever compiled or fetched behind the user's back
    build: "never",
    usePrebuiltBinaries: true,
    skipDownload: true,
    progressLogs: false,
    maxThreads: mostThreads ?? threads,
    logLevel: LlamaLogLevel.warn,
    logger: (level, message) => log(`${level}: ${message.trimEnd()}`),
  });
}

/** `notes`: why it is not where it was wished. */
async function loadOn(
  llama: Llama,
  options: LlamaOptions,
  context: LoadContext,
  notes: readonly string[] = [],
): Promise<LoadedModel> {
  const threads = await shareThreads(context, llama);
  const device = await deviceOf(llama);
  context.runsOn(device);
  const model = await llama.loadModel({
    modelPath: context.resource(options.file),
    gpuLayers: layersFor(options),
    loadSignal: context.signal,
    onLoadProgress: (part) => context.progress(0.1 + 0.7 * part),
  });
  context.progress(0.8);
  const template = openTemplate(model);
  context.progress(0.85);
  const { made, short } = await makeContext(model, options, context);
  context.progress(0.9);
  const places = new Places(made, template);
  const onCard = llama.gpu === false ? [] : await prepareCard(model, places, { device, context });
  if (context.signal.aborted) throw abortError();
  const all = [...notes, ...onCard, ...short];
  context.runsOn(device, ...(all.length ? [all.join("; ")] : []));
  const pace = new Pace();
  const { contextSize } = made;
  const engine = [llama.llamaCppRelease, made.flashAttention, made.kvCacheKeyType, contextSize];
  const key = await stateKey(context.resource(options.file), engine);
  const kept = new KeptStates({ key, pace, log: context.log });
  return { llama, model, template, places, pace, kept, threads, contextSize };
}

/** The context, and what was cut from the one that was wished, in words. */
async function makeContext(
  model: LlamaModel,
  { contextSize: most, sequences }: LlamaOptions,
  context: LoadContext,
): Promise<{ readonly made: LlamaContext; readonly short: readonly string[] }> {
  const wanted = Math.min(most, model.trainContextSize ?? most);
  const room = await roomFor(model, { contextSize: wanted, sequences, cache: "f16" }, context);
  const made = await model.createContext({
    contextSize: { max: room.contextSize },
    sequences: room.sequences,
    ...cacheOptions(room),
    createSignal: context.signal,
  });
  const cuts = [
    ...(room.cache === "f16"
      ? []
      : ["what was read of a conversation is kept at 8 bits instead of 16"]),
    ...(made.contextSize < wanted
      ? [`conversations end at ${made.contextSize} tokens instead of ${wanted}`]
      : []),
  ];
  return { made, short: cuts.length ? [`memory is short: ${cuts.join(", and ")}`] : [] };
}

/** What the budget has room for beside the weights: never a model's largest context because it happens to fit today. */
function roomFor(model: LlamaModel, wanted: Room, { memory }: LoadContext): Promise<Room> {
  if (memory === undefined) return Promise.resolve(wanted);
  const bytesFor = async ({ contextSize, sequences, cache }: Room): Promise<number> => {
    const type = cache === "f16" ? GgmlType.F16 : GgmlType.Q8_0;
    const need = await model.fileInsights.estimateContextResourceRequirementsV2({
      ...{ contextSize, sequences, kvCacheKeyType: type, kvCacheValueType: type },
      modelGpuLayers: model.gpuLayers,
      flashAttention: "auto",
    });
    return need.cpuRam + need.gpuVram;
  };
  return fitRoom(wanted, memory - model.size, { bytesFor, mayRound: mayRound(model) });
}

/** Numbers of 8 bits are kept in blocks of 32, and a head must be whole blocks. */
function mayRound({ fileInfo: { architectureMetadata } }: LlamaModel): boolean {
  const { attention, embedding_length: size } = architectureMetadata;
  const length = (size ?? 0) / (Number(attention?.head_count) || 1);
  const lengths = [attention?.key_length ?? length, attention?.value_length ?? length];
  return lengths.every((one) => one > 0 && one % 32 === 0);
}

/** Values of 8 bits need flash attention. */
function cacheOptions({ cache }: Room): Partial<LlamaContextOptions> {
  if (cache === "f16") return { flashAttention: "auto" };
  return {
    flashAttention: true,
    ...{ experimentalKvCacheKeyType: "Q8_0", experimentalKvCacheValueType: "Q8_0" },
  };
}

/** Threads wait for one another by spinning, so more of them than cores that compute slow all of them down. */
async function shareThreads(
  { threads, mostThreads = threads, cacheFolder }: LoadContext,
  llama: Llama,
): Promise<LoadedModel["threads"]> {
  const [wanted, most] = [threads, mostThreads].map((count) =>
    Math.max(1, Math.min(count, llama.cpuMathCores)),
  ) as [number, number];
  // the context is made for so many; fewer can be taken at any time
  llama.maxThreads = most;
  // on the GPU threads matter little, and nothing would be learnt
  const upTo = llama.gpu === false ? most : wanted;
  // between two tokens of an answer the event loop works too, and the editor always does
  const few = Math.max(1, Math.min(wanted, availableParallelism() - 1));
  return {
    prompt: await openPromptThreads([wanted, upTo], join(cacheFolder, "threads.json")),
    answer: new AnswerThreads(few, upTo),
  };
}
