import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { connect } from "node:net";
import { test } from "node:test";
import { abortError } from "../../src/platform/errors.ts";
import { PredictorError } from "../../src/predictor/errors.ts";
import type { Predictors } from "../../src/predictor/predictors.ts";
import { startServer } from "../../src/server/server.ts";
import { chunk, saying } from "../predictor/samples.ts";
import { chatTag, endless, eventsIn, question, serve } from "./setup.ts";

const chat = "/v1/chat/completions";

test("the models that can be asked for are listed, with what they do and how they are", async (t) => {
  const { ask, post } = await serve(t);
  await post(chat, question("Hi."));
  const { json } = await ask("/v1/models");
  assert.deepEqual(json.data[0], {
    ...{ id: chatTag, object: "model", created: 0, owned_by: "test" },
    ...{ kind: "chat", title: "Title of @test/echo", state: "ready" },
  });
  assert.equal((await ask("/v1/models/%40test%2Fecho")).json.id, chatTag);
  const none = await ask("/v1/models/@test/none");
  assert.equal(none.status, 404);
  assert.equal(none.json.error.code, "model_not_found");
});

test("a streamed answer comes as events and ends with [DONE]", async (t) => {
  const { post } = await serve(t);
  const asked = question("one two", { stream: true, stream_options: { include_usage: true } });
  const { headers, body } = await post(chat, asked);
  assert.match(headers["content-type"] ?? "", /^text\/event-stream/);
  const events = eventsIn(body);
  assert.equal(events.at(-1), "[DONE]");
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event));
  assert.equal(chunks.map((c) => c.choices[0]?.delta.content ?? "").join(""), "one two");
  assert.deepEqual(chunks.at(-1).usage.total_tokens, 4);
});

test("a failure in the middle of a stream is its last event before [DONE]", async (t) => {
  const broken = saying([chunk({ content: "Hi." }), { object: "nonsense" }]);
  const { post } = await serve(t, { byTag: { [chatTag]: broken } });
  const events = eventsIn((await post(chat, question("?", { stream: true }))).body);
  assert.equal(events.length, 3);
  assert.equal(JSON.parse(events[1] ?? "").error.type, "server_error");
  assert.equal(events[2], "[DONE]");
});

test("what cannot be had is refused as OpenAI does, also when it would have streamed", async (t) => {
  const { post } = await serve(t);
  const cases = [
    [question("?", { model: "@test/none" }), 404, "model_not_found", "model"],
    [question("?", { temperature: 9, stream: true }), 400, "invalid_value", "temperature"],
    [question("?", { n: 2 }), 400, "unsupported_parameter", "n"],
    [question("?", { stream: "yes" }), 400, "invalid_value", "stream"],
    [question("?", { model: "@test/embedder" }), 400, "incompatible_predictor", "model"],
    [{}, 400, "invalid_value", "model"],
  ] as const;
  for (const [body, status, code, param] of cases) {
    const answer = await post(chat, body);
    const { error } = answer.json;
    assert.deepEqual([answer.status, error.code, error.param], [status, code, param]);
    assert.equal(error.type, "invalid_request_error");
  }
});

test("a conversation that is too long is a context_length_exceeded of status 400", async (t) => {
  const message = "The conversation is 9 tokens too long.";
  const full = new PredictorError({ code: "context_length_exceeded", tag: chatTag, message });
  const change = (predictors: Predictors): Predictors => ({
    ...predictors,
    // oxlint-disable-next-line require-yield -- it fails first
    async *run() {
      throw full;
    },
  });
  const { post } = await serve(t, { change });
  const { status, json } = await post(chat, question("?"));
  assert.deepEqual([status, json.error.code, json.error.message], [400, full.code, message]);
});

test("a model that takes long to load is a model_loading of status 429, and goes on loading", async (t) => {
  let finish = (): void => {};
  const loaded = new Promise<void>((resolve) => (finish = resolve));
  const change = (predictors: Predictors): Predictors => ({
    ...predictors,
    async load(tag, signal) {
      await Promise.race([loaded, aborted(signal)]);
      return predictors.load(tag, signal);
    },
    states: () => new Map([[chatTag, { kind: "loading", fraction: 0.5 }]]),
  });
  const { post } = await serve(t, { change, limits: { loadTime: 300 } });
  const started = performance.now();
  const [early, other] = await Promise.all([
    post(chat, question("Hi.")),
    post(chat, question("Hi.")),
  ]);
  assert.equal(other.status, 429);
  assert.ok(performance.now() - started < 550, "they waited one after the other");
  assert.deepEqual([early.status, early.json.error.code], [429, "model_loading"]);
  assert.equal(early.json.error.type, "rate_limit_error");
  assert.equal(early.headers["retry-after"], "1");
  finish();
  assert.equal((await post(chat, question("Hi."))).status, 200);
});

const aborted = (signal: AbortSignal | undefined): Promise<never> =>
  new Promise((_, reject) => signal?.addEventListener("abort", () => reject(abortError())));

