import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { AuthenticationError, BadRequestError, NotFoundError, OpenAI } from "openai";
import { likely, weighing } from "../predictor/samples.ts";
import { readFlac } from "../sound/readFlac.ts";
import { readOgg } from "../sound/readOgg.ts";
import { chatTag, endless, serve, type Served, token } from "./setup.ts";

const messages = [{ role: "user" as const, content: "one two three" }];

/** OpenAI's own client, told nothing but the address and the token. */
async function open(
  context: TestContext,
  options: Parameters<typeof serve>[1] = {},
): Promise<{ readonly client: OpenAI; readonly server: Served }> {
  const server = await serve(context, options);
  return { client: new OpenAI({ baseURL: server.url, apiKey: token, maxRetries: 0 }), server };
}

test("OpenAI's client lists and finds models", async (t) => {
  const { client } = await open(t);
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  assert.deepEqual(ids, [chatTag, "@test/embedder", "@test/speaker"]);
  assert.equal((await client.models.retrieve(chatTag)).owned_by, "test");
  await assert.rejects(client.models.retrieve("@test/none"), NotFoundError);
});

test("OpenAI's client gets a chat completion, whole and streamed, with its usage", async (t) => {
  const { client } = await open(t);
  const whole = await client.chat.completions.create({ model: chatTag, messages });
  assert.equal(whole.choices[0]?.message.content, "one two three");
  assert.equal(whole.usage?.total_tokens, 6);
  assert.match(whole._request_id ?? "", /^[\da-f-]{36}$/);
  const stream = await client.chat.completions.create({
    model: chatTag,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = "";
  let total: number | undefined;
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? "";
    total = chunk.usage?.total_tokens;
  }
  assert.deepEqual([text, total], ["one two three", 6]);
});

test("OpenAI's client runs a stream with its own helper", async (t) => {
  const { client } = await open(t);
  const runner = client.chat.completions.stream({ model: chatTag, messages });
  assert.equal(await runner.finalContent(), "one two three");
});

test("OpenAI's client gets a completion, whole and streamed", async (t) => {
  const { client } = await open(t);
  const whole = await client.completions.create({ model: chatTag, prompt: "one two" });
  assert.equal(whole.choices[0]?.text, "one two");
  let text = "";
  for await (const piece of await client.completions.create({
    ...{ model: chatTag, prompt: "one two", stream: true as const },
  }))
    text += piece.choices[0]?.text ?? "";
  assert.equal(text, "one two");
});

test("OpenAI's client gets the same vectors in base64, which it asks for by itself, and as numbers", async (t) => {
  const { client } = await open(t);
  const ask = { model: "@test/embedder", input: ["first", "second text"], dimensions: 3 };
  const packed = await client.embeddings.create(ask);
  const plain = await client.embeddings.create({ ...ask, encoding_format: "float" });
  assert.equal(packed.data[1]?.embedding.length, 3);
  for (const [i, { embedding }] of packed.data.entries())
    assert.deepEqual([...embedding], plain.data[i]?.embedding);
  assert.equal(packed.usage.prompt_tokens, 16);
});

test("OpenAI's client gets speech as a file and as events", async (t) => {
  const { client } = await open(t);
  const ask = { model: "@test/speaker", input: "Hello.", voice: "ada" };
  const file = Buffer.from(await (await client.audio.speech.create(ask)).arrayBuffer());
  assert.equal(file.toString("latin1", 0, 4), "RIFF");
  assert.equal(file.length, 44 + 60 * 2);
  const events = await client.audio.speech.create({ ...ask, stream_format: "sse" });
  const [delta = ""] = (await events.text()).split("\n\n");
  const { audio } = JSON.parse(delta.replace("data: ", "")) as { audio: string };
  assert.deepEqual(Buffer.from(audio, "base64"), file);
});

test("OpenAI's client gets FLAC whole, with its length, and Opus in pieces", async (t) => {
  const { client } = await open(t);
  const ask = { model: "@test/speaker", input: "Hello.", voice: "ada" };
  const flac = await client.audio.speech.create({ ...ask, response_format: "flac" });
  const file = Buffer.from(await flac.arrayBuffer());
  assert.equal(readFlac(file).length, 60);
  assert.equal(flac.headers.get("content-length"), String(file.length));
  const opus = await client.audio.speech.create({ ...ask, response_format: "opus" });
  assert.equal(opus.headers.get("content-length"), null);
  assert.ok(readOgg(Buffer.from(await opus.arrayBuffer())).pages.at(-1)?.last);
});

test("OpenAI's client gets logprobs, whole and from the stream's own helper", async (t) => {
  const said = [likely("one", { two: -1 }), likely(" two")];
  const { client } = await open(t, { byTag: { "@test/weighing": weighing(said) } });
  const ask = { model: "@test/weighing", messages, logprobs: true, top_logprobs: 2 };
  const whole = await client.chat.completions.create(ask);
  assert.deepEqual(whole.choices[0]?.logprobs?.content, said);
  const streamed = await client.chat.completions.stream(ask).finalChatCompletion();
  assert.deepEqual(streamed.choices[0]?.logprobs?.content, said);
});

test("OpenAI's client throws its own errors, by status", async (t) => {
  const { client, server } = await open(t);
  const chat = client.chat.completions;
  await assert.rejects(chat.create({ model: "@test/none", messages }), (error) => {
    assert.ok(error instanceof NotFoundError);
    assert.deepEqual([error.code, error.param], ["model_not_found", "model"]);
    return true;
  });
  const hot = chat.create({ model: chatTag, messages, temperature: 9, stream: true });
  await assert.rejects(hot, BadRequestError);
  const stranger = new OpenAI({ baseURL: server.url, apiKey: "wrong", maxRetries: 0 });
  await assert.rejects(stranger.models.list(), AuthenticationError);
  const mp3 = { model: "@test/speaker", input: "x", voice: "ada", response_format: "mp3" as const };
  await assert.rejects(client.audio.speech.create(mp3), /no encoder for mp3/);
});

test("OpenAI's client tries again by itself when a model is still being loaded", async (t) => {
  let loads = 0;
  const { server } = await open(t, {
    limits: { loadTime: 20 },
    change: (predictors) => ({
      ...predictors,
      async load(tag, signal) {
        if (loads++ === 0) await new Promise((resolve) => setTimeout(resolve, 300));
        return predictors.load(tag, signal);
      },
    }),
  });
  const patient = new OpenAI({ baseURL: server.url, apiKey: token, maxRetries: 2 });
  const answer = await patient.chat.completions.create({ model: chatTag, messages });
  assert.equal(answer.choices[0]?.message.content, "one two three");
  assert.ok(loads >= 2);
});

test("leaving a stream of OpenAI's client stops the model", async (t) => {
  const { predictor, stopped } = endless();
  const { client } = await open(t, { byTag: { [chatTag]: predictor } });
  for await (const _ of await client.chat.completions.create({
    ...{ model: chatTag, messages, stream: true as const },
  }))
    break;
  await stopped;
});
