import assert from "node:assert/strict";
import { test } from "node:test";
import { homedir } from "node:os";
import type { Predictor } from "../../src/predictor/contract/define.ts";
import { chunk, saying } from "../predictor/samples.ts";
import { allOf, assertAlive, chatTag, question, serve, token } from "./setup.ts";

const chat = "/v1/chat/completions";

test("a page of another origin is refused, with and without the token, and gets no CORS headers", async (t) => {
  const server = await serve(t);
  const page = { Origin: "https://evil.example" };
  for (const headers of [page, { ...page, Authorization: "" }, { "Sec-Fetch-Site": "cross-site" }])
    for (const path of ["/v1/models", "/health", "/openapi.json"]) {
      const answer = await server.ask(path, { headers });
      assert.deepEqual([answer.status, answer.json.error.code], [403, "forbidden_origin"]);
      assert.deepEqual(
        Object.keys(answer.headers).filter((name) => name.startsWith("access-control")),
        [],
      );
    }
  const preflight = await server.ask(chat, { method: "OPTIONS", headers: page });
  assert.equal(preflight.status, 403);
  await assertAlive(server);
});

test("a name that was rebound to this machine is refused", async (t) => {
  const server = await serve(t);
  for (const host of ["evil.example", `evil.example:${server.port}`, "127.0.0.1:1", "[::1]"]) {
    const { status } = await server.ask("/v1/models", { headers: { Host: host } });
    assert.equal(status, 403, host);
  }
  const local = await server.ask("/v1/models", { headers: { Host: `localhost:${server.port}` } });
  assert.equal(local.status, 200);
});

test("without the token nothing but the health and the description is told", async (t) => {
  const { ask } = await serve(t);
  for (const given of ["", "Bearer", "Bearer wrong", `Basic ${token}`, `Bearer ${token}x`, token]) {
    const answer = await ask("/v1/models", { headers: { Authorization: given } });
    assert.deepEqual([answer.status, answer.json.error.code], [401, "invalid_api_key"], given);
    assert.equal(answer.headers["www-authenticate"], "Bearer");
  }
  const none = { headers: { Authorization: "" } };
  assert.equal((await ask("/metrics", none)).status, 401);
  assert.equal((await ask("/health", none)).status, 200);
  assert.equal((await ask("/openapi.json", none)).status, 200);
});

