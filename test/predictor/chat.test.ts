import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { bindChat } from "../../src/predictor/contract/bind.ts";
import { openCalls } from "../../src/predictor/call.ts";
import { defaultModels } from "../../src/predictor/defaults.ts";
import { mergeChunks } from "../../src/predictor/merge.ts";
import { fakePredictors } from "../fakes/predictors.ts";
import { problemsOf, rulesIn } from "./problems.ts";
import { changed, chunk, echo, saying, usage } from "./samples.ts";

const ask = { messages: [{ role: "user", content: "one two three" }] } as const;
const callsWith = (items: readonly unknown[]) => {
  const { chat } = openCalls(fakePredictors({ "@test/saying": saying(items) }));
  return () => chat("@test/saying", ask);
};
const breaks = async (rule: string, items: readonly unknown[]): Promise<void> => {
  await assert.rejects(collect(callsWith(items)()), { code: "predictor_failed", rule });
};
const done = chunk({}, "stop");

test("C1: the messages are a required list, wherever they stand", () => {
  const bound = bindChat(echo.signature);
  assert.equal(bound.ok && bound.binding.messages.name, "messages");
  for (const change of [
    { dtype: "string" },
    { schema: { type: "array", items: { type: "string" } } },
  ])
    assert.deepEqual(rulesIn(bindChat(changed(echo.signature, "messages", change))), ["C1", "C2"]);
});

test("C2: a second required input is a problem", () => {
  const inputs = [...echo.signature.inputs, { name: "topic", dtype: "string" } as const];
  const [problem, ...others] = problemsOf(bindChat({ ...echo.signature, inputs }));
  assert.deepEqual([problem?.rule, problem?.parameter, others], ["C2", "topic", []]);
});

test("C3: chunks stream as they come; anything else is refused", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  const texts = (await collect(chat("@test/echo", ask))).map(
    ({ choices }) => choices[0]?.delta?.content,
  );
  assert.deepEqual(texts, ["", "one", " two", " three", undefined]);
  await breaks("C3", []);
  await breaks("C3", ["text"]);
  await breaks("C3", [chunk(null, null, { choices: [] })]);
});

test("C4: an output that is no completion is a problem", () => {
  for (const change of [
    { dtype: "string" },
    { schema: { title: "Answer" } },
    { schema: undefined },
  ])
    assert.deepEqual(rulesIn(bindChat(changed(echo.signature, "output0", change))), ["C4"]);
  const whole = changed(echo.signature, "output0", { schema: { title: "ChatCompletion" } });
  assert.ok(bindChat(whole).ok);
});

test("C5: chunks of one answer share id, created, model and object", async () => {
  const start = chunk({ content: "a" });
  await breaks("C5", [start, { ...done, id: "answer-2" }]);
  await breaks("C5", [start, { ...done, created: 2 }]);
  await breaks("C5", [start, { ...done, model: "another" }]);
  await breaks("C5", [{ ...done, object: "text_completion" }]);
  await breaks("C5", [{ ...done, id: undefined }]);
});

test("C6: merging supplies the role that no delta carried", async () => {
  const merged = await mergeChunks(callsWith([chunk({ content: "Hi." }), done])());
  assert.deepEqual(merged.choices[0]?.message, { role: "assistant", content: "Hi." });
});

test("C7: an answer ends with exactly one finish reason", async () => {
  await breaks("C7", [chunk({ content: "a" })]);
  await breaks("C7", [done, chunk({ content: "more" })]);
  await breaks("C7", [done, done]);
  await breaks("C7", [chunk({}, "tired" as never)]);
});

test("C7: an answer cut by the limit ends with length", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  const merged = await mergeChunks(chat("@test/echo", { ...ask, maxTokens: 2 }));
  assert.deepEqual(merged.choices[0], {
    index: 0,
    message: { role: "assistant", content: "one two" },
    finish_reason: "length",
  });
});

test("C8: null usage, a null delta and a chunk without choices are accepted", async () => {
  const merged = await mergeChunks(
    callsWith([
      chunk({ role: "assistant" }, null, { usage: null }),
      chunk(null),
      chunk(null, null, { choices: [] }),
      chunk({ content: null }),
      chunk({ content: "Hi." }, "stop"),
    ])(),
  );
  assert.equal(merged.choices[0]?.message.content, "Hi.");
  assert.ok(!("usage" in merged));
});

test("C9: usage counts once, as last seen, and must add up", async () => {
  const stream = callsWith([
    chunk({ content: "a" }, null, { usage: usage(5, 1) }),
    chunk({}, "stop", { usage: usage(5, 2) }),
  ]);
  assert.deepEqual((await mergeChunks(stream())).usage, usage(5, 2));
  await breaks("C9", [chunk({}, "stop", { usage: { ...usage(5, 2), total_tokens: 8 } })]);
  await breaks("C9", [chunk({}, "stop", { usage: { ...usage(5, 2), prompt_tokens: 1.5 } })]);
});

