import { messageOf } from "../platform/errors.ts";
import type { Log } from "../platform/log.ts";
import type { ChatCall, Calls } from "../predictor/calls.ts";
import type { ChatCompletionChunk } from "../predictor/chatTypes.ts";
import { isPredictorError } from "../predictor/errors.ts";
import { toRequest } from "./prompt.ts";
import type { Turn } from "./protocol.ts";

/** The model to ask, and how. */
export interface ChatModel {
  readonly tag: string;
  /** Where it is, when that is not this machine. */
  readonly host?: string;
  readonly temperature: number;
  /** The longest answer, in tokens. */
  readonly maxTokens: number;
  readonly systemPrompt: string;
}

/** How the request had to be cut to be acceptable. */
export interface Shape {
  /** The oldest turns that are not sent. */
  readonly leftOut: number;
  /** Undefined when the model takes none. */
  readonly seed: number | undefined;
}

export interface Request extends Shape {
  readonly turns: readonly Turn[];
  /** The model must be asked to go on with its last answer. */
  readonly resume: boolean;
  readonly model: ChatModel;
  /** Where the model may keep what it reads; undefined: nowhere. */
  readonly stateFolder: string | undefined;
  /** OpenAI's response_format; undefined: the answer is free. */
  readonly format: ChatCall["responseFormat"] | undefined;
}

export type Step =
  /** It is tried again, cut further. Comes before the first chunk. */
  | { readonly kind: "shape"; readonly shape: Shape }
  | { readonly kind: "chunk"; readonly chunk: ChatCompletionChunk };

type Sampling = Pick<ChatCall, "temperature" | "maxTokens" | "seed" | "responseFormat">;

/**
 * Streams one answer. Sampling fields that the model does not have are left away; turns that turn out not to fit, for a
 * model that could not say so before (`fit`), are left out, the oldest first.
 * @throws {PredictorError} context_length_exceeded when the last question alone is too large
 */
export async function* request(
  { calls, log }: { calls: Pick<Calls, "chat">; log: Log },
  { turns, resume, model, leftOut: alreadyOut, seed, stateFolder, format }: Request,
  signal: AbortSignal,
): AsyncGenerator<Step> {
  const { tag, temperature, maxTokens, systemPrompt } = model;
  let leftOut = alreadyOut;
  let sampling: Sampling = {
    ...{ temperature, maxTokens },
    ...(seed !== undefined && { seed }),
    ...(format && { responseFormat: format }),
  };
  for (;;) {
    const free = !sampling.responseFormat;
    const messages = toRequest({ turns, leftOut, systemPrompt, resume, free });
    const call = { messages, ...sampling, ...(stateFolder !== undefined && { stateFolder }) };
    try {
      for await (const chunk of calls.chat(tag, call, signal)) yield { kind: "chunk", chunk };
      return;
    } catch (error) {
      const field = unknownField(error, sampling);
      if (field) {
        log.info(`${tag} goes without "${field}": ${messageOf(error)}`);
        sampling = without(sampling, field);
      } else if (isPredictorError(error, "context_length_exceeded") && leftOut < turns.length - 1) {
        leftOut++;
      } else throw error;
      yield { kind: "shape", shape: { leftOut, seed: sampling.seed } };
    }
  }
}

/** The field of `sampling` that the predictor does not have, as its error names it ("maxTokens" or "max_tokens"). */
function unknownField(error: unknown, sampling: Sampling): keyof Sampling | undefined {
  if (!isPredictorError(error, "unsupported_parameter")) return undefined;
  const named = error.param?.replaceAll("_", "").toLowerCase();
  return (Object.keys(sampling) as (keyof Sampling)[]).find(
    (field) => field.toLowerCase() === named,
  );
}

const without = (sampling: Sampling, field: keyof Sampling): Sampling =>
  Object.fromEntries(Object.entries(sampling).filter(([name]) => name !== field));
