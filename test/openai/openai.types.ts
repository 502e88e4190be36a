// Never run: the compiler is the test. OpenAI's own types of requests and answers fit where Hearth honours them.
import type OpenAI from "openai";
import type {
  ChatAnswer,
  ChatParams,
  EmbeddingParams,
  EmbeddingResponse,
  Model,
  OpenAIClient,
  SpeechParams,
} from "../../src/openai/types.ts";
import type { ChatCompletionChunk } from "../../src/predictor/chatTypes.ts";

/** Our lists are read-only, theirs are not: the only difference that is let pass. */
type Writable<T> = T extends readonly (infer I)[]
  ? Writable<I>[]
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;
const as = <T>(value: T): T => value;

/** What is said with OpenAI's types is understood. */
export async function requests(
  client: OpenAIClient,
  chat: OpenAI.Chat.Completions.ChatCompletionCreateParamsNonStreaming,
  embedding: OpenAI.EmbeddingCreateParams & { input: string | string[] },
  speech: OpenAI.Audio.SpeechCreateParams & { voice: string },
): Promise<void> {
  as<Omit<ChatParams, "messages">>(chat);
  as<EmbeddingParams>(embedding);
  as<SpeechParams>(speech);
  const user: OpenAI.Chat.Completions.ChatCompletionUserMessageParam = {
    role: "user",
    content: "Hi.",
  };
  const system: OpenAI.Chat.Completions.ChatCompletionSystemMessageParam = {
    role: "system",
    content: "Be brief.",
  };
  const whole = await client.chat.completions.create({ model: "@a/b", messages: [system, user] });
  const stream = await client.chat.completions.create({
    model: "@a/b",
    messages: [user],
    stream: true,
  });
  as<ChatAnswer>(whole);
  for await (const chunk of stream) as<ChatCompletionChunk>(chunk);
}

/** What is answered can be read as OpenAI's types. */
export function answers(
  whole: Writable<ChatAnswer>,
  chunk: Writable<ChatCompletionChunk>,
  embedding: Required<Writable<EmbeddingResponse>>,
  model: Model,
): void {
  as<OpenAI.Model>(model);
  as<OpenAI.Chat.Completions.ChatCompletion>(whole);
  as<Omit<OpenAI.Chat.Completions.ChatCompletionChunk, "choices">>(chunk);
  as<OpenAI.Chat.Completions.ChatCompletionChunk.Choice.Delta | null | undefined>(
    chunk.choices[0]?.delta,
  );
  as<OpenAI.Chat.Completions.ChatCompletionChunk.Choice["finish_reason"] | undefined>(
    chunk.choices[0]?.finish_reason,
  );
  as<OpenAI.CreateEmbeddingResponse["model"]>(embedding.model);
  as<OpenAI.CreateEmbeddingResponse["usage"]>(embedding.usage);
  as<"embedding" | undefined>(
    embedding.data[0]?.object satisfies OpenAI.Embedding["object"] | undefined,
  );
}
