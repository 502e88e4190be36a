import type { ChatCompletionChunk, ChatTool, Message } from "../chatTypes.ts";
import type { Parameter as Described, Tensor } from "./signature.ts";

/** What each annotation writes into a parameter's denotation. */
export const denotations = {
  Audio: "audio",
  Embedding: "embedding",
  AudioVoice: "openai.audio.speech.voice",
  AudioSpeed: "openai.audio.speech.speed",
  EmbeddingDims: "openai.embeddings.dims",
  MaxOutputTokens: "openai.chat.completions.max_output_tokens",
  SamplingTemperature: "openai.chat.completions.temperature",
  SamplingProbability: "openai.chat.completions.top_p",
  FrequencyPenalty: "openai.chat.completions.frequency_penalty",
  PresencePenalty: "openai.chat.completions.presence_penalty",
  ReasoningEffort: "openai.chat.completions.reasoning_effort",
  ResponseFormat: "openai.chat.completions.response_format",
  // ours
  Pronunciations: "hearth.audio.speech.pronunciations",
  Stop: "openai.chat.completions.stop",
  Seed: "openai.chat.completions.seed",
  Tools: "openai.chat.completions.tools",
  ToolChoice: "openai.chat.completions.tool_choice",
  Logprobs: "openai.chat.completions.logprobs",
  TopLogprobs: "openai.chat.completions.top_logprobs",
  StateFolder: "hearth.chat.completions.state_folder",
} as const;

/** Denotations of older signatures, read as today's. */
export const olderDenotations: Readonly<Record<string, string>> = {
  "audio.voice": denotations.AudioVoice,
  "audio.speed": denotations.AudioSpeed,
  "embedding.dims": denotations.EmbeddingDims,
  sampling_temperature: denotations.SamplingTemperature,
};

type Spec = Omit<Described, "name">;

/**
 * One declared parameter: `spec` is its description as data; the three `declare`d fields exist for the
 * compiler alone and carry the value's type, whether it may be left out, and its role in the contract.
 */
export class Declared<T, Optional extends boolean = false, Role extends string = string> {
  declare readonly value: T;
  declare readonly isOptional: Optional;
  declare readonly role: Role;

  readonly spec: Spec;

  constructor(spec: Spec) {
    this.spec = spec;
  }

  /** The value used when a caller leaves the parameter out. Makes it optional. */
  default(value: T): Declared<T, true, Role> {
    return new Declared({ ...this.spec, optional: true, default: value });
  }
}

interface About {
  readonly description: string;
}
interface Ranged extends About {
  readonly min?: number;
  readonly max?: number;
}

const declared = <T, Role extends string = "">(spec: Spec): Declared<T, false, Role> =>
  new Declared(spec);
const number =
  (dtype: "int32" | "float32", denotation?: string) =>
  (about: Ranged): Declared<number, false, ""> =>
    declared({ dtype, ...(denotation && { denotation }), ...about });

