import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { predictorPid } from "../../src/dev/host/processes.ts";
import { openai, tags } from "./hearth.ts";

/** Ends a predictor's process as a native crash would. */
async function kill(tag: string): Promise<void> {
  process.kill(await predictorPid(process.pid, tag), "SIGKILL");
}

/** What a person is told: which model, what happened, what to do. */
const clear = /process ended.*(again|anew)/is;

test("a chat whose process is killed fails clearly, and the next question is answered", async () => {
  const { chat } = await openai();
  const ask = (content: string): Parameters<typeof chat.completions.create>[0] => ({
    model: tags.chat,
    messages: [{ role: "user", content }],
    max_completion_tokens: 500,
  });
  let text = "";
  await assert.rejects(async () => {
    const stream = await chat.completions.create({ ...ask("Tell a long story."), stream: true });
    for await (const chunk of stream) {
      const piece = chunk.choices[0]?.delta?.content ?? "";
      if (!text && piece) await kill(tags.chat);
      text += piece;
    }
  }, clear);
  assert.ok(text, "what came before the crash is kept");
  const answer = await chat.completions.create({
    ...ask("What is gravity?"),
    max_completion_tokens: 20,
    stream: false,
  });
  assert.match(answer.choices[0]?.message.content ?? "", /gravity/i);
});

test("an embedding whose process is killed fails clearly, and the next one works", async () => {
  const { embeddings } = await openai();
  const create = (input: string[]): ReturnType<typeof embeddings.create> =>
    embeddings.create({ model: tags.embedding, input });
  await create(["warm"]);
  const long = create(Array.from({ length: 1000 }, (_, i) => `Text number ${i}. `.repeat(20)));
  const failure = assert.rejects(long, clear);
  await sleep(100);
  await kill(tags.embedding);
  await failure;
  assert.equal((await create(["again"])).data.length, 1);
});

test("speech whose process is killed fails clearly, and the next text is spoken", async () => {
  const { audio } = await openai();
  const speak = (input: string): Promise<Response> =>
    audio.speech.create({ model: tags.speech, voice: "joe", input });
  await speak("Warm.");
  const long = speak("This sentence is said again and again. ".repeat(60));
  const failure = assert.rejects(long, clear);
  await sleep(100);
  await kill(tags.speech);
  await failure;
  assert.ok((await (await speak("Again.")).arrayBuffer()).byteLength > 5000);
});
