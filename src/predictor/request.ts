import {
  type ChatBinding,
  type ChatSetting,
  chatSettings,
  type EmbeddingBinding,
  type SpeechBinding,
} from "./contract/bind.ts";
import type { ChatCall, SpeechCall } from "./calls.ts";
import type { Message } from "./chatTypes.ts";
import { PredictorError } from "./errors.ts";
import type { Parameter } from "./contract/signature.ts";
import { convert } from "./contract/values.ts";

/** The values that a predictor is run with, by input name. Inputs with a default may be missing. */
export type InputValues = Record<string, unknown>;

/** What a setting of a chat call is called in a request; errors name this. */
const chatFields: Readonly<Record<ChatSetting, string>> = {
  maxTokens: "max_completion_tokens",
  temperature: "temperature",
  topP: "top_p",
  frequencyPenalty: "frequency_penalty",
  presencePenalty: "presence_penalty",
  reasoningEffort: "reasoning_effort",
  responseFormat: "response_format",
  stop: "stop",
  seed: "seed",
  tools: "tools",
  toolChoice: "tool_choice",
  logprobs: "logprobs",
  topLogprobs: "top_logprobs",
  stateFolder: "state_folder",
};

/** True for a value that asks for nothing: a predictor without the input honours it too. */
const asksNothing: { readonly [S in ChatSetting]?: (value: unknown) => boolean } = {
  topP: (value) => value === 1,
  frequencyPenalty: (value) => value === 0,
  presencePenalty: (value) => value === 0,
  responseFormat: (value) => (value as { readonly type?: unknown }).type === "text",
  stop: (value) => Array.isArray(value) && value.length === 0,
  tools: (value) => Array.isArray(value) && value.length === 0,
  toolChoice: (value) => value === "none" || value === "auto",
  logprobs: (value) => value === false,
  topLogprobs: (value) => value === 0,
  // the answer is the same without
  stateFolder: () => true,
};

/** @throws {PredictorError} invalid_value, unsupported_parameter */
export function toChatValues(tag: string, binding: ChatBinding, call: ChatCall): InputValues {
  const messages = checkMessages(tag, call.messages);
  const calling = messages.findIndex((message) => message.tool_calls?.length);
  if (calling >= 0 && !binding.settings.tools) {
    const param = `messages[${calling}].tool_calls`;
    const message = `${tag} does not read tool calls (${param}). Leave them out, or choose another model.`;
    throw new PredictorError({ code: "unsupported_parameter", tag, param, message });
  }
  const values: InputValues = { [binding.messages.name]: messages };
  for (const setting of Object.keys(chatSettings) as ChatSetting[]) {
    const value = call[setting];
    const parameter = binding.settings[setting];
    if (value === undefined || (!parameter && asksNothing[setting]?.(value))) continue;
    values[parameter?.name ?? setting] = read({
      tag,
      parameter,
      value,
      field: chatFields[setting],
    });
  }
  return values;
}

const roles: readonly string[] = [
  "system", "developer", "user", "assistant", "tool",
] satisfies Message["role"][]; // prettier-ignore

function checkMessages(tag: string, messages: readonly Message[]): readonly Message[] {
  const fail = (param: string, message: string): PredictorError =>
    new PredictorError({ code: "invalid_value", tag, param, message });
  if (!Array.isArray(messages) || !messages.length)
    throw fail("messages", "messages is empty, but takes at least one message.");
  for (const [i, message] of (messages as readonly Partial<Message>[]).entries()) {
    const { role, content } = message ?? {};
    if (!role || !roles.includes(role))
      throw fail(
        `messages[${i}].role`,
        `messages[${i}].role is ${JSON.stringify(role)}, but takes one of ${roles.join(", ")}.`,
      );
    if (typeof content !== "string" && content !== null)
      throw fail(`messages[${i}].content`, `messages[${i}].content takes a text.`);
  }
  return messages;
}

/** @throws {PredictorError} invalid_value, unsupported_parameter */
export function toEmbeddingValues(
  tag: string,
  binding: EmbeddingBinding,
  { texts, dimensions }: { readonly texts: readonly string[]; readonly dimensions?: number },
): InputValues {
  const values = {
    [binding.texts.name]: read({ tag, parameter: binding.texts, value: texts, field: "input" }),
  };
  if (dimensions === undefined) return values;
  const parameter = binding.dimensions;
  const value = read({ tag, parameter, value: dimensions, field: "dimensions" });
  return { ...values, [parameter?.name ?? ""]: value };
}

/** The speed is left out unless the call names one. @throws {PredictorError} invalid_value, unsupported_parameter */
export function toSpeechValues(tag: string, binding: SpeechBinding, call: SpeechCall): InputValues {
  const { text, voice, speed: parameter, pronunciations } = binding;
  if (call.text === "")
    throw new PredictorError({
      code: "invalid_value",
      tag,
      param: "input",
      message: "input is empty; name the text to speak.",
    });
  const values: InputValues = {
    [text.name]: read({ tag, parameter: text, value: call.text, field: "input" }),
    [voice.name]: read({ tag, parameter: voice, value: call.voice, field: "voice" }),
    // a voice that cannot take them says the words in its own way
    ...(pronunciations && call.pronunciations && { [pronunciations.name]: call.pronunciations }),
  };
  const { speed } = call;
  if (speed === undefined || (!parameter && speed === 1)) return values;
  return {
    ...values,
    [parameter?.name ?? ""]: read({ tag, parameter, value: speed, field: "speed" }),
  };
}

/** One request field, read by the parameter that takes it. */
function read({
  tag,
  parameter,
  value,
  field,
}: {
  readonly tag: string;
  readonly parameter: Parameter | undefined;
  readonly value: unknown;
  readonly field: string;
}): unknown {
  const fail = (code: "unsupported_parameter" | "invalid_value", message: string): PredictorError =>
    new PredictorError({ code, tag, param: field, message });
  if (!parameter)
    throw fail(
      "unsupported_parameter",
      `${tag} has no ${field}. Leave it out, or choose another model.`,
    );
  const converted = convert(parameter, value, field);
  if (!converted.ok) throw fail("invalid_value", `${converted.message}.`);
  return converted.value;
}
