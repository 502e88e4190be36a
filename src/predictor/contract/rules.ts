import type { Kind } from "./define.ts";

/** One rule of the predictor contract. Problems, errors and tests name it by its key in `rules`. */
export interface Rule {
  readonly level: "must" | "should" | "optional";
  readonly text: string;
  /** "signature": told from the signature alone. "call": needs a live predictor. "client": kept by Hearth, whatever the predictor does. */
  readonly shownBy: "signature" | "call" | "client";
}

const rule =
  (level: Rule["level"]) =>
  (shownBy: Rule["shownBy"], text: string): Rule => ({ level, shownBy, text });
const must = rule("must");
const should = rule("should");
const optional = rule("optional");

/** A: any predictor. C: chat. E: embedding. S: speech. */
export const rules = {
  A1: must("signature", "Every input and output has a known dtype."),
  A2: must("signature", "An input is required exactly when it has no default."),
  A3: must("call", "Results come in the order and number of the signature's outputs."),
  A4: must("client", "One answer is a stream of one; a stream that is awaited is its last item."),
  A5: must("call", "A failing call names its predictor, and the next call works."),
  A6: must("signature", "Numbers are read by the parameter's dtype: an integer is whole."),
  A7: must("signature", "Ranges and lists of allowed values hold, for defaults too."),
  A8: must("signature", "The signature is plain JSON."),
  A9: must("call", "Cancelling stops the work, not only the reading."),

  C1: must("signature", "Takes a list of messages."),
  C2: must("signature", "The messages are the only required input."),
  C3: must("call", "Answers with a stream of chunks, or with one completion."),
  C4: must("signature", "The output is a dict titled ChatCompletionChunk or ChatCompletion."),
  C5: must("call", "All chunks of an answer share id, created and model."),
  C6: must("call", "The first delta carries the role assistant."),
  C7: must("call", "Each choice ends with exactly one finish reason; cut by the limit is length."),
  C8: must("client", "A missing usage, an empty delta and a chunk without choices are accepted."),
  C9: must("call", "Usage counts once, and the total is the sum."),
  C10: must("call", "Streamed or whole, an answer is the same."),
  C11: optional("signature", "Settings have the annotation's dtype and a default."),
  C12: must("client", "A request field without an input is refused, not dropped."),
  C13: should("client", "Reasoning and tool calls survive merging."),
  C14: should("client", "Chat runs on llama.cpp."),
  C15: optional("call", "Logprobs name the tokens of the text, none above 0, the likeliest first."),

  E1: must("signature", "Takes a list of strings."),
  E2: must("signature", "The texts are the only required input."),
  E3: must("signature", "Has an output annotated Embedding."),
  E4: must("call", "The embedding is float32."),
  E5: must("call", "The embedding has shape (N, D)."),
  E6: must("call", "Row i belongs to text i."),
  E7: optional("signature", "EmbeddingDims is an integer."),
  E8: must("signature", "EmbeddingDims has a default."),
  E9: must("call", "Rows have the asked number of dimensions; others are refused."),
  E10: must("call", "The shape fits the data, and all numbers are finite."),
  E11: must("client", "Base64 decodes to exactly the floats."),
  E12: must("call", "A single text gives a single row."),
  E13: should("call", "Texts embedded together equal texts embedded alone."),
  E14: optional("call", "A second output titled Usage is reported."),

  S1: must("signature", "Takes the text as a required string."),
  S2: must("signature", "Takes a voice annotated AudioVoice."),
  S3: must("signature", "The voice is required."),
  S4: should("signature", "The voices are listed in the voice's enumeration."),
  S5: must("signature", "Text and voice are the only required inputs, in any order."),
  S6: must("signature", "Has an output annotated Audio."),
  S7: must("call", "The audio is float32 PCM."),
  S8: must("call", "The audio has shape (F,) or (C, F)."),
  S9: must("signature", "Audio names a whole, positive sample rate."),
  S10: optional("signature", "AudioSpeed is a float."),
  S11: must("call", "AudioSpeed has a default; speed 2 halves the frames."),
  S12: must("client", "A speed that the predictor does not have is refused."),
  S13: must("client", "An unknown voice is refused with the list of voices."),
  S14: must("client", "Channels are interleaved on output."),
  S15: must("call", "Samples are finite; louder than 1 is clipped."),
  S16: should("call", "Channels come first: (C, F), not (F, C)."),
  S17: should("client", "Speech is streamed as events when asked for."),
  S18: optional("client", "An output titled SpokenWords says when each word of the text sounds."),
  S19: optional("signature", "Pronunciations is a dict of words and phonemes, with a default."),
} as const satisfies Record<string, Rule>;
export type RuleId = keyof typeof rules;

/** The rules that a predictor of this kind keeps, in order. */
export function rulesOf(kind: Kind): readonly RuleId[] {
  const letter = { chat: "C", embedding: "E", speech: "S" }[kind];
  return (Object.keys(rules) as RuleId[]).filter(
    (id) => id.startsWith("A") || id.startsWith(letter),
  );
}
