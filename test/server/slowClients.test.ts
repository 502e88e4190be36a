import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { defineSpeech } from "../../src/predictor/contract/define.ts";
import { Parameter } from "../../src/predictor/contract/parameter.ts";
import { allOf, assertAlive, chatTag, endless, question, serve, standard, token } from "./setup.ts";

const chat = "/v1/chat/completions";

test("a connection that says nothing is closed", async (t) => {
  const server = await serve(t, { limits: { headersTime: 300 } });
  const mute = server.connect();
  await once(mute, "connect");
  assert.match(await allOf(mute), /^(HTTP\/1\.1 408 |$)/);
  await assertAlive(server);
});

test("headers that never end are cut off, and so is a body that trickles", async (t) => {
  const server = await serve(t, { limits: { headersTime: 300, requestTime: 600 } });
  const slow = server.connect();
  slow.write(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`);
  const drip = setInterval(() => slow.write("X-More: yes\r\n"), 50);
  const trickle = server.connect();
  trickle.write(
    `POST ${chat} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${token}\r\n` +
      "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n",
  );
  const more = setInterval(() => trickle.write(" "), 50);
  t.after(() => [drip, more].forEach(clearInterval));
  const [headers, body] = await Promise.all([allOf(slow), allOf(trickle)]);
  assert.match(headers, /^HTTP\/1\.1 408 /);
  assert.match(body, /^(HTTP\/1\.1 408 |$)/);
  await assertAlive(server);
});

test("a client that takes one byte a second loses the connection, and holds up nobody", async (t) => {
  const loud = defineSpeech({
    tag: "@test/loud",
    description: "Twenty megabytes.",
    inputs: {
      text: Parameter.Text({ description: "Ignored." }),
      voice: Parameter.AudioVoice({ description: "Voice.", voices: ["ada"] }),
    },
    outputs: [Parameter.Audio({ description: "Samples.", sampleRate: 24_000 })],
    predict: async () => ({ data: new Float32Array(10_000_000), shape: [10_000_000] }),
  });
  const byTag = { ...standard, "@test/loud": loud };
  const server = await serve(t, { byTag, limits: { sendTime: 300 } });
  const body = JSON.stringify({ model: "@test/loud", input: "x", voice: "ada" });
  const slow = server.connect();
  slow.write(
    `POST /v1/audio/speech HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await once(slow, "readable");
  slow.read(1);
  // others are served meanwhile
  await assertAlive(server);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const { body: metrics } = await server.ask("/metrics");
  assert.match(metrics, /hearth_requests_total\{route="\/v1\/audio\/speech",status="499"\} 1/);
});

test("200 clients at once are served in turn or told to come again; then it is free", async (t) => {
  const server = await serve(t, { limits: { waiting: 20 } });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => server.post(chat, question(`client ${i}`))),
  );
  const served = answers.filter(({ status }) => status === 200);
  const told = answers.filter(({ status }) => status === 429);
  assert.equal(served.length + told.length, 200);
  assert.ok(served.length >= 21, `only ${served.length} were served`);
  assert.ok(told.length > 0);
  for (const [i, { status, json }] of answers.entries())
    if (status === 200) assert.equal(json.choices[0].message.content, `client ${i}`);
  for (const { headers, json } of told) {
    assert.equal(json.error.code, "rate_limit_exceeded");
    assert.ok(Number(headers["retry-after"]) > 0);
  }
  await assertAlive(server);
});

test("one who waits and leaves frees its place", async (t) => {
  const { predictor } = endless();
  const { post, ask } = await serve(t, {
    byTag: { [chatTag]: predictor },
    limits: { waiting: 1 },
  });
  const leaving = new AbortController();
  const { signal } = leaving;
  const first = post(chat, question("?"), { signal }).catch(() => {});
  const second = post(chat, question("?"), { signal }).catch(() => {});
  const waits = async (): Promise<boolean> =>
    (await ask("/metrics")).body.includes(`hearth_requests_waiting{model="${chatTag}"} 1`);
  while (!(await waits()));
  assert.equal((await post(chat, question("?"))).status, 429);
  leaving.abort();
  await Promise.all([first, second]);
  while (await waits());
  const stop = new AbortController();
  const next = post(chat, question("?", { stream: true }), { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  await assert.rejects(next, { name: "AbortError" });
});
