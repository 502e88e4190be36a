import assert from "node:assert/strict";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { echo, likely, weighing } from "../predictor/samples.ts";
import { endless, serve, token } from "../server/setup.ts";
import { entry, open } from "./setup.ts";

const messages = [{ role: "user", content: "one two three" }];
const key = { key: async () => token };

test("a remote chat model answers like a local one, whole and streamed, with its usage", async (t) => {
  const { url } = await serve(t);
  const { client } = open([entry(url, { model: "@test/echo" })], key);
  const ask = { model: "@team/chat", messages, max_completion_tokens: 2 };
  const whole = await client.chat.completions.create(ask);
  assert.deepEqual(
    [whole.model, whole.choices[0]?.message.content, whole.choices[0]?.finish_reason],
    ["@team/chat", "one two", "length"],
  );
  assert.equal(whole.usage?.total_tokens, 5);
  const chunks = await collect(await client.chat.completions.create({ ...ask, stream: true }));
  const text = chunks.map(({ choices }) => choices[0]?.delta?.content ?? "").join("");
  assert.equal(text, "one two");
});

test("a remote model's logprobs are passed on, and a model that has none refuses them", async (t) => {
  const said = [likely("one", { two: -1 }), likely(" two")];
  const { url } = await serve(t, {
    byTag: { "@test/weighing": weighing(said), "@test/echo": echo },
  });
  const ask = { model: "@team/chat", messages, logprobs: true, top_logprobs: 2 };
  const { client } = open([entry(url, { model: "@test/weighing" })], key);
  const { choices } = await client.chat.completions.create(ask);
  assert.deepEqual(choices[0]?.logprobs, { content: said, refusal: null });
  const deaf = open([entry(url, { model: "@test/echo" })], key);
  await assert.rejects(deaf.client.chat.completions.create(ask), {
    ...{ code: "unsupported_parameter", param: "logprobs", tag: "@team/chat" },
  });
});

test("remote embeddings are rows like local ones, in the length that was asked for", async (t) => {
  const { url } = await serve(t);
  const setting = entry(url, { tag: "@team/embed", kind: "embedding", model: "@test/embedder" });
  const { client } = open([setting], key);
  const input = ["first", "second text"];
  const { data } = await client.embeddings.create({ model: "@team/embed", input, dimensions: 3 });
  assert.deepEqual([data.length, data[1]?.embedding.length], [2, 3]);
  const plain = await client.embeddings.create({ model: "@team/embed", input: "first" });
  assert.equal(plain.data[0]?.embedding.length, 4);
});

test("a remote voice speaks like a local one, at its rate, with its voices alone", async (t) => {
  const { url } = await serve(t);
  const about = { tag: "@team/voice", kind: "speech", model: "@test/speaker", voices: ["ada"] };
  const { calls } = open([entry(url, { ...about, sampleRate: 100 })], key);
  const call = { text: "Hello.", voice: "ada", speed: 2 };
  const { samples, sampleRate, channels } = await calls.speak("@team/voice", call);
  assert.deepEqual([samples.length, sampleRate, channels], [30, 100, 1]);
  assert.ok(Math.abs((samples[0] ?? 0) - 0.25) < 1e-4);
  await assert.rejects(calls.speak("@team/voice", { ...call, voice: "bob" }), { param: "voice" });
  const wrong = open([entry(url, about)], key);
  await assert.rejects(wrong.calls.speak("@team/voice", call), /Write "sampleRate": 100 into/);
});

test("refusals of the endpoint keep their meaning", async (t) => {
  const { url } = await serve(t);
  const ask = (model: string, given = key) =>
    open([entry(url, { model })], given).client.chat.completions.create({
      ...{ model: "@team/chat", messages },
      response_format: { type: "json_object" },
    });
  await assert.rejects(ask("@test/echo"), {
    ...{ code: "unsupported_parameter", param: "response_format", tag: "@team/chat" },
  });
  await assert.rejects(ask("@test/none"), /knows no model "@test\/none"/);
  await assert.rejects(
    ask("@test/echo", { key: async () => "wrong" }),
    /refuses the key \(HTTP 401\)\. Set it with Hearth: Set Key of a Remote Predictor/,
  );
});

test("leaving a remote answer, or aborting it, closes the connection and so stops the model there", async (t) => {
  for (const leave of ["break", "abort"]) {
    const { predictor, stopped } = endless();
    const { url } = await serve(t, { byTag: { "@test/endless": predictor } });
    const { client } = open([entry(url, { model: "@test/endless" })], key);
    const controller = new AbortController();
    const { signal } = controller;
    const ask = { model: "@team/chat", messages, stream: true } as const;
    const read = async (): Promise<void> => {
      for await (const _ of await client.chat.completions.create(ask, { signal })) {
        if (leave === "break") return;
        controller.abort();
      }
    };
    if (leave === "break") await read();
    else await assert.rejects(read(), { name: "AbortError" });
    await stopped;
  }
});

test("a remote predictor is ready at once, busy while it is asked, and says where it is", async (t) => {
  const { url } = await serve(t);
  const { predictors, client } = open([entry(url, { model: "@test/echo" })], key);
  const kinds: string[] = [];
  predictors.onState(({ state }) => kinds.push(state.kind));
  await client.chat.completions.create({ model: "@team/chat", messages });
  assert.deepEqual(kinds, ["ready", "busy", "ready"]);
  const state = predictors.states().get("@team/chat");
  assert.match(state?.kind === "ready" ? state.device : "", /^remote: 127\.0\.0\.1:\d+$/);
  await assert.rejects(client.chat.completions.create({ model: "@team/other", messages }), {
    code: "model_not_found",
  });
});
