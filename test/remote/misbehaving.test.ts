import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import type { ChatCompletion } from "../../src/predictor/chatTypes.ts";
import { endpoint, entry, failing, open, piece, saying } from "./setup.ts";

const messages = [{ role: "user", content: "Hi." }];

async function ask(url: string, more: object = {}, asked: object = {}): Promise<ChatCompletion> {
  const { client } = open([entry(url, more)]);
  return client.chat.completions.create({ model: "@team/chat", messages, ...asked });
}
const textOf = ({ choices }: ChatCompletion): string | null | undefined =>
  choices[0]?.message.content;

test("only what was named goes out, under OpenAI's names", async (t) => {
  const { url, asked, headers } = await endpoint(t, saying("Hi."));
  await ask(url, { headers: { "X-Team": "blue" } }, { temperature: 0, max_completion_tokens: 5 });
  assert.deepEqual(asked[0], {
    ...{ messages, max_tokens: 5, temperature: 0, model: "their-model" },
    ...{ stream: true, stream_options: { include_usage: true } },
  });
  assert.equal(headers[0]?.["x-team"], "blue");
  assert.equal(headers[0]?.authorization, undefined);
});

test("tools go out as OpenAI has them, and a call of one comes back", async (t) => {
  const call = {
    index: 0,
    id: "c1",
    type: "function",
    function: { name: "look", arguments: "{}" },
  };
  const choices = [{ index: 0, delta: { tool_calls: [call] }, finish_reason: "tool_calls" }];
  const { url, asked } = await endpoint(t, (response) =>
    response.end(`data: ${JSON.stringify({ id: "1", created: 1, choices })}\n\ndata: [DONE]\n\n`),
  );
  const tools = [{ type: "function", function: { name: "look", parameters: { type: "object" } } }];
  const tool_choice = { type: "function", function: { name: "look" } };
  const answer = await ask(url, {}, { tools, tool_choice });
  assert.deepEqual([asked[0]?.["tools"], asked[0]?.["tool_choice"]], [tools, tool_choice]);
  assert.equal(answer.choices[0]?.message.tool_calls?.[0]?.function.name, "look");
  assert.equal(answer.choices[0]?.finish_reason, "tool_calls");
});

test("an endpoint that is busy or fails is asked again, as often as there are pauses", async (t) => {
  const busy = failing(429, { message: "Slow down" }, { "Retry-After": "0" });
  const drop = (response: { destroy(): void }) => response.destroy();
  const mended = await endpoint(t, busy, failing(503), saying("At last."));
  assert.equal(textOf(await ask(mended.url)), "At last.");
  const dropped = await endpoint(t, drop, saying("At last."));
  assert.equal(textOf(await ask(dropped.url)), "At last.");
  const hopeless = await endpoint(t, failing(500, { message: "out of memory" }));
  await assert.rejects(ask(hopeless.url), {
    code: "predictor_failed",
    message: /failed \(HTTP 500\)\. out of memory/,
  });
  assert.equal(hopeless.asked.length, 3);
});

test("Retry-After is kept to; one that is too long is passed on instead of waited for", async (t) => {
  const short = await endpoint(t, failing(429, {}, { "Retry-After": "1" }), saying("Hi."));
  const started = performance.now();
  await ask(short.url);
  assert.ok(performance.now() - started >= 990);
  const long = await endpoint(t, failing(429, {}, { "Retry-After": "3600" }));
  await assert.rejects(ask(long.url), { code: "rate_limit_exceeded", retryAfter: 3600 });
  assert.equal(long.asked.length, 1);
});

test("a refusal is not asked again, and keeps its code and field", async (t) => {
  const full = { code: "context_length_exceeded", message: "4096 tokens at most" };
  const { url, asked } = await endpoint(t, failing(400, full));
  await assert.rejects(ask(url), {
    code: "context_length_exceeded",
    message: "4096 tokens at most.",
  });
  const field = await endpoint(t, failing(422, { message: "no", param: "temperature" }));
  await assert.rejects(ask(field.url), {
    code: "invalid_value",
    param: "temperature",
    status: 400,
  });
  assert.equal(asked.length, 1);
});

test("an endpoint that falls silent is left, before its answer and in the middle of it", async (t) => {
  for (const start of ["", piece("Well")]) {
    const { url } = await endpoint(t, (response) => {
      if (start) response.write(start);
    });
    await assert.rejects(ask(url, { timeoutSeconds: 0.2 }), /said nothing for 0 seconds/);
  }
});

test("an answer that breaks off is a failure, not a short answer", async (t) => {
  const cut = await endpoint(t, (response) => {
    response.write(piece("Half an"));
    setTimeout(() => response.destroy(), 20);
  });
  await assert.rejects(ask(cut.url), /broke off its answer/);
  const ended = await endpoint(t, (response) => response.end(piece("Half an")));
  await assert.rejects(ask(ended.url), /broke off its answer/);
});

test("what is no answer of OpenAI's interface is said to be none", async (t) => {
  const garbage = [
    ...["data: {not json}\n\n", "data: 5\n\n", 'data: {"choices": 5}\n\n'],
    ...["<html>Welcome</html>", "", 'data: {"choices":[null]}\n\n'],
  ];
  for (const body of garbage) {
    const { url } = await endpoint(t, (response) => response.end(body));
    await assert.rejects(
      ask(url),
      /no answer of OpenAI's interface\. Check baseUrl and model/,
      body,
    );
  }
  const { url } = await endpoint(t, (response) => response.end('{"data":[{"embedding":"no"}]}'));
  const { calls } = open([entry(url, { kind: "embedding" })]);
  await assert.rejects(
    calls.embed("@team/chat", { texts: ["x"] }),
    /predictor|no answer of OpenAI/,
  );
});

test("an error in the middle of a stream is that error", async (t) => {
  const { url } = await endpoint(t, (response) =>
    response.end(
      `${piece("Well")}data: {"error":{"message":"CUDA is gone","type":"server_error"}}\n\n`,
    ),
  );
  await assert.rejects(ask(url), /CUDA is gone/);
});

test("small liberties are let pass: pieces across packets, comments, CRLF, no reason, more after the end", async (t) => {
  const { url } = await endpoint(t, async (response) => {
    const bytes = Buffer.from(
      `: hello\r\n\r\n${piece("grün", true)}${piece("")}data: [DONE]\r\n\r\n`,
    );
    for (let i = 0; i < bytes.length; i += 7) {
      response.write(bytes.subarray(i, i + 7));
      await new Promise(setImmediate);
    }
    response.end();
  });
  assert.equal(textOf(await ask(url)), "grün");
  const open = await endpoint(t, (response) => response.end(`${piece("Hi")}data: [DONE]\n\n`));
  assert.equal((await ask(open.url)).choices[0]?.finish_reason, "stop");
});

test("a redirect is not followed: the key is for one host", async (t) => {
  const other = await endpoint(t, saying("stolen"));
  const { url } = await endpoint(t, (response) =>
    response.writeHead(307, { Location: `${other.url}/chat/completions` }).end(),
  );
  await assert.rejects(ask(url), { code: "predictor_failed" });
  assert.equal(other.asked.length, 0);
});

test("nobody at the address is said with what to check", async () => {
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, "127.0.0.1", resolve));
  const { port } = nobody.address() as AddressInfo;
  await new Promise((resolve) => nobody.close(resolve));
  await assert.rejects(
    ask(`http://127.0.0.1:${port}/v1`),
    /127\.0\.0\.1:\d+ does not answer \(ECONNREFUSED\)\. Check/,
  );
});
