import assert from "node:assert/strict";
import { after, test } from "node:test";
import { isUserError } from "../../src/platform/errors.ts";
import { entry, open } from "../remote/setup.ts";
import { startRayServe } from "./rayServe.ts";

const started = await startRayServe().catch((error: unknown) => {
  if (isUserError(error)) return error.message;
  throw error;
});
const skip = typeof started === "string" ? started : false;
const ray = typeof started === "string" ? undefined : started;
after(() => ray?.close());

const [chatTag, embedTag] = ["@team/chat", "@team/embed"];
/** Remote predictors at Ray's address. What the replicas get lies with them so many seconds before it is worked on. */
function predictors(linger: number) {
  const url = ray?.url ?? "http://127.0.0.1/v1";
  const headers = { "X-Linger": String(linger) };
  const chat = entry(url, { model: "@hearth/smollm2-135m-instruct", headers });
  const model = "@hearth/all-minilm-l6-v2";
  const embed = entry(url, { tag: embedTag, kind: "embedding", model, headers });
  return open([chat, embed], { pauses: [500, 2_000] });
}
const messages = [
  { role: "system" as const, content: "You are a helpful assistant." },
  { role: "user" as const, content: "What is the capital of France?" },
];
const ask = { model: chatTag, messages, max_completion_tokens: 40, temperature: 0, seed: 1 };
const embed = { model: embedTag, input: ["a text", "another"] };

test("chat and embeddings go through Ray Serve to its replicas", { skip }, async () => {
  const { client } = predictors(0);
  const answer = await client.chat.completions.create(ask);
  assert.match(answer.choices[0]?.message.content ?? "", /Paris/);
  const { data } = await client.embeddings.create(embed);
  assert.deepEqual([data.length, data[1]?.embedding.length], [2, 384]);
});

test("a replica that is killed with a question costs nobody the answer", { skip }, async () => {
  const { client } = predictors(1);
  await ray?.forget();
  const answer = client.chat.completions.create(ask);
  const killed = await ray?.killLast();
  assert.match((await answer).choices[0]?.message.content ?? "", /Paris/);
  await ray?.forget();
  const rows = client.embeddings.create(embed);
  const next = await ray?.killLast();
  assert.equal((await rows).data.length, 2);
  assert.notEqual(next, killed);
});

test(
  "an answer whose replica is killed in the middle says so, and what was there stays",
  { skip },
  async () => {
    const { calls } = predictors(0);
    await ray?.forget();
    let text = "";
    let killed = false;
    const call = {
      messages: [{ role: "user" as const, content: "Count to one thousand in words." }],
    };
    const read = async (): Promise<void> => {
      for await (const { choices } of calls.chat(chatTag, { ...call, maxTokens: 1000 })) {
        text += choices[0]?.delta?.content ?? "";
        if (killed || !text) continue;
        killed = true;
        await ray?.killLast();
      }
    };
    await assert.rejects(read(), /127\.0\.0\.1:\d+ broke off its answer\. Send again\./);
    assert.match(text, /\w/);
    // and the next question is answered
    const again = await predictors(0).client.chat.completions.create(ask);
    assert.match(again.choices[0]?.message.content ?? "", /Paris/);
  },
);
