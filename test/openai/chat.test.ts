import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { openCreators } from "../../src/openai/client.ts";
import type { ChatParams } from "../../src/openai/types.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { Message } from "../../src/predictor/chatTypes.ts";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { chunk, echo, saying, usage } from "../predictor/samples.ts";

const model = "@test/echo";
const messages = [{ role: "user", content: "one two three" }];
const { create } = openCreators(openCalls(fakePredictors({ [model]: echo }))).chat.completions;

/** What the predictor was run with when it is asked like this. */
async function valuesFor(params: object): Promise<Record<string, unknown>> {
  let seen: Record<string, unknown> = {};
  const listening: Predictor = {
    ...echo,
    predict(values, state, context) {
      seen = values;
      return echo.predict(values, state, context);
    },
  };
  const client = openCreators(openCalls(fakePredictors({ [model]: listening })));
  await client.chat.completions.create({ model, messages, ...params });
  return seen;
}
const refused = (params: object, error: object): Promise<void> =>
  assert.rejects(create({ model, messages, ...params } as ChatParams), error);

test("without stream the answer comes whole, with its usage", async () => {
  assert.deepEqual(await create({ model, messages }), {
    object: "chat.completion",
    id: "answer-1",
    created: 1,
    model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "one two three", refusal: null },
        logprobs: null,
        finish_reason: "stop",
      },
    ],
    usage: usage(3, 3),
  });
});

test("with stream the answer comes in chunks, without usage unless it is asked for", async () => {
  const chunks = await collect(await create({ model, messages, stream: true }));
  assert.equal(
    chunks.map(({ choices }) => choices[0]?.delta?.content ?? "").join(""),
    "one two three",
  );
  assert.ok(chunks.every((item) => !("usage" in item)));
});

test("include_usage gives one last chunk without choices that holds the usage", async () => {
  const stream_options = { include_usage: true };
  const chunks = await collect(await create({ model, messages, stream: true, stream_options }));
  assert.deepEqual(chunks.at(-1)?.choices, []);
  assert.deepEqual(chunks.at(-1)?.usage, usage(3, 3));
  assert.ok(chunks.slice(0, -1).every((item) => item.usage === null && item.choices.length === 1));
});

test("usage that comes in a chunk of its own is not passed on twice, nor unasked", async () => {
  const apart = saying([
    chunk({ content: "Hi." }, "stop"),
    chunk(null, null, { choices: [], usage: usage(3, 1) }),
  ]);
  const client = openCreators(openCalls(fakePredictors({ [model]: apart })));
  const lengths = async (include_usage: boolean): Promise<number[]> => {
    const stream_options = { include_usage };
    const ask = { model, messages, stream: true, stream_options } as const;
    const chunks = await collect(await client.chat.completions.create(ask));
    return chunks.map(({ choices }) => choices.length);
  };
  assert.deepEqual([await lengths(true), await lengths(false)], [[1, 0], [1]]);
});

test("C10: streamed and whole give the same text, reason and usage", async () => {
  const stream_options = { include_usage: true };
  const ask = { model, messages, max_completion_tokens: 2 };
  const chunks = await collect(await create({ ...ask, stream: true, stream_options }));
  const whole = await create(ask);
  const text = chunks.map(({ choices }) => choices[0]?.delta?.content ?? "").join("");
  assert.equal(whole.choices[0]?.message.content, text);
  assert.equal(whole.choices[0]?.finish_reason, chunks.at(-2)?.choices[0]?.finish_reason);
  assert.deepEqual(whole.usage, chunks.at(-1)?.usage);
});

test("a refusal rejects the call itself, also when it would stream", async () => {
  await assert.rejects(create({ model: "@test/none", messages, stream: true }), {
    code: "model_not_found",
  });
  await assert.rejects(create({ model, messages, stream: true, temperature: 9 }), {
    param: "temperature",
  });
});

test("A9: leaving a streamed answer stops the predictor", async () => {
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => (stop = resolve));
  const endless: Predictor = {
    ...echo,
    async *predict(_values, _state, { signal }) {
      try {
        for (; !signal.aborted; await new Promise(setImmediate)) yield [chunk({ content: "on" })];
      } finally {
        stop();
      }
    },
  };
  const client = openCreators(openCalls(fakePredictors({ [model]: endless })));
  for await (const _ of await client.chat.completions.create({ model, messages, stream: true }))
    break;
  await stopped;
});

