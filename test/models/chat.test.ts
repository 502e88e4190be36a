import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openDevModels } from "../../src/dev/weights.ts";
import { isAbort } from "../../src/platform/errors.ts";
import { silent } from "../../src/platform/log.ts";
import { openCalls } from "../../src/predictor/call.ts";
import type { ChatCall } from "../../src/predictor/calls.ts";
import type { ChatCompletionChunk, Message, Usage } from "../../src/predictor/chatTypes.ts";
import { openPredictors } from "../../src/predictor/open.ts";
import { mergeChunks } from "../../src/predictor/merge.ts";
import { usePredictors } from "./opened.ts";

const tag = "@hearth/smollm2-135m-instruct";
const france: readonly Message[] = [
  { role: "system", content: "You are a helpful assistant." },
  { role: "user", content: "What is the capital of France?" },
];
const { predictors, calls } = usePredictors({ threads: 1 });

interface Answer {
  readonly text: string;
  readonly finish: string | undefined;
  readonly usage: Usage;
  readonly chunks: number;
}

async function answer(call: ChatCall): Promise<Answer> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of calls.chat(tag, call)) chunks.push(chunk);
  const { usage, choices } = chunks.at(-1)!;
  assert.ok(usage);
  return {
    text: chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join(""),
    finish: choices[0]?.finish_reason ?? undefined,
    usage,
    chunks: chunks.length,
  };
}

test("it knows the capital of France, and says so piece by piece", async () => {
  const { text, finish, chunks } = await answer({ messages: france, temperature: 0 });
  assert.match(text, /Paris/);
  assert.equal(finish, "stop");
  assert.ok(chunks > 4, `${chunks} chunks`);
});

test("the counts are those of the model's own tokenizer", async () => {
  const { usage } = await answer({ messages: france, temperature: 0, maxTokens: 3 });
  // by the file's template, which begins once: <|im_start|> system \n … <|im_start|> assistant \n
  assert.equal(usage.prompt_tokens, 27);
  assert.equal(usage.completion_tokens, 3);
  assert.equal(usage.total_tokens, 30);
});

test("the same seed gives the same text, another seed another", async () => {
  const messages: readonly Message[] = [{ role: "user", content: "Tell me a story about a fox." }];
  const tell = async (seed: number) =>
    (await answer({ messages, temperature: 1, seed, maxTokens: 160 })).text;
  const first = await tell(1);
  assert.equal(await tell(1), first);
  assert.notEqual(await tell(2), first);
});

test("the second turn reads only what is new, and knows what was said", async () => {
  const told: readonly Message[] = [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "My name is Alice and my dog is called Bruno. Greet me." },
  ];
  const first = await answer({ messages: told, temperature: 0, maxTokens: 40 });
  const messages: readonly Message[] = [
    ...told,
    { role: "assistant", content: first.text },
    { role: "user", content: "What is my name?" },
  ];
  const second = await answer({ messages, temperature: 0, maxTokens: 20 });
  const { prompt_tokens: prompt, prompt_tokens_details: details } = second.usage;
  assert.match(second.text, /Alice/);
  assert.ok(details && details.cached_tokens >= first.usage.prompt_tokens);
  assert.ok(prompt - details.cached_tokens < 40, `${prompt - details.cached_tokens} tokens read`);
});

test("after a restart a conversation goes on without being read again", async (t) => {
  const stateFolder = mkdtempSync(join(tmpdir(), "hearth-state-"));
  t.after(() => rmSync(stateFolder, { recursive: true }));
  const code = "export const late = Math.max(0, days - FREE_DAYS); // the first days are free\n";
  const told: readonly Message[] = [
    { role: "user", content: `What does this code do?\n${code.repeat(20)}` },
  ];
  const first = await answer({ messages: told, temperature: 0, maxTokens: 16, stateFolder });
  while (predictors.states().get(tag)?.kind !== "ready") await setTimeout(20);
  await predictors.unload(tag);
  const messages: readonly Message[] = [
    ...told,
    { role: "assistant", content: first.text },
    { role: "user", content: "Which days are free?" },
  ];
  const second = await answer({ messages, temperature: 0, maxTokens: 16, stateFolder });
  const cached = second.usage.prompt_tokens_details?.cached_tokens ?? 0;
  assert.ok(cached >= first.usage.prompt_tokens - 1, `${cached} tokens were there`);
  // what was loaded means the same as what is read
  assert.equal((await answer({ messages, temperature: 0, maxTokens: 16 })).text, second.text);
  await predictors.unload(tag);
  assert.equal((await answer({ messages, temperature: 0, maxTokens: 16 })).text, second.text);
});

test("a JSON schema is kept", async () => {
  const { text } = await answer({
    messages: [{ role: "user", content: "Is Paris in France? Answer as JSON." }],
    temperature: 0,
    maxTokens: 60,
    responseFormat: {
      type: "json_schema",
      json_schema: {
        name: "fact",
        schema: { type: "object", properties: { inFrance: { type: "boolean" } } },
      },
    },
  });
  assert.equal(typeof (JSON.parse(text) as Record<string, unknown>)["inFrance"], "boolean");
});

