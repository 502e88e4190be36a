import assert from "node:assert/strict";
import { test } from "node:test";
import { endpoint, entry, failing, open, saying } from "./setup.ts";

const messages = [{ role: "user", content: "Hi." }];
const ask = { model: "@team/chat", messages, max_completion_tokens: 5 };

test("an endpoint that wants the newer name of the limit gets it, from then on at once", async (t) => {
  const message =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  const code = "unsupported_parameter";
  const refusing = failing(400, { message, code, param: "max_tokens" });
  const { url, asked } = await endpoint(t, refusing, saying("Hi."));
  const { client } = open([entry(url)]);
  const answer = await client.chat.completions.create(ask);
  assert.equal(answer.choices[0]?.message.content, "Hi.");
  await client.chat.completions.create(ask);
  assert.deepEqual(
    asked.map(({ max_tokens: older, max_completion_tokens: newer }) => [older, newer]),
    [
      [5, undefined],
      [undefined, 5],
      [undefined, 5],
    ],
  );
});

test("a limit that is too high for an endpoint is refused as that, and its name stays", async (t) => {
  const high = failing(400, { message: "max_tokens is too large: at most 4", param: "max_tokens" });
  const { url, asked } = await endpoint(t, high);
  const { client } = open([entry(url)]);
  await assert.rejects(client.chat.completions.create(ask), {
    code: "invalid_value",
    message: /too large: at most 4/,
  });
  assert.equal(asked.length, 1);
});

test("an endpoint that does not know stream_options is asked without, and counts no tokens", async (t) => {
  const message = "Unrecognized request argument supplied: stream_options";
  const { url, asked } = await endpoint(t, failing(400, { message }), saying("Hi."));
  const { client } = open([entry(url)]);
  const answer = await client.chat.completions.create(ask);
  assert.deepEqual([answer.choices[0]?.message.content, answer.usage], ["Hi.", undefined]);
  assert.deepEqual(
    asked.map((body) => "stream_options" in body),
    [true, false],
  );
});

test("the tokens that an endpoint counts for embeddings are passed on; where it counts none, none are made up", async (t) => {
  const data = [{ index: 0, embedding: [1, 0] }];
  const give = (body: object) => (response: { end(text: string): unknown }) =>
    response.end(JSON.stringify(body));
  const usage = { prompt_tokens: 7, total_tokens: 7 };
  const { url } = await endpoint(t, give({ data, usage }), give({ data }));
  const { client } = open([entry(url, { kind: "embedding" })]);
  const embed = { model: "@team/chat", input: "x" };
  assert.deepEqual((await client.embeddings.create(embed)).usage, usage);
  assert.equal((await client.embeddings.create(embed)).usage, undefined);
});