/** The vocabulary of a signature. Each factory declares one parameter; `.default(value)` makes an input optional. */
export const Parameter = {
  Text: (about: About) => declared<string, "text">({ dtype: "string", ...about }),
  Texts: (about: About) =>
    declared<readonly string[], "texts">({
      dtype: "list",
      schema: { type: "array", items: { type: "string" } },
      ...about,
    }),
  Messages: (about: About) =>
    declared<readonly Message[], "messages">({
      dtype: "list",
      schema: { type: "array", items: { title: "Message", type: "object" } },
      ...about,
    }),

  Int: number("int32"),
  Float: number("float32"),
  Bool: (about: About) => declared<boolean>({ dtype: "bool", ...about }),
  Choice: <const V extends readonly string[]>({
    values,
    ...about
  }: About & { readonly values: V }) =>
    declared<V[number]>({ dtype: "string", ...about, enumeration: named(values) }),

  /** Rows of float32, shape (N, D): row i belongs to text i. */
  Embedding: (about: About) =>
    declared<Tensor, "embedding">({
      dtype: "float32",
      denotation: denotations.Embedding,
      ...about,
    }),
  EmbeddingDims: number("int32", denotations.EmbeddingDims),

  /** Linear PCM as float32, shape (F,) mono or (C, F). `sampleRate` in samples per second. */
  Audio: (about: About & { readonly sampleRate: number }) =>
    declared<Tensor, "audio">({ dtype: "float32", denotation: denotations.Audio, ...about }),
  /** Literal `voices` become the type of the input. */
  AudioVoice: <const V extends readonly string[]>({
    voices,
    ...about
  }: About & { readonly voices: V }) =>
    declared<V[number], "voice">({
      dtype: "string",
      denotation: denotations.AudioVoice,
      ...about,
      enumeration: named(voices),
    }),
  AudioSpeed: number("float32", denotations.AudioSpeed),

  /** Words and their phonemes, in IPA. Takes a default of {}. */
  Pronunciations: (about: About) =>
    declared<Readonly<Record<string, string>>>({
      dtype: "dict",
      denotation: denotations.Pronunciations,
      schema: { type: "object", additionalProperties: { type: "string" } },
      ...about,
    }),
  /** A second output of a speech predictor: when each word sounds. */
  SpokenWords: (about: About) =>
    declared<readonly SpokenWord[], "words">({
      dtype: "list",
      schema: { title: "SpokenWords", type: "array", items: { type: "object" } },
      ...about,
    }),

  MaxOutputTokens: number("int32", denotations.MaxOutputTokens),
  SamplingTemperature: number("float32", denotations.SamplingTemperature),
  SamplingProbability: number("float32", denotations.SamplingProbability),
  FrequencyPenalty: number("float32", denotations.FrequencyPenalty),
  PresencePenalty: number("float32", denotations.PresencePenalty),
  Seed: number("int32", denotations.Seed),
  ReasoningEffort: <const V extends readonly string[]>({
    efforts,
    ...about
  }: About & { readonly efforts: V }) =>
    declared<V[number]>({
      dtype: "string",
      denotation: denotations.ReasoningEffort,
      ...about,
      enumeration: named(efforts),
    }),
  ResponseFormat: (about: About) =>
    declared<Readonly<Record<string, unknown>>>({
      dtype: "dict",
      denotation: denotations.ResponseFormat,
      schema: { type: "object" },
      ...about,
    }),
  /** Texts that end the answer; they are not part of it. */
  Stop: (about: About) =>
    declared<readonly string[]>({
      dtype: "list",
      denotation: denotations.Stop,
      schema: { type: "array", items: { type: "string" } },
      ...about,
    }),

  /** Functions that the model may ask to be called; none when the list is empty. */
  Tools: (about: About) =>
    declared<readonly ChatTool[]>({
      dtype: "list",
      denotation: denotations.Tools,
      schema: { type: "array", items: { title: "Tool", type: "object" } },
      ...about,
    }),
  /** "auto": as the model likes; "none"; "required": one of the tools; else the name of the one that must be called. */
  ToolChoice: (about: About) =>
    declared<string>({ dtype: "string", denotation: denotations.ToolChoice, ...about }),
  /** True: chunks say how likely the tokens of their text were. Takes a default of false. */
  Logprobs: (about: About) =>
    declared<boolean>({ dtype: "bool", denotation: denotations.Logprobs, ...about }),
  /** How many of the likeliest tokens come with each; 0 where `Logprobs` is false. */
  TopLogprobs: number("int32", denotations.TopLogprobs),
  /** Absolute path of a folder where a conversation's state is kept for a later process; "" keeps nothing. */
  StateFolder: (about: About) =>
    declared<string>({ dtype: "string", denotation: denotations.StateFolder, ...about }),

  ChatCompletionChunk: (about: About) =>
    declared<ChatCompletionChunk, "chunk">({
      dtype: "dict",
      schema: { title: "ChatCompletionChunk", type: "object" },
      ...about,
    }),
  /** A second output of an embedding predictor: token counts. */
  EmbeddingUsage: (about: About) =>
    declared<EmbeddingUsage, "usage">({
      dtype: "dict",
      schema: { title: "Usage", type: "object" },
      ...about,
    }),
} as const;

export interface EmbeddingUsage {
  readonly prompt_tokens: number;
  readonly total_tokens: number;
}

/** When a word of the text sounds. */
export interface SpokenWord {
  /** UTF-16 offsets into the text; end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Seconds from the first sample. */
  readonly from: number;
  readonly to: number;
}

const named = (values: readonly string[]): { name: string; value: string }[] =>
  values.map((value) => ({ name: value, value }));
