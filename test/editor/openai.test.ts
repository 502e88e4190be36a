import assert from "node:assert/strict";
import { test } from "node:test";
import { openai, tags } from "./hearth.ts";

const messages = [
  // without one, the model's own template tells it who it is, and such a small model is led astray by that
  { role: "system", content: "You are a helpful assistant." },
  { role: "user", content: "What is the capital of France?" },
] as const;

test("a chat completion answers the question", async () => {
  const { chat } = await openai();
  const answer = await chat.completions.create({
    model: tags.chat,
    messages: [...messages],
    max_completion_tokens: 40,
    temperature: 0,
  });
  assert.match(answer.choices[0]?.message.content ?? "", /Paris/);
  assert.ok((answer.usage?.completion_tokens ?? 0) > 0);
});

test("a streamed completion comes in pieces, and leaving it frees the model for the next", async () => {
  const { chat } = await openai();
  const stream = await chat.completions.create({
    model: tags.chat,
    messages: [{ role: "user", content: "Count from one to one hundred in words." }],
    stream: true,
  });
  let pieces = 0;
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta?.content) pieces++;
    if (pieces === 3) break;
  }
  assert.equal(pieces, 3);
  const started = Date.now();
  await chat.completions.create({
    model: tags.chat,
    messages: [...messages],
    max_completion_tokens: 1,
  });
  assert.ok(Date.now() - started < 5000, "the answer that was left went on");
});

test("an aborted completion rejects as an abort", async () => {
  const { chat } = await openai();
  const controller = new AbortController();
  const stream = await chat.completions.create(
    { model: tags.chat, messages: [{ role: "user", content: "Tell a long story." }], stream: true },
    { signal: controller.signal },
  );
  await assert.rejects(
    async () => {
      for await (const _ of stream) controller.abort();
    },
    { name: "AbortError" },
  );
});

test("embeddings put what means the same close together", async () => {
  const { embeddings } = await openai();
  const input = [
    "the fine for a book that comes back late",
    "charge for an overdue loan",
    "mail server",
  ];
  const { data } = await embeddings.create({ model: tags.embedding, input });
  const [late, overdue, mail] = data.map(({ embedding }) => embedding as number[]);
  assert.ok(late && overdue && mail);
  const dot = (a: number[], b: number[]): number =>
    a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
  assert.ok(Math.abs(dot(late, late) - 1) < 1e-4, "unit length");
  assert.ok(dot(late, overdue) > dot(late, mail) + 0.2);
});

test("speech is a WAV file with sound in it", async () => {
  const { audio } = await openai();
  const response = await audio.speech.create({
    model: tags.speech,
    voice: "joe",
    input: "It works on my machine.",
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(bytes.toString("latin1", 0, 4), "RIFF");
  const samples = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) >> 1);
  assert.ok(samples.length > 16_000, "less than a second of sound");
  assert.ok(samples.some((sample) => Math.abs(sample) > 3000));
});

test("speech comes in Opus, whose codec is a part of its own that the editor loads", async () => {
  const { audio } = await openai();
  const say = { model: tags.speech, voice: "joe", input: "It works on my machine." };
  const response = await audio.speech.create({ ...say, response_format: "opus" });
  assert.equal(response.headers.get("content-type"), "audio/ogg; codecs=opus");
  const bytes = Buffer.from(await response.arrayBuffer());
  assert.equal(bytes.toString("latin1", 0, 4), "OggS");
  assert.ok(bytes.length > 5000, `${bytes.length} bytes`);
});

test("an unknown model is refused by name", async () => {
  const { chat } = await openai();
  await assert.rejects(
    chat.completions.create({ model: "@hearth/no-such-model", messages: [...messages] }),
    /no-such-model/,
  );
});

test("the engines worked in processes of their own: none is loaded into the extension host", () => {
  const report = process.report.getReport() as unknown as { readonly sharedObjects: string[] };
  assert.ok(report.sharedObjects.some((path) => path.includes("libc.so")));
  assert.deepEqual(
    report.sharedObjects.filter((path) => /llama|ggml|onnx/.test(path)),
    [],
  );
});
