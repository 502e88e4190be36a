import type { Kind } from "./define.ts";
import {
  type Annotation,
  denotes,
  dtypeOf,
  floats,
  holdsOther,
  integers,
  otherRequired,
  setting,
  tensorOutput,
} from "./find.ts";
import { type Bound, generalProblems, type Problem } from "./problems.ts";
import { isRequired, type Dtype, type Parameter, type Signature } from "./signature.ts";

/** Which input and output of a chat predictor is which. */
export interface ChatBinding {
  readonly messages: Parameter;
  /** The settings that the predictor has. */
  readonly settings: { readonly [S in ChatSetting]?: Parameter };
  /** Index of the output that holds chunks or a completion. */
  readonly output: number;
}

export type ChatSetting = keyof typeof chatSettings;

export interface EmbeddingBinding {
  readonly texts: Parameter;
  readonly dimensions: Parameter | undefined;
  /** Index of the output that holds the tensor. */
  readonly embedding: number;
  /** Index of the output that holds the token counts. */
  readonly usage: number | undefined;
}

export interface SpeechBinding {
  readonly text: Parameter;
  readonly voice: Parameter;
  readonly speed: Parameter | undefined;
  /** Takes words with their phonemes. */
  readonly pronunciations: Parameter | undefined;
  /** Index of the output that holds the samples. */
  readonly audio: number;
  /** Index of the output that says when each word sounds. */
  readonly words: number | undefined;
  /** Frames per second. */
  readonly sampleRate: number;
}

/** What each setting is called in a chat call, its annotation, and the dtypes that it may have. */
export const chatSettings = {
  maxTokens: ["MaxOutputTokens", integers],
  temperature: ["SamplingTemperature", floats],
  topP: ["SamplingProbability", floats],
  frequencyPenalty: ["FrequencyPenalty", floats],
  presencePenalty: ["PresencePenalty", floats],
  reasoningEffort: ["ReasoningEffort", ["string"]],
  responseFormat: ["ResponseFormat", ["dict"]],
  stop: ["Stop", ["list"]],
  seed: ["Seed", integers],
  tools: ["Tools", ["list"]],
  toolChoice: ["ToolChoice", ["string"]],
  logprobs: ["Logprobs", ["bool"]],
  topLogprobs: ["TopLogprobs", integers],
  stateFolder: ["StateFolder", ["string"]],
} as const satisfies Record<string, readonly [Annotation, readonly Dtype[]]>;

/** Reads a signature as that of a chat predictor. Collects every broken rule. */
export function bindChat(signature: Signature): Bound<ChatBinding> {
  const general = generalProblems(signature);
  if (isUnreadable(general)) return { ok: false, problems: general };
  const { inputs, outputs } = signature;
  const problems = [...general];

  const messages = inputs.find(
    (p) => isRequired(p) && p.dtype === "list" && !holdsOther(p, "object"),
  );
  if (!messages)
    problems.push({ rule: "C1", message: "there is no required input that is a list of messages" });
  const settings: Record<string, Parameter> = {};
  for (const [name, [annotation, dtypes]] of Object.entries(chatSettings)) {
    const found = setting(inputs, { annotation, dtypes, rules: { dtype: "C11", default: "C11" } });
    problems.push(...found.problems);
    if (found.parameter) settings[name] = found.parameter;
  }
  const known = [messages, ...Object.values(settings)];
  problems.push(...otherRequired(inputs, { known, rule: "C2", only: "the messages" }));

  const output = outputs.findIndex((p) => p.dtype === "dict" && isCompletion(p));
  if (output < 0)
    problems.push({
      rule: "C4",
      message: "no output is a dict with the schema title ChatCompletionChunk or ChatCompletion",
    });
  if (!messages || problems.length) return { ok: false, problems };
  return { ok: true, binding: { messages, settings, output } };
}

const isCompletion = ({ schema }: Parameter): boolean =>
  schema?.["title"] === "ChatCompletionChunk" || schema?.["title"] === "ChatCompletion";

