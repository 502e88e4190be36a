import type { Calls } from "../predictor/calls.ts";
import { createChatCompletion } from "./chat.ts";
import { createCompletion } from "./completions.ts";
import { createEmbedding } from "./embeddings.ts";
import { type Directory, openModelList } from "./models.ts";
import { createSpeech } from "./speech.ts";
import type { OpenAIClient } from "./types.ts";

/** @throws from each call {PredictorError}; `toErrorBody` writes it as OpenAI does */
export function openClient(calls: Calls, directory: Directory): OpenAIClient {
  return { ...openCreators(calls), models: openModelList(directory) };
}

/** The calls that ask a model. @throws as `openClient` */
export const openCreators = (calls: Calls): Omit<OpenAIClient, "models"> => ({
  chat: { completions: { create: createChatCompletion(calls) } },
  completions: { create: createCompletion(calls) },
  embeddings: { create: createEmbedding(calls) },
  audio: { speech: { create: createSpeech(calls) } },
});
