import assert from "node:assert/strict";
import { test } from "node:test";
import { chatTag, question, serve } from "./setup.ts";

const chatFields = [
  ...["stream", "stream_options", "max_tokens", "max_completion_tokens", "temperature", "top_p"],
  ...["frequency_penalty", "presence_penalty", "stop", "seed", "tools", "tool_choice", "n"],
  ...["reasoning_effort", "response_format", "logprobs", "logit_bias", "modalities", "functions"],
];

test("no value of any field is a failure of the server", async (t) => {
  const server = await serve(t);
  const odd = [
    ...[0, -1, 1.5, 1e308, "", "x", "\0", "\ud800", true, false, null, [], {}, [""], ["a", ""]],
    ...[[null], [[]], [{}], { "": "" }, [{ type: "function", function: { name: "a b" } }]],
    ...[[{ type: "function", function: { name: "\0" } }], { type: "function", function: {} }],
  ];
  const asked = {
    "/v1/chat/completions": {
      ...question("one two"),
      ...Object.fromEntries(chatFields.map((name) => [name, null])),
    },
    "/v1/completions": { model: chatTag, prompt: "x", suffix: "", echo: false, best_of: 1 },
    "/v1/embeddings": {
      model: "@test/embedder",
      input: "x",
      dimensions: 3,
      encoding_format: "float",
    },
    "/v1/audio/speech": {
      model: "@test/speaker",
      input: "x",
      voice: "ada",
      speed: 1,
      stream_format: "audio",
    },
  };
  for (const [path, body] of Object.entries(asked))
    for (const name of Object.keys(body))
      for (const value of odd) {
        const { status, body: text } = await server.post(path, { ...body, [name]: value });
        assert.ok(status < 500, `${status} for ${path} ${name} ${JSON.stringify(value)}: ${text}`);
      }
});