/** Reads a signature as that of an embedding predictor. Collects every broken rule. */
export function bindEmbedding(signature: Signature): Bound<EmbeddingBinding> {
  const general = generalProblems(signature);
  if (isUnreadable(general)) return { ok: false, problems: general };
  const { inputs, outputs } = signature;
  const problems = [...general];

  const texts = inputs.find((p) => isRequired(p) && p.dtype === "list" && !holdsOther(p, "string"));
  if (!texts)
    problems.push({ rule: "E1", message: "there is no required input that is a list of strings" });
  const dimensions = setting(inputs, {
    annotation: "EmbeddingDims",
    dtypes: integers,
    rules: { dtype: "E7", default: "E8" },
  });
  problems.push(...dimensions.problems);
  const known = [texts, dimensions.parameter];
  problems.push(...otherRequired(inputs, { known, rule: "E2", only: "the texts" }));

  const rules = { missing: "E3", dtype: "E4" } as const;
  const embedding = tensorOutput(outputs, { annotation: "Embedding", rules });
  problems.push(...embedding.problems);
  const usage = outputs.findIndex((p) => p.dtype === "dict" && p.schema?.["title"] === "Usage");
  if (!texts || problems.length) return { ok: false, problems };
  return {
    ok: true,
    binding: {
      texts,
      dimensions: dimensions.parameter,
      embedding: embedding.index,
      usage: usage < 0 ? undefined : usage,
    },
  };
}

/** Reads a signature as that of a speech predictor. Collects every broken rule. */
export function bindSpeech(signature: Signature): Bound<SpeechBinding> {
  const general = generalProblems(signature);
  if (isUnreadable(general)) return { ok: false, problems: general };
  const { inputs, outputs } = signature;
  const problems = [...general];

  // the voice is found first, so that the text may stand before or after it
  const voice = inputs.find((p) => denotes(p, "AudioVoice"));
  problems.push(...voiceProblems(voice));
  const text = inputs.find((p) => isRequired(p) && p.dtype === "string" && p !== voice);
  if (!text) problems.push({ rule: "S1", message: "there is no required string for the text" });
  const speed = setting(inputs, {
    annotation: "AudioSpeed",
    dtypes: floats,
    rules: { dtype: "S10", default: "S11" },
  });
  const pronunciations = setting(inputs, {
    annotation: "Pronunciations",
    dtypes: ["dict"],
    rules: { dtype: "S19", default: "S19" },
  });
  problems.push(...speed.problems, ...pronunciations.problems);
  const known = [text, voice, speed.parameter, pronunciations.parameter];
  problems.push(...otherRequired(inputs, { known, rule: "S5", only: "text and voice" }));

  const rules = { missing: "S6", dtype: "S7" } as const;
  const audio = tensorOutput(outputs, { annotation: "Audio", rules });
  problems.push(...audio.problems, ...rateProblems(outputs[audio.index]));
  const sampleRate = outputs[audio.index]?.sampleRate;
  if (!text || !voice || !sampleRate || problems.length) return { ok: false, problems };
  const words = outputs.findIndex(
    (p) => p.dtype === "list" && p.schema?.["title"] === "SpokenWords",
  );
  return {
    ok: true,
    binding: {
      text,
      voice,
      speed: speed.parameter,
      pronunciations: pronunciations.parameter,
      audio: audio.index,
      words: words < 0 ? undefined : words,
      sampleRate,
    },
  };
}

function voiceProblems(voice: Parameter | undefined): Problem[] {
  if (!voice) return [{ rule: "S2", message: "there is no string input annotated AudioVoice" }];
  const parameter = voice.name;
  const problems: Problem[] = [];
  if (voice.dtype !== "string")
    problems.push({
      rule: "S2",
      parameter,
      message: `${parameter} is ${dtypeOf(voice)}, not string`,
    });
  if (!isRequired(voice) || voice.default !== undefined)
    problems.push({
      rule: "S3",
      parameter,
      message: `${parameter} has a default; take it away, for callers always name a voice`,
    });
  if (voice.enumeration && !voice.enumeration.some(({ value }) => typeof value === "string"))
    problems.push({
      rule: "S4",
      parameter,
      message: `${parameter} lists no voice that is a string`,
    });
  return problems;
}

function rateProblems(audio: Parameter | undefined): Problem[] {
  if (!audio) return [];
  const { name, sampleRate = 0 } = audio;
  if (Number.isInteger(sampleRate) && sampleRate > 0) return [];
  const message = `${name} needs a sample rate that is a whole number above 0, not ${audio.sampleRate}`;
  return [{ rule: "S9", parameter: name, message }];
}

const binders = { chat: bindChat, embedding: bindEmbedding, speech: bindSpeech };
/** The binding of each kind. */
export type Binding<K extends Kind> = {
  chat: ChatBinding;
  embedding: EmbeddingBinding;
  speech: SpeechBinding;
}[K];

/** Reads a signature as that of a predictor of this kind. */
export function bindPredictor<K extends Kind>(kind: K, signature: Signature): Bound<Binding<K>> {
  return binders[kind](signature) as Bound<Binding<K>>;
}

/** Without two lists of parameters there is nothing more to look at. */
const isUnreadable = (problems: readonly Problem[]): boolean =>
  problems.some(({ rule }) => rule === "A8");
