import assert from "node:assert/strict";
import { after, test } from "node:test";
import { isUserError } from "../../src/platform/errors.ts";
import { startServing } from "../../src/dev/bench/serving.ts";
import { eventsIn } from "../server/setup.ts";
import { openPublished } from "./publishedSchema.ts";

const published = await openPublished().catch((error: unknown) => {
  if (isUserError(error)) return error.message;
  throw error;
});
const skip = typeof published === "string" ? published : false;
const server = skip ? undefined : await startServing();
after(() => server?.stop());

/** Fields of Hearth's own that OpenAI's clients pass over: a model's facts, and what llama.cpp and vLLM call thoughts. */
const ours = new Set(["kind", "title", "state", "voices", "reasoning_content"]);

function hold(schema: string, answer: unknown): void {
  if (typeof published === "string") throw new Error(published);
  const { wrong, more } = published.check(schema, answer);
  const label = `${schema}: ${JSON.stringify(answer).slice(0, 600)}`;
  assert.deepEqual(wrong, [], label);
  assert.deepEqual(
    more.filter((field) => !ours.has(field)),
    [],
    label,
  );
}

async function ask(path: string, body?: object): Promise<{ status: number; text: string }> {
  const response = await fetch(`${server?.url}${path}`, {
    headers: { Authorization: `Bearer ${server?.token}`, "Content-Type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

/** The answer as JSON. */
async function whole(path: string, body?: object, expected = 200): Promise<unknown> {
  const { status, text } = await ask(path, body);
  assert.equal(status, expected, text);
  return JSON.parse(text);
}

/** The events of a streamed answer, but for the "[DONE]" at its end. */
async function streamed(path: string, body: object): Promise<object[]> {
  const events = eventsIn((await ask(path, body)).text);
  if (events.at(-1) === "[DONE]") events.pop();
  assert.ok(events.length > 1, events.join());
  return events.map((event) => JSON.parse(event) as object);
}

const chat = {
  model: "@hearth/smollm2-135m-instruct",
  messages: [{ role: "user", content: "What is the capital of France?" }],
  ...{ max_completion_tokens: 24, temperature: 0, seed: 1 },
};
const usage = { stream: true, stream_options: { include_usage: true } };
const likely = { logprobs: true, top_logprobs: 2 };
const parameters = {
  type: "object",
  properties: { city: { type: "string", maxLength: 20 } },
  required: ["city"],
};
const tools = {
  tools: [{ type: "function", function: { name: "find_weather", parameters } }],
  tool_choice: "required",
  max_completion_tokens: 100,
};

test(
  "OpenAI's published schema has our chat completions, whole, cut short, and with a call of a tool",
  { skip },
  async () => {
    hold("CreateChatCompletionResponse", await whole("/chat/completions", chat));
    const short = { ...chat, max_completion_tokens: 1 };
    hold("CreateChatCompletionResponse", await whole("/chat/completions", short));
    const called = await whole("/chat/completions", { ...chat, ...tools });
    assert.match(JSON.stringify(called), /"finish_reason":"tool_calls"/);
    hold("CreateChatCompletionResponse", called);
    const weighed = await whole("/chat/completions", { ...chat, ...likely });
    assert.match(JSON.stringify(weighed), /"top_logprobs":\[\{"token"/);
    hold("CreateChatCompletionResponse", weighed);
  },
);

test("OpenAI's published schema has every chunk of a streamed answer", { skip }, async () => {
  for (const more of [{ stream: true }, { ...usage, ...likely }, { ...usage, ...tools }])
    for (const chunk of await streamed("/chat/completions", { ...chat, ...more }))
      hold("CreateChatCompletionStreamResponse", chunk);
});

test("OpenAI's published schema has our completions, whole and in pieces", { skip }, async () => {
  const { model } = chat;
  const complete = { model, prompt: "Say hello.", max_tokens: 8, logprobs: 2 };
  hold("CreateCompletionResponse", await whole("/completions", complete));
  const pieces = await streamed("/completions", { ...complete, ...usage });
  for (const piece of pieces as { choices: { finish_reason: string | null }[] }[]) {
    // the schema is that of whole answers; in pieces its own example has null until the last, as ours
    const choices = piece.choices.map((choice) => ({
      ...choice,
      finish_reason: choice.finish_reason ?? "stop",
    }));
    const { usage: counts, ...rest } = piece as { usage?: object | null };
    hold("CreateCompletionResponse", { ...rest, choices, ...(counts && { usage: counts }) });
  }
});

test("OpenAI's published schema has our embeddings and models", { skip }, async () => {
  const embed = { model: "@hearth/all-minilm-l6-v2", input: ["a text", "another"] };
  hold("CreateEmbeddingResponse", await whole("/embeddings", embed));
  hold("ListModelsResponse", await whole("/models"));
  hold("Model", await whole(`/models/${encodeURIComponent(chat.model)}`));
});

test("OpenAI's published schema has the events of our speech", { skip }, async () => {
  const say = { model: "@hearth/piper-en-us-joe", voice: "joe", input: "Hello.", speed: 1 };
  const events = await streamed("/audio/speech", {
    ...{ ...say, response_format: "wav", stream_format: "sse" },
  });
  const [first, last] = [events[0], events.at(-1)];
  hold("SpeechAudioDeltaEvent", first);
  hold("SpeechAudioDoneEvent", last);
});

test("OpenAI's published schema has our errors, of every kind", { skip }, async () => {
  hold("ErrorResponse", await whole("/chat/completions", { ...chat, model: "@hearth/none" }, 404));
  hold("ErrorResponse", await whole("/chat/completions", { ...chat, temperature: 9 }, 400));
  hold("ErrorResponse", await whole("/embeddings", { model: chat.model, input: "x" }, 400));
  hold("ErrorResponse", await whole("/nothing", undefined, 404));
  const stranger = await fetch(`${server?.url}/models`);
  assert.equal(stranger.status, 401);
  hold("ErrorResponse", await stranger.json());
});

test(
  "an answer that lacks a field, or has one of another type or name, is found to be wrong",
  { skip },
  async () => {
    const schema = "CreateChatCompletionResponse";
    const answer = await whole("/chat/completions", chat);
    const changed = (from: string | RegExp, to: string): unknown =>
      JSON.parse(JSON.stringify(answer).replace(from, to));
    assert.throws(() => hold(schema, changed('"refusal":null', '"x":1')), /property 'refusal'/);
    assert.throws(() => hold(schema, changed(/"created":\d+/, '"created":"now"')), /be integer/);
    assert.throws(() => hold(schema, changed('"logprobs"', '"extra":1,"logprobs"')), /extra/);
  },
);
