import { abortError, isAbort, messageOf } from "../platform/errors.ts";
import { last } from "../platform/stream.ts";
import type { ChatCall, EmbedCall, Embedded, Spoken, SpeechCall, Calls } from "./calls.ts";
import { openBindings } from "./bindings.ts";
import { brokenBy } from "./results/broken.ts";
import { checkedChunks } from "./results/chatResult.ts";
import type { ChatCompletionChunk } from "./chatTypes.ts";
import { joined, slices, toEmbedded } from "./results/embeddingResult.ts";
import { isPredictorError, PredictorError } from "./errors.ts";
import type { Predictors } from "./predictors.ts";
import { type InputValues, toChatValues, toEmbeddingValues, toSpeechValues } from "./request.ts";
import type { Signature } from "./contract/signature.ts";
import { toSound, toWords } from "./results/speechResult.ts";

/** @throws from each call {PredictorError}, with the request field in `param`; an abort stays an abort */
export function openCalls(
  predictors: Pick<Predictors, "expect" | "load" | "run" | "measure">,
): Calls {
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