test("a long answer stops when it is told to, and the next question is answered", async () => {
  const controller = new AbortController();
  const messages: readonly Message[] = [{ role: "user", content: "Count from one to a thousand." }];
  // left to itself the model at times ends after a sentence: this keeps it writing
  const schema = { type: "array", items: { type: "integer" }, minItems: 100 };
  const responseFormat = { type: "json_schema", json_schema: { name: "numbers", schema } };
  await assert.rejects(async () => {
    let pieces = 0;
    for await (const _ of calls.chat(tag, { messages, responseFormat }, controller.signal))
      if (++pieces === 10) controller.abort();
  }, isAbort);
  assert.match((await answer({ messages: france, temperature: 0 })).text, /Paris/);
});

test("a conversation is as long as the model then reads, also while it answers another", async () => {
  const stop = new AbortController();
  const running = calls.chat(tag, { messages: [{ role: "user", content: "Count." }] }, stop.signal);
  const pieces = running[Symbol.asyncIterator]();
  await pieces.next();
  const length = await calls.measure(tag, { messages: france });
  stop.abort();
  await assert.rejects(async () => {
    for (;;) if ((await pieces.next()).done) return;
  }, isAbort);
  const { usage } = await answer({ messages: france, temperature: 0, maxTokens: 1 });
  assert.deepEqual(length, {
    ...{ tokens: usage.prompt_tokens, contextSize: 8192, resumes: true },
  });
});

const look = {
  type: "function",
  function: {
    name: "find_file",
    description: "Finds a file by its name.",
    parameters: {
      type: "object",
      properties: { name: { type: "string" }, kind: { enum: ["file", "folder"] } },
      required: ["name", "kind"],
    },
  },
} as const;

test("a required tool is called with arguments that keep to its schema", async () => {
  const merged = await mergeChunks(
    calls.chat(tag, {
      messages: [{ role: "user", content: "Find the file main.ts." }],
      tools: [look],
      toolChoice: "required",
      temperature: 0,
      maxTokens: 96,
    }),
  );
  const [choice] = merged.choices;
  assert.equal(choice?.finish_reason, "tool_calls");
  const [call] = choice.message.tool_calls ?? [];
  assert.equal(call?.function.name, "find_file");
  const given = JSON.parse(call.function.arguments) as { name: unknown; kind: unknown };
  assert.equal(typeof given.name, "string");
  assert.ok(["file", "folder"].includes(String(given.kind)));
});

test("tools that it may call do not keep it from answering, and count as part of the conversation", async () => {
  const messages: readonly Message[] = [...france];
  const { usage, finish } = await answer({
    ...{ messages, tools: [look], temperature: 0, maxTokens: 8 },
  });
  assert.ok(finish === "length" || finish === "stop" || finish === "tool_calls");
  const [bare, full] = [
    await calls.measure(tag, { messages }),
    await calls.measure(tag, { messages, tools: [look] }),
  ];
  assert.equal(full?.tokens, usage.prompt_tokens);
  assert.ok((bare?.tokens ?? 0) < usage.prompt_tokens);
});

test("a call and its result are read when the conversation goes on", async () => {
  const call = { id: "c1", type: "function", function: { name: "find_file", arguments: "{}" } };
  const { usage } = await answer({
    messages: [
      ...france,
      { role: "assistant", content: null, tool_calls: [call as never] },
      { role: "tool", tool_call_id: "c1", content: "src/main.ts is where it starts" },
    ],
    ...{ tools: [look], temperature: 0, maxTokens: 4 },
  });
  const before = await calls.measure(tag, { messages: france, tools: [look] });
  assert.ok(usage.prompt_tokens > (before?.tokens ?? 0) + 8);
});

test("a tight memory budget makes conversations shorter, and the model says so", async () => {
  const models = openDevModels();
  // as a model that nobody measured: its weights alone decide whether it is loaded
  const find: typeof models.find = async (name) => {
    const manifest = await models.find(name);
    return manifest && { ...manifest, memory: 0 };
  };
  const tight = openPredictors({
    process: resolve("dist/predictor.mjs"),
    models: { ...models, find },
    log: silent,
    settings: () => ({ device: "cpu", threads: 1, idleMinutes: 0, memoryBudget: 300e6 }),
  });
  try {
    const short = await openCalls(tight).measure(tag, { messages: france });
    assert.equal(short?.contextSize, 4096);
    assert.match((await tight.load(tag)).note ?? "", /conversations end at 4096 tokens/);
  } finally {
    tight.dispose();
  }
});

test("an answer that was cut off goes on in the middle of its sentence", async () => {
  const whole = await answer({ messages: france, temperature: 0, maxTokens: 7 });
  const half = await answer({ messages: france, temperature: 0, maxTokens: 3 });
  const rest = await answer({
    messages: [...france, { role: "assistant", content: half.text }],
    ...{ temperature: 0, maxTokens: 4 },
  });
  assert.equal(half.text + rest.text, whole.text);
});
