import type { Kind } from "../predictor/contract/define.ts";
import { type Declared, Parameter } from "../predictor/contract/parameter.ts";
import type { Signature } from "../predictor/contract/signature.ts";
import type { Remote } from "./remotes.ts";

type Described = Pick<Declared<unknown, boolean>, "spec">;

const left = { description: "Left to the endpoint unless it is named." };

/** Inputs are called what the request fields are called: values go out under their own names. */
const inputs: Readonly<Record<Kind, (remote: Remote) => Readonly<Record<string, Described>>>> = {
  chat: () => ({
    messages: Parameter.Messages({ description: "The conversation." }),
    max_tokens: Parameter.MaxOutputTokens({ ...left, min: 1 }).default(1024),
    temperature: Parameter.SamplingTemperature({ ...left, min: 0, max: 2 }).default(1),
    top_p: Parameter.SamplingProbability({ ...left, min: 0, max: 1 }).default(1),
    frequency_penalty: Parameter.FrequencyPenalty({ ...left, min: -2, max: 2 }).default(0),
    presence_penalty: Parameter.PresencePenalty({ ...left, min: -2, max: 2 }).default(0),
    reasoning_effort: Parameter.ReasoningEffort({
      ...left,
      efforts: ["none", "minimal", "low", "medium", "high"],
    }).default("medium"),
    response_format: Parameter.ResponseFormat(left).default({ type: "text" }),
    stop: Parameter.Stop(left).default([]),
    seed: Parameter.Seed(left).default(0),
    tools: Parameter.Tools(left).default([]),
    tool_choice: Parameter.ToolChoice(left).default("auto"),
    logprobs: Parameter.Logprobs(left).default(false),
    top_logprobs: Parameter.TopLogprobs({ ...left, min: 0, max: 20 }).default(0),
  }),
  embedding: () => ({
    input: Parameter.Texts({ description: "The texts." }),
    dimensions: Parameter.EmbeddingDims({ ...left, min: 1 }).default(1),
  }),
  speech: ({ voices }) => ({
    input: Parameter.Text({ description: "What to say." }),
    voice: Parameter.AudioVoice({ description: "Who says it.", voices }),
    speed: Parameter.AudioSpeed({ ...left, min: 0.25, max: 4 }).default(1),
  }),
};

const outputs: Readonly<Record<Kind, (remote: Remote) => readonly Described[]>> = {
  chat: () => [Parameter.ChatCompletionChunk({ description: "Pieces of the answer." })],
  embedding: () => [
    Parameter.Embedding({ description: "One row a text." }),
    Parameter.EmbeddingUsage({ description: "Tokens, where the endpoint counts them." }),
  ],
  speech: ({ sampleRate }) => [Parameter.Audio({ description: "Samples.", sampleRate })],
};

/** What every endpoint of its kind takes and gives: a predictor like any other. */
export function toSignature(remote: Remote): Signature {
  const { kind } = remote;
  return {
    inputs: Object.entries(inputs[kind](remote)).map(([name, { spec }]) => ({ name, ...spec })),
    outputs: outputs[kind](remote).map(({ spec }, i) => ({ name: `output${i}`, ...spec })),
  };
}
