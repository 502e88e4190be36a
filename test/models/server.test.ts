import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { after, test } from "node:test";
import { OpenAI } from "openai";
import { pythonWith } from "../../src/dev/bench/python.ts";
import { isUserError } from "../../src/platform/errors.ts";
import { startServing } from "../../src/dev/bench/serving.ts";

const { url, token, stop } = await startServing();
let running = true;
after(async () => {
  if (running) await stop();
});

const client = new OpenAI({ baseURL: url, apiKey: token, maxRetries: 0 });
const chat = "@hearth/smollm2-135m-instruct";
const messages = [
  { role: "system" as const, content: "You are a helpful assistant." },
  { role: "user" as const, content: "What is the capital of France?" },
];

async function stateOf(model: string): Promise<string> {
  return ((await client.models.retrieve(model)) as unknown as { state: string }).state;
}

test("OpenAI's client for JavaScript talks to the real models", async () => {
  const ask = { model: chat, messages, max_completion_tokens: 40, temperature: 0, seed: 1 };
  const whole = await client.chat.completions.create(ask);
  assert.match(whole.choices[0]?.message.content ?? "", /Paris/);
  const stream = await client.chat.completions.create({ ...ask, stream: true });
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  assert.equal(text, whole.choices[0]?.message.content);
});

test("a later token is as likely as the same one after an answer that was begun", async () => {
  const ask = { model: chat, temperature: 0, logprobs: true, top_logprobs: 20 };
  const likelyAfter = async (begun: string, limit: number) => {
    const last = begun ? [{ role: "assistant" as const, content: begun }] : [];
    const answer = await client.chat.completions.create({
      ...{ ...ask, messages: [...messages, ...last], max_completion_tokens: limit },
    });
    return answer.choices[0]?.logprobs?.content ?? [];
  };
  const whole = await likelyAfter("", 7);
  for (const at of [2, 4, 5]) {
    const begun = whole.slice(0, at).map(({ token }) => token);
    const [next] = await likelyAfter(begun.join(""), 1);
    const [one, other] = [next, whole[at]].map((likely) =>
      Object.fromEntries((likely?.top_logprobs ?? []).map((top) => [top.token, top.logprob])),
    );
    const [likeliest = ""] = Object.keys(other ?? {});
    // read at once or one by one, sums are rounded in another order
    assert.ok(Math.abs((one?.[likeliest] ?? 9) - (other?.[likeliest] ?? 0)) < 0.1, likeliest);
    const sum = Object.values(other ?? {}).reduce((all, logprob) => all + Math.exp(logprob), 0);
    assert.ok(sum > 0.5 && sum <= 1, `${sum}`);
  }
});

test("a client that leaves a long answer leaves the engine idle", async () => {
  const ask = [{ role: "user" as const, content: "Count from one to one thousand in words." }];
  const stream = await client.chat.completions.create({ model: chat, messages: ask, stream: true });
  for await (const _ of stream) break;
  const left = performance.now();
  while ((await stateOf(chat)) !== "ready")
    assert.ok(performance.now() - left < 2000, "the engine still works after two seconds");
});

test("a conversation that is too long is refused by its length in tokens", async () => {
  const ask = [{ role: "user" as const, content: "word ".repeat(20_000) }];
  await assert.rejects(client.chat.completions.create({ model: chat, messages: ask }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError); // oxlint-disable-line import/no-named-as-default-member
    assert.equal(error.code, "context_length_exceeded");
    return true;
  });
});

test("OpenAI's client for Python makes every call unchanged", { timeout: 280_000 }, async (t) => {
  let python: string;
  try {
    python = await pythonWith({ name: "openai", version: "3.57.0" });
  } catch (error) {
    if (!isUserError(error)) throw error;
    return t.skip(error.message);
  }
  const { stdout } = await promisify(execFile)(python, ["test/models/openaiClient.py", url, token]);
  const found = JSON.parse(stdout) as Record<string, unknown>;
  assert.match(String(found["chat"]), /Paris/);
  assert.deepEqual(found["streamed"], found["chat"]);
  assert.ok(Number(found["usage"]) > 20);
  // of some 49,000 tokens
  assert.deepEqual(found["logprobs"], ["The", 0.2]);
  assert.match(String(found["completion"]), /\w/);
  assert.deepEqual(found["embeddings"], { rows: 2, size: 384, same: true });
  assert.equal(found["speech"], "RIFF");
  assert.equal(found["events"], true);
  assert.deepEqual(found["errors"], [
    ["NotFoundError", "model_not_found"],
    ["BadRequestError", "invalid_value"],
    ["BadRequestError", "unsupported_parameter"],
    ["AuthenticationError", "invalid_api_key"],
  ]);
});

test("Ctrl-C ends the server well", async () => {
  running = false;
  assert.equal(await stop(), 0);
});
