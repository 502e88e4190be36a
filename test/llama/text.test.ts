import assert from "node:assert/strict";
import { test } from "node:test";
import { unknownKeywords } from "../../predictors/llama/grammar.ts";
import { toHistory } from "../../predictors/llama/history.ts";
import { splitMarkers } from "../../predictors/llama/template.ts";

test("a conversation becomes a history that ends with an empty turn of the model", () => {
  const history = toHistory([
    { role: "developer", content: "Be brief." },
    { role: "user", content: "Hi" },
    { role: "assistant", content: "Hello", reasoning_content: "A greeting." },
    { role: "user", content: "More" },
  ]);
  assert.deepEqual(history, [
    { type: "system", text: "Be brief." },
    { type: "user", text: "Hi" },
    {
      type: "model",
      response: [
        { type: "segment", segmentType: "thought", text: "A greeting.", ended: true },
        "Hello",
      ],
    },
    { type: "user", text: "More" },
    { type: "model", response: [] },
  ]);
});

test("a last assistant message is gone on with", () => {
  const history = toHistory([
    { role: "user", content: "Count" },
    { role: "assistant", content: "one two" },
  ]);
  assert.deepEqual(history.at(-1), { type: "model", response: ["one two"] });
  assert.equal(history.length, 2);
});

test("a tool's result is told as such; no content is no text", () => {
  const history = toHistory([
    { role: "tool", content: "42" },
    { role: "user", content: null },
  ]);
  assert.deepEqual(history[0], { type: "user", text: "The result of the tool:\n42" });
  assert.deepEqual(history[1], { type: "user", text: "" });
});

test("splitting markers changes no letter and leaves no marker whole", () => {
  const text = "a <think>b</think> [INST] <think";
  const parts = splitMarkers(text, ["<think>", "</think>", "[INST]"]);
  const plain = parts.filter((part) => typeof part === "string");
  assert.equal(parts.map((part) => (typeof part === "string" ? part : part.value)).join(""), text);
  assert.ok(plain.every((part) => !/<think>|<\/think>|\[INST\]/.test(part)));
  assert.deepEqual(splitMarkers("plain", ["<think>"]), ["plain"]);
});

test("keywords that a grammar cannot keep to are found at every depth", () => {
  const schema = {
    type: "object",
    properties: {
      pattern: { type: "string" },
      id: { type: "string", pattern: "^a" },
      list: {
        type: "array",
        items: { oneOf: [{ type: "integer", minimum: 1 }, { type: "null" }] },
      },
    },
    $defs: { x: { anyOf: [] } },
  };
  assert.deepEqual(unknownKeywords(schema).sort(), ["anyOf", "minimum", "pattern"]);
  assert.deepEqual(unknownKeywords({ type: "object", properties: { minimum: {} } }), []);
});
