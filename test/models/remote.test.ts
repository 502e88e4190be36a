import assert from "node:assert/strict";
import { after, test } from "node:test";
import { llamaServer, startLlamaServer } from "../../src/dev/bench/llamaServer.ts";
import { isInstalled } from "../../src/dev/bench/python.ts";
import { entry, open } from "../remote/setup.ts";

// it is compiled, which takes longer than a test may
const skip = isInstalled(llamaServer)
  ? false
  : "llama.cpp's Python server is not here; npm run bench -- server brings it";
const server = skip ? undefined : await startLlamaServer();
after(() => server?.close());

const { client } = open([entry(server?.url ?? "http://127.0.0.1/v1", { model: "model" })]);
const ask = {
  model: "@team/chat",
  messages: [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "What is the capital of France?" },
  ],
  ...{ max_completion_tokens: 40, temperature: 0, seed: 1 },
};

test(
  "llama.cpp's own server answers as a remote predictor, whole and streamed",
  { skip },
  async () => {
    const whole = await client.chat.completions.create(ask);
    assert.match(whole.choices[0]?.message.content ?? "", /Paris/);
    let text = "";
    for await (const chunk of await client.chat.completions.create({ ...ask, stream: true }))
      text += chunk.choices[0]?.delta?.content ?? "";
    assert.equal(text, whole.choices[0]?.message.content);
  },
);

test(
  "leaving an answer frees it for the next, and one without a word is a failure",
  { skip },
  async () => {
    const long = {
      ...ask,
      max_completion_tokens: 1000,
      messages: [{ role: "user", content: "Count." }],
    };
    for await (const _ of await client.chat.completions.create({ ...long, stream: true })) break;
    const started = performance.now();
    await client.chat.completions.create({ ...ask, max_completion_tokens: 1 });
    assert.ok(performance.now() - started < 8000, "the answer that was left went on");
    const content = "word ".repeat(5000);
    const tooLong = { ...ask, messages: [{ role: "user", content }] };
    // it ends such a stream without a word
    await assert.rejects(
      client.chat.completions.create(tooLong),
      /no answer .* its own log says more/,
    );
  },
);

test(
  "an endpoint that is killed in the middle is said, and the next try says that nobody is there",
  { skip },
  async () => {
    const long = {
      ...ask,
      max_completion_tokens: 1000,
      messages: [{ role: "user", content: "Count." }],
    };
    await assert.rejects(async () => {
      for await (const _ of await client.chat.completions.create({ ...long, stream: true }))
        server?.close();
    }, /broke off its answer/);
    await assert.rejects(client.chat.completions.create(ask), /does not answer/);
  },
);
