import type { Calls } from "../predictor/call.ts";
import { createChatCompletion } from "./chat.ts";
import { createCompletion } from "./completions.ts";
import { createEmbedding } from "./embeddings.ts";
import { createSpeech } from "./speech.ts";
import type { OpenAIClient } from "./types.ts";

/** @throws from each call {PredictorError}; `toErrorBody` writes it as OpenAI does */
export function openClient(calls: Calls): OpenAIClient {
  return {
    chat: { completions: { create: createChatCompletion(calls) } },
    completions: { create: createCompletion(calls) },
    embeddings: { create: createEmbedding(calls) },
    audio: { speech: { create: createSpeech(calls) } },
  };
}
