import { defineChat } from "../../src/predictor/contract/define.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import type { Engine } from "../../src/predictor/manifest.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { answer } from "./answer.ts";
import { loadModel } from "./load.ts";
import { toHistory } from "./history.ts";
import { readOptions } from "./options.ts";
import { toTokens } from "./template.ts";
import { toFunctions } from "./tools.ts";

export { readGraphics } from "./graphics.ts";

/** Chat models in llama.cpp's GGUF format. The manifest's options: see `LlamaOptions`. */
export const engine: Engine = (manifest) => {
  const { tag, description } = manifest;
  const options = readOptions(manifest);
  return defineChat({
    tag,
    description,
    inputs: {
      messages: Parameter.Messages({ description: "The conversation so far, oldest first." }),
      max_output_tokens: Parameter.MaxOutputTokens({
        description: "Tokens of the answer at most; it also ends where the context is full.",
        min: 1,
      }).default(options.contextSize),
      temperature: Parameter.SamplingTemperature({
        description: "0 always takes the most likely token.",
        min: 0,
        max: 2,
      }).default(options.temperature),
      top_p: Parameter.SamplingProbability({
        description: "Takes from the most likely tokens that together have this probability.",
        min: 0,
        max: 1,
      }).default(options.topP),
      frequency_penalty: Parameter.FrequencyPenalty({
        description: "Counts against a token for each time the answer has it.",
        min: -2,
        max: 2,
      }).default(0),
      presence_penalty: Parameter.PresencePenalty({
        description: "Counts against a token that the answer has.",
        min: -2,
        max: 2,
      }).default(0),
      stop: Parameter.Stop({ description: "Texts that end the answer." }).default([]),
      seed: Parameter.Seed({
        description:
          "The same seed gives the same answer, but for rounding where the conversation is kept (state_folder); " +
          "-1 takes another one each time.",
        min: -1,
      }).default(-1),
      response_format: Parameter.ResponseFormat({
        description: "Text, any JSON object, or JSON by a schema.",
      }).default({ type: "text" }),
      tools: Parameter.Tools({
        description: "Functions that the model may ask to be called.",
      }).default([]),
      tool_choice: Parameter.ToolChoice({
        description: '"auto", "none", "required", or the name of the tool that must be called.',
      }).default("auto"),
      logprobs: Parameter.Logprobs({
        description: "Says how likely each token was; takes twice as long and a little more.",
      }).default(false),
      top_logprobs: Parameter.TopLogprobs({
        description: "So many of the likeliest tokens are named with each.",
        min: 0,
        max: 20,
      }).default(0),
      state_folder: Parameter.StateFolder({
        description:
          "A folder for what was read of this conversation, so that a later process need not read it again.",
      }).default(""),
    },
    outputs: [Parameter.ChatCompletionChunk({ description: "The next piece of the answer." })],
    load: (context) => loadModel(options, context),
    predict(values, loaded, { signal }) {
      if (!values.messages.length) throw noMessages(tag);
      return answer(loaded, values, { tag, repeatPenalty: options.repeatPenalty, signal });
    },
    measure: ({ messages, tools }, { model, template, contextSize }) => ({
      tokens: toTokens(model, template, toHistory(messages), toFunctions(tools)).length,
      contextSize,
      resumes: true,
    }),
    async dispose({ llama, kept }) {
      await kept.save();
      await llama.dispose();
    },
  });
};

const noMessages = (tag: string): PredictorError =>
  new PredictorError({
    code: "invalid_value",
    tag,
    param: "messages",
    message: "There is no message to answer. Send at least one.",
  });