test("a body of 100 MB is refused, announced or not, and takes no memory", async (t) => {
  const server = await serve(t);
  const before = process.memoryUsage().rss;
  const announced = await server.post(chat, Buffer.alloc(100 * 1024 ** 2, " "));
  assert.deepEqual([announced.status, announced.json.error.code], [413, "request_too_large"]);
  const leaving = new AbortController();
  const megabyte = Buffer.alloc(1024 ** 2, " ");
  const stream = new ReadableStream({
    async pull(controller) {
      await new Promise(setImmediate);
      // the client itself would read on after it has been aborted
      if (leaving.signal.aborted) controller.close();
      else controller.enqueue(megabyte);
    },
  });
  const answer = await fetch(`${server.origin}${chat}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: stream,
    duplex: "half",
    signal: leaving.signal,
  });
  assert.equal(answer.status, 413);
  leaving.abort();
  // 100 MB are the client's own, in this process
  assert.ok(process.memoryUsage().rss - before < 250 * 1024 ** 2);
  await assertAlive(server);
});

test("garbage is refused as what it is, never as a failure of the server", async (t) => {
  const server = await serve(t);
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  const bodies: readonly (string | Uint8Array)[] = [
    ...["", "{", "null", "[]", '"text"', "{'model': 1}", "\u0000", '{"model":"x"}{'],
    Uint8Array.from([0x7b, 0xff, 0xfe, 0x7d]),
    deep(200_000),
    `{"model":"${chatTag}","messages":${deep(200_000)}}`,
    `{"model":"${chatTag}","messages":[{"role":${deep(90)},"content":"x"}]}`,
    `{"model":"${chatTag}","messages":[${"null,".repeat(300_000)}null]}`,
    `{"model":"${"x".repeat(5_000_000)}","messages":[]}`,
    `{"model":"${chatTag}","messages":[{"role":"${"x".repeat(5_000_000)}","content":"x"}]}`,
    `{"__proto__":{"model":"${chatTag}"},"constructor":1,"messages":[]}`,
    `{"model":"${chatTag}","messages":[{"role":"user","content":"x"}],"__proto__":{"n":5}}`,
  ];
  for (const path of [chat, "/v1/completions", "/v1/embeddings", "/v1/audio/speech"])
    for (const body of bodies) {
      const { status, json, body: text } = await server.post(path, body);
      const label = `${path} ${String(body).slice(0, 80)}`;
      assert.ok(status >= 400 && status < 500, `${status} for ${label}: ${text.slice(0, 200)}`);
      assert.equal(typeof json.error.message, "string");
      assert.ok(text.length < 5000, `${text.length} bytes for ${label}`);
    }
  const many = { model: "@test/embedder", input: Array.from({ length: 100_000 }, () => "x") };
  assert.equal((await server.post("/v1/embeddings", many)).status, 400);
  const plain = await server.post(chat, question("?"), {
    headers: { "Content-Type": "text/plain" },
  });
  assert.equal(plain.status, 415);
  await assertAlive(server);
});

test("paths and methods that are none are refused", async (t) => {
  const { ask, connect } = await serve(t);
  assert.equal((await ask("/v1/nothing")).status, 404);
  assert.equal((await ask("/../../etc/passwd")).status, 404);
  assert.equal((await ask("/v1/models/%E0%A4%A")).status, 404);
  const wrong = await ask(chat);
  assert.deepEqual([wrong.status, wrong.headers.allow], [405, "POST"]);
  assert.equal((await ask("/health", { method: "HEAD" })).status, 200);
  const socket = connect();
  socket.write("\u0016\u0003\u0001 this is no HTTP\r\n\r\n");
  assert.match(await allOf(socket), /^HTTP\/1\.1 400 [\s\S]*"error"/);
});

test("tunnels, upgrades, and requests without a host lead nowhere", async (t) => {
  const server = await serve(t);
  const host = `Host: 127.0.0.1:${server.port}\r\n`;
  for (const [head, expected] of [
    [`CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}`, /^$/],
    [
      `GET /v1/models HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: websocket\r\n`,
      /^HTTP\/1\.1 401 /,
    ],
    ["GET /health HTTP/1.0\r\n", /^HTTP\/1\.1 403 /],
    [
      `POST ${chat} HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n`,
      /^HTTP\/1\.1 400 /,
    ],
    [`GET http://evil.example/health HTTP/1.1\r\nHost: evil.example\r\n`, /^HTTP\/1\.1 403 /],
  ] as const) {
    const socket = server.connect();
    socket.write(`${head}Connection: close\r\n\r\n`);
    assert.match(await allOf(socket), expected, head);
  }
  await assertAlive(server);
});

test("a model's name is a name and never a path", async (t) => {
  const { post, ask } = await serve(t);
  for (const model of [
    "../../../etc/passwd",
    "@test/../../echo",
    "/etc/passwd",
    "C:\\x",
    "@test/echo\0",
    "constructor",
    "__proto__",
  ]) {
    const answer = await post(chat, question("?", { model }));
    assert.deepEqual([answer.status, answer.json.error.code], [404, "model_not_found"], model);
    const { status } = await ask(`/v1/models/${encodeURIComponent(model)}`);
    assert.equal(status, 404, model);
  }
});

test("a failure does not tell whose machine it is, whole or in the middle of a stream", async (t) => {
  const failing = (word: object[]): Predictor => ({
    ...saying(word),
    async *predict() {
      for (const item of word) yield [item];
      throw new Error(`${homedir()}/models/model.gguf cannot be read`);
    },
  });
  const byTag = { [chatTag]: failing([]), "@test/late": failing([chunk({ content: "Hi." })]) };
  const { post } = await serve(t, { byTag });
  const whole = await post(chat, question("?"));
  assert.equal(whole.status, 500);
  const late = await post(chat, question("?", { model: "@test/late", stream: true }));
  for (const { body } of [whole, late]) {
    assert.match(body, /~\/models\/model\.gguf cannot be read/);
    assert.ok(!body.includes(homedir()));
  }
});