test("a client that leaves stops its work, and the next one is served", async (t) => {
  const { predictor, stopped } = endless();
  const { post, port, connect: open } = await serve(t, { byTag: { [chatTag]: predictor } });
  const socket = open();
  const body = JSON.stringify(question("?", { stream: true }));
  socket.write(
    `POST ${chat} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
      `Authorization: Bearer secret-of-the-test\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  await new Promise((resolve) => socket.once("data", resolve));
  socket.destroy();
  await stopped;
  const controller = new AbortController();
  const next = post(chat, question("?"), { signal: controller.signal });
  setTimeout(() => controller.abort(), 50);
  await assert.rejects(next, { name: "AbortError" });
});

test("speech is a WAV file, bare samples or events; formats without an encoder are refused by name", async (t) => {
  const { post } = await serve(t);
  const speak = (more: object) =>
    post("/v1/audio/speech", { model: "@test/speaker", input: "Hi.", voice: "ada", ...more });
  const wav = await speak({});
  assert.equal(wav.headers["content-type"], "audio/wav");
  assert.equal(wav.body.slice(0, 4), "RIFF");
  const pcm = await speak({ response_format: "pcm" });
  assert.equal(pcm.headers["content-type"], "audio/pcm; rate=100; channels=1");
  const events = await speak({ stream_format: "sse" });
  assert.match(events.body, /"type":"speech.audio.done"/);
  const mp3 = await speak({ response_format: "mp3" });
  assert.deepEqual([mp3.status, mp3.json.error.code], [400, "unsupported_parameter"]);
  assert.match(mp3.json.error.message, /mp3/);
});

test("only this machine reaches it", async (t) => {
  const { port } = await serve(t);
  const other = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4");
  if (!other) return t.skip("this machine has no other address");
  const outside = connect(port, other.address);
  const error = await new Promise((resolve) =>
    outside.once("error", resolve).once("connect", resolve),
  );
  assert.equal((error as NodeJS.ErrnoException | undefined)?.code, "ECONNREFUSED");
});

test("a taken port is said with what to do", async (t) => {
  const { port, predictors } = await serve(t);
  const models = { list: async () => [], state: async () => ({ kind: "absent" as const }) };
  const options = { predictors, calls: {} as never, models, token: "x", port };
  await assert.rejects(
    startServer({ ...options, log: console }),
    /Stop that one, or choose another port/,
  );
});

test("closing lets short work end, tells long work, and refuses new requests", async (t) => {
  const { predictor, stopped } = endless();
  const { post, close, origin } = await serve(t, {
    byTag: { [chatTag]: predictor },
    limits: { drainTime: 100 },
  });
  const long = post(chat, question("?"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await close();
  await stopped;
  const { status, json } = await long;
  assert.deepEqual([status, json.error.code], [503, "server_closed"]);
  await assert.rejects(fetch(`${origin}/health`));
});

test("metrics count requests by route and status, and tokens by model", async (t) => {
  const { ask, post } = await serve(t);
  await post(chat, question("one two three"));
  await post("/v1/embeddings", { model: "@test/embedder", input: "four" });
  await post(chat, question("?", { n: 2 }));
  await ask("/no/such/path");
  const { body, headers } = await ask("/metrics");
  assert.match(headers["content-type"] ?? "", /^text\/plain; version=0\.0\.4/);
  for (const line of [
    `hearth_requests_total{route="${chat}",status="200"} 1`,
    `hearth_requests_total{route="${chat}",status="400"} 1`,
    `hearth_requests_total{route="other",status="404"} 1`,
    `hearth_tokens_total{model="${chatTag}",kind="completion"} 3`,
    `hearth_tokens_total{model="@test/embedder",kind="prompt"} 4`,
    `hearth_requests_active 1`,
    `hearth_model_state{model="${chatTag}",state="ready"} 1`,
  ])
    assert.ok(body.split("\n").includes(line), `${line} is not in\n${body}`);
});

test("the older completions call puts its prompt as a question, and names its own fields", async (t) => {
  const { post } = await serve(t);
  const ask = (more: object) =>
    post("/v1/completions", { model: chatTag, prompt: "a b c", ...more });
  const { json } = await ask({ max_tokens: 2 });
  assert.equal(json.object, "text_completion");
  assert.deepEqual(json.choices[0], {
    ...{ index: 0, text: "a b", logprobs: null, finish_reason: "length" },
  });
  const events = eventsIn((await ask({ stream: true })).body);
  const pieces = events.slice(0, -1).map((event) => JSON.parse(event).choices[0].text);
  assert.equal(pieces.join(""), "a b c");
  assert.equal((await ask({ max_tokens: 0 })).json.error.param, "max_tokens");
  assert.equal((await ask({ prompt: ["a", "b"] })).json.error.param, "prompt");
});

test("a path that there is not is answered with what was meant, or with the calls that there are", async (t) => {
  const { ask } = await serve(t);
  const messageAt = async (path: string): Promise<string> => {
    const { status, json } = await ask(path, { method: "POST" });
    assert.deepEqual([status, json.error.code], [404, "unknown_url"], path);
    return json.error.message;
  };
  assert.match(await messageAt("/chat/completions"), /once: the call is \/v1\/chat\/completions\./);
  assert.match(await messageAt("/v1/v1/embeddings"), /once: the call is \/v1\/embeddings\./);
  for (const path of ["/v1/responses", "/responses", "/v1/responses/resp_1/cancel"])
    assert.match(
      await messageAt(path),
      /Responses are not .* Chat Completions\. There are: /,
      path,
    );
  const other = await messageAt("/api/generate");
  assert.match(other, /There are: POST \/v1\/chat\/completions, .* \/openapi\.json describes them/);
  assert.doesNotMatch(other, /Responses/);
});