test("C10: streamed and merged, an answer has the same text, reason and usage", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  const chunks = await collect(chat("@test/echo", ask));
  const merged = await mergeChunks(chat("@test/echo", ask));
  const text = chunks.map(({ choices }) => choices[0]?.delta?.content ?? "").join("");
  assert.equal(merged.choices[0]?.message.content, text);
  assert.equal(merged.choices[0]?.finish_reason, chunks.at(-1)?.choices[0]?.finish_reason);
  assert.deepEqual(merged.usage, chunks.at(-1)?.usage);
});

test("C11: a setting needs its dtype and a default", () => {
  const noDefault = { optional: undefined, default: undefined };
  assert.deepEqual(problemsOf(bindChat(changed(echo.signature, "temperature", noDefault))), [
    { rule: "C11", parameter: "temperature", message: "temperature needs a default" },
  ]);
  const whole = changed(echo.signature, "limit", { dtype: "float32" });
  assert.deepEqual(rulesIn(bindChat(whole)), ["C11"]);
});

test("C11: settings are found by annotation, in older spelling too", () => {
  const older = changed(echo.signature, "temperature", { denotation: "sampling_temperature" });
  const bound = bindChat(older);
  assert.ok(bound.ok);
  assert.deepEqual(
    Object.entries(bound.binding.settings).map(([setting, { name }]) => [setting, name]),
    [
      ["maxTokens", "limit"],
      ["temperature", "temperature"],
      ["seed", "seed"],
    ],
  );
});

test("C12: a setting that the predictor lacks is refused by name", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  const refused = [
    ["topP", 0.9, "top_p"],
    ["frequencyPenalty", 0.1, "frequency_penalty"],
    ["presencePenalty", 0.1, "presence_penalty"],
    ["reasoningEffort", "low", "reasoning_effort"],
    ["responseFormat", { type: "json_object" }, "response_format"],
    ["stop", ["\n"], "stop"],
  ] as const;
  for (const [setting, value, param] of refused)
    await assert.rejects(collect(chat("@test/echo", { ...ask, [setting]: value })), {
      code: "unsupported_parameter",
      param,
      message: `@test/echo has no ${param}. Leave it out, or choose another model.`,
    });
});

test("C12: a setting that asks for nothing is accepted", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  const neutral = {
    topP: 1,
    frequencyPenalty: 0,
    presencePenalty: 0,
    stop: [],
    responseFormat: { type: "text" },
  };
  assert.ok((await collect(chat("@test/echo", { ...ask, ...neutral }))).length);
});

test("C13: reasoning and tool calls survive merging", async () => {
  const call = (index: number, rest: object) => ({ index, ...rest });
  const { choices } = await mergeChunks(
    callsWith([
      chunk({ role: "assistant", reasoning_content: "Let me " }),
      chunk({ reasoning_content: "see." }),
      chunk({
        tool_calls: [
          call(0, { id: "c1", type: "function", function: { name: "find", arguments: '{"q":' } }),
        ],
      }),
      chunk({
        tool_calls: [
          call(0, { function: { arguments: '"x"}' } }),
          call(1, { id: "c2", function: { name: "stop" } }),
        ],
      }),
      chunk({}, "tool_calls"),
    ])(),
  );
  assert.deepEqual(choices[0], {
    index: 0,
    message: {
      role: "assistant",
      content: null,
      reasoning_content: "Let me see.",
      tool_calls: [
        { id: "c1", type: "function", function: { name: "find", arguments: '{"q":"x"}' } },
        { id: "c2", type: "function", function: { name: "stop", arguments: "" } },
      ],
    },
    finish_reason: "tool_calls",
  });
});

test("C14: the default chat model runs on llama.cpp", () => {
  const folder = join("predictors", "llama");
  const manifests = readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .map(
      (file) =>
        JSON.parse(readFileSync(join(folder, file), "utf8")) as { tag: string; engine: string },
    );
  const found = manifests.find(({ tag }) => tag === defaultModels.chat);
  assert.equal(found?.engine, "llama");
});

test("messages are checked before they reach the predictor", async () => {
  const { chat } = openCalls(fakePredictors({ "@test/echo": echo }));
  const refused = [
    [[], "messages"],
    [[{ role: "robot", content: "" }], "messages[0].role"],
    [
      [
        { role: "user", content: "a" },
        { role: "user", content: 3 },
      ],
      "messages[1].content",
    ],
  ] as const;
  for (const [messages, param] of refused)
    await assert.rejects(collect(chat("@test/echo", { messages: messages as never })), {
      code: "invalid_value",
      param,
    });
});