test("C12: what would change the answer and cannot be had is refused by name", async () => {
  const fields = {
    tools: [{ type: "function", function: { name: "f" } }],
    functions: [{}],
    tool_choice: "required",
    n: 2,
    logprobs: true,
    logit_bias: { 50: 1 },
    modalities: ["text", "audio"],
    audio: {},
    prediction: {},
    web_search_options: {},
    verbosity: "low",
    temperatur: 1,
    constructor: 1,
  };
  for (const [param, value] of Object.entries(fields))
    await refused({ [param]: value }, { code: "unsupported_parameter", status: 400, param });
  await refused({ stop: "." }, { code: "unsupported_parameter", param: "stop" });
  await refused({ response_format: { type: "json_object" } }, { param: "response_format" });
});

test("fields that name the caller, or ask for nothing, are accepted", async () => {
  const fields = {
    ...{
      user: "me",
      store: true,
      metadata: { a: "b" },
      service_tier: "auto",
      safety_identifier: "x",
    },
    ...{
      n: 1,
      logprobs: false,
      tools: [],
      tool_choice: "auto",
      logit_bias: {},
      modalities: ["text"],
    },
    ...{
      top_p: 1,
      frequency_penalty: 0,
      presence_penalty: 0,
      stop: null,
      seed: null,
      tools_: undefined,
    },
    ...{ response_format: { type: "text" } },
  };
  const values = await valuesFor(fields);
  assert.deepEqual(Object.keys(values), ["messages"]);
});

test("max_tokens is another name of max_completion_tokens", async () => {
  assert.equal((await valuesFor({ max_tokens: 7 }))["limit"], 7);
  assert.equal((await valuesFor({ max_completion_tokens: 8 }))["limit"], 8);
  assert.equal((await valuesFor({ max_tokens: 8, max_completion_tokens: 8 }))["limit"], 8);
  await refused(
    { max_tokens: 7, max_completion_tokens: 8 },
    { code: "invalid_value", param: "max_tokens" },
  );
});

test("roles developer and tool, missing content and text parts are accepted", async () => {
  const { messages: seen } = await valuesFor({
    messages: [
      {
        role: "developer",
        content: [
          { type: "text", text: "Be " },
          { type: "text", text: "brief." },
        ],
      },
      { role: "assistant" },
      { role: "tool", content: "42", tool_call_id: "c1" },
    ],
  });
  assert.deepEqual(seen, [
    { role: "developer", content: "Be brief." },
    { role: "assistant", content: null },
    { role: "tool", content: "42", tool_call_id: "c1" },
  ] satisfies Message[]);
});

test("parts that are no text, tool calls and unknown roles are refused where they stand", async () => {
  const say = (message: object) => ({ messages: [messages[0], message] });
  const image = { type: "image_url", image_url: { url: "data:" } };
  await refused(say({ role: "user", content: [image] }), {
    code: "unsupported_parameter",
    param: "messages[1].content[0]",
  });
  await refused(say({ role: "user", content: [{ type: "text" }] }), {
    code: "invalid_value",
    param: "messages[1].content[0].text",
  });
  await refused(say({ role: "assistant", tool_calls: [{}] }), { param: "messages[1].tool_calls" });
  await refused(say({ role: "function", content: "" }), {
    code: "invalid_value",
    param: "messages[1].role",
  });
  await refused({ messages: "hello" }, { code: "invalid_value", param: "messages" });
  await refused({ messages: [null] }, { code: "invalid_value", param: "messages[0].role" });
});

test("a request without a model says so", async () => {
  for (const params of [undefined, {}, { model: 3 }, { model: "" }])
    await assert.rejects(create(params as never), { code: "invalid_value", param: "model" });
});

test("C13: reasoning survives into the whole answer", async () => {
  const thinking = saying([
    chunk({ reasoning_content: "Hm." }),
    chunk({ content: "Yes." }, "stop"),
  ]);
  const client = openCreators(openCalls(fakePredictors({ [model]: thinking })));
  const { choices } = await client.chat.completions.create({ model, messages });
  assert.deepEqual(choices[0]?.message, {
    role: "assistant",
    content: "Yes.",
    refusal: null,
    reasoning_content: "Hm.",
  });
});
