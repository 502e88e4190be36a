import { abortError, isAbort, messageOf } from "../platform/errors.ts";
import { last } from "../platform/stream.ts";
import { openBindings } from "./bindings.ts";
import { brokenBy } from "./broken.ts";
import { checkedChunks } from "./chatResult.ts";
import type { ChatCompletionChunk, ChatLength, ChatTool, Message } from "./chatTypes.ts";
import { joined, slices, toEmbedded } from "./embeddingResult.ts";
import { isPredictorError, PredictorError } from "./errors.ts";
import type { Predictors } from "./predictors.ts";
import { type InputValues, toChatValues, toEmbeddingValues, toSpeechValues } from "./request.ts";
import type { Signature } from "./signature.ts";
import type { SpokenWord } from "./parameter.ts";
import { toSound, toWords } from "./speechResult.ts";

/** One chat request, in the contract's words. Fields that are left out take the predictor's defaults. */
export interface ChatCall {
  readonly messages: readonly Message[];
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly reasoningEffort?: string;
  readonly responseFormat?: Readonly<Record<string, unknown>>;
  readonly stop?: readonly string[];
  readonly seed?: number;
  readonly tools?: readonly ChatTool[];
  /** "auto", "none", "required", or the name of a tool. */
  readonly toolChoice?: string;
  /** Absolute path of an existing folder for what was read of this conversation; whoever makes it deletes it. */
  readonly stateFolder?: string;
}

export interface EmbedCall {
  readonly texts: readonly string[];
  /** Left out: the predictor's default. */
  readonly dimensions?: number;
}

export interface Embedded {
  /** Numbers a row; 0 when there were no texts. */
  readonly size: number;
  /** Row-major, texts.length × size. Rows have unit length, so a dot product is the cosine. */
  readonly vectors: Float32Array;
  /** Tokens read, by the model's tokenizer; undefined when the predictor does not say. */
  readonly promptTokens: number | undefined;
}

export interface Spoken {
  /** Interleaved when there is more than one channel; −1 … 1. */
  readonly samples: Float32Array;
  readonly channels: number;
  /** Frames per second. */
  readonly sampleRate: number;
  /** When each word sounds, in order; undefined when the model does not tell. */
  readonly words?: readonly SpokenWord[];
}

export interface SpeechCall {
  readonly text: string;
  readonly voice: string;
  /** 1 is the voice's own speed. */
  readonly speed?: number;
  /** Words and their phonemes in IPA, for voices that take them. */
  readonly pronunciations?: Readonly<Record<string, string>>;
}

/** The three calls that features make. Requests are checked before they reach the predictor, results before they leave. */
export interface Calls {
  chat(tag: string, call: ChatCall, signal?: AbortSignal): AsyncIterable<ChatCompletionChunk>;
  /** How long a conversation is for this model; undefined when it cannot say. Loads the model if needed. */
  measure(
    tag: string,
    call: Pick<ChatCall, "messages" | "tools">,
    signal?: AbortSignal,
  ): Promise<ChatLength | undefined>;
  /** The list may be of any length. */
  embed(tag: string, call: EmbedCall, signal?: AbortSignal): Promise<Embedded>;
  speak(tag: string, call: SpeechCall, signal?: AbortSignal): Promise<Spoken>;
}

/** @throws from each call {PredictorError}, with the request field in `param`; an abort stays an abort */
export function openCalls(predictors: Pick<Predictors, "load" | "run" | "measure">): Calls {
  const bind = openBindings(predictors);
  const asking = (tag: string, signal?: AbortSignal): Asking => ({ tag, signal, bind, predictors });
  return {
    async *chat(tag, call, signal) {
      try {
        yield* chat(asking(tag, signal), call);
      } catch (error) {
        throw toPredictorError(error, tag, signal);
      }
    },
    async measure(tag, call, signal) {
      try {
        // without the signal: see `Slot.measure`
        const { binding } = await bind("chat", tag);
        return await predictors.measure(tag, toChatValues(tag, binding, call), signal);
      } catch (error) {
        throw toPredictorError(error, tag, signal);
      }
    },
    embed: (tag, call, signal) =>
      embed(asking(tag, signal), call).catch((error: unknown) => {
        throw toPredictorError(error, tag, signal);
      }),
    speak: (tag, call, signal) =>
      speak(asking(tag, signal), call).catch((error: unknown) => {
        throw toPredictorError(error, tag, signal);
      }),
  };
}

interface Asking {
  readonly tag: string;
  readonly signal: AbortSignal | undefined;
  readonly bind: ReturnType<typeof openBindings>;
  readonly predictors: Pick<Predictors, "run">;
}

async function* chat(
  asking: Asking,
  call: ChatCall,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const { tag, signal } = asking;
  const { signature, binding } = await asking.bind("chat", tag, signal);
  const outputs = run(asking, signature, toChatValues(tag, binding, call));
  yield* checkedChunks(nth(outputs, binding.output), brokenBy(tag));
}

async function embed(asking: Asking, call: EmbedCall): Promise<Embedded> {
  const { tag, signal } = asking;
  const { signature, binding } = await asking.bind("embedding", tag, signal);
  const broken = brokenBy(tag);
  const parts: Embedded[] = [];
  for (const texts of slices(call.texts, binding.texts.batch?.capacity)) {
    const values = toEmbeddingValues(tag, binding, { ...call, texts });
    const outputs = await last(run(asking, signature, values));
    const asked = { rows: texts.length, dimensions: call.dimensions };
    parts.push(toEmbedded(outputs, { binding, asked, broken }));
  }
  return joined(parts, broken);
}

async function speak(asking: Asking, call: SpeechCall): Promise<Spoken> {
  const { tag, signal } = asking;
  const { signature, binding } = await asking.bind("speech", tag, signal);
  const outputs = await last(run(asking, signature, toSpeechValues(tag, binding, call)));
  const broken = brokenBy(tag);
  const sound = toSound(outputs[binding.audio], broken);
  const words = binding.words === undefined ? undefined : outputs[binding.words];
  return {
    ...sound,
    sampleRate: binding.sampleRate,
    ...(words !== undefined && { words: toWords(words, call.text, broken) }),
  };
}

async function* run(
  { predictors, tag, signal }: Asking,
  { outputs: { length } }: Signature,
  values: InputValues,
): AsyncGenerator<readonly unknown[], void, undefined> {
  for await (const outputs of predictors.run(tag, values, signal)) {
    if (outputs.length !== length)
      throw brokenBy(tag)("A3", `it gave ${outputs.length} results, its signature names ${length}`);
    yield outputs;
  }
}

async function* nth(
  stream: AsyncIterable<readonly unknown[]>,
  index: number,
): AsyncGenerator<unknown, void, undefined> {
  for await (const outputs of stream) yield outputs[index];
}

/** What leaves a call: an abort, or a typed error that names the predictor. */
function toPredictorError(error: unknown, tag: string, signal?: AbortSignal): unknown {
  if (signal?.aborted) return abortError();
  if (isAbort(error) || isPredictorError(error)) return error;
  const reason = messageOf(error).replace(/[^.!?…]$/, "$&.");
  const message = `${tag} failed: ${reason} Try again; Hearth's log says more.`;
  const failure = new PredictorError({ code: "predictor_failed", tag, message });
  return Object.assign(failure, { cause: error });
}
