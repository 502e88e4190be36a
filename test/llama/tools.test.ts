import assert from "node:assert/strict";
import { test } from "node:test";
import { knownSchema } from "../../predictors/llama/grammar.ts";
import { toHistory } from "../../predictors/llama/history.ts";
import { forcedCall, openTooling, toFunctions } from "../../predictors/llama/tools.ts";
import type { ChatTool, Message } from "../../src/predictor/chatTypes.ts";

const tool = (name: string): ChatTool => ({
  type: "function",
  function: {
    ...{ name, description: `Does ${name}.` },
    parameters: { type: "object", properties: { at: { type: "string", pattern: "^a" } } },
  },
});
const grammars: unknown[] = [];
const llama = {
  createGrammarForJsonSchema: async (schema: unknown) => grammars.push(schema),
} as never;
const open = (tools: readonly ChatTool[], choice: string, history: Message[] = []) =>
  openTooling({ llama, tag: "@test/model" }, { tools, choice }, toHistory(history));

test("tools are offered in the form of the template; none when there are none, or none may be called", async () => {
  const free = await open([tool("look")], "auto");
  assert.ok(free.kind === "free");
  assert.deepEqual(free.functions, {
    look: {
      description: "Does look.",
      params: { type: "object", properties: { at: { type: "string" } } },
    },
  });
  assert.equal((await open([tool("look")], "none")).kind, "none");
  assert.equal((await open([], "auto")).kind, "none");
});

test("a required call is held to by a grammar, and the tools stand in the system prompt", async () => {
  const forced = await open([tool("look"), tool("go")], "required", [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Look." },
  ]);
  assert.ok(forced.kind === "forced");
  const [system, ...rest] = forced.history;
  assert.ok(system?.type === "system" && typeof system.text === "string");
  assert.match(system.text, /^Be brief\.\n\nCall one[\s\S]*"look"[\s\S]*"go"/);
  assert.deepEqual(
    rest.map(({ type }) => type),
    ["user", "model"],
  );
  const { oneOf } = grammars.at(-1) as { oneOf: { properties: { name: unknown } }[] };
  assert.deepEqual(
    oneOf.map(({ properties }) => properties.name),
    [{ const: "look" }, { const: "go" }],
  );
  const named = await open([tool("look"), tool("go")], "go");
  assert.ok(named.kind === "forced");
  assert.equal(named.history[0]?.type, "system");
  assert.ok(!("oneOf" in (grammars.at(-1) as object)));
});

test("a choice that cannot be made and a tool without a name are refused by name", async () => {
  await assert.rejects(open([tool("look")], "fly"), { param: "tool_choice", message: /look/ });
  await assert.rejects(open([], "required"), { param: "tool_choice" });
  await assert.rejects(open([{ type: "function" } as never], "auto"), { param: "tools[0]" });
});

test("a call and its result stand inside the turn that made it", () => {
  const call = { id: "1", type: "function", function: { name: "look", arguments: '{"at":"a"}' } };
  const history = toHistory([
    { role: "user", content: "Look." },
    { role: "assistant", content: "Yes.", tool_calls: [call as never] },
    { role: "tool", tool_call_id: "1", content: "a door" },
    { role: "assistant", content: "I see a door." },
    { role: "tool", content: "nobody asked" },
  ]);
  assert.deepEqual(history[1], {
    type: "model",
    response: [
      "Yes.",
      { type: "functionCall", name: "look", params: { at: "a" }, result: "a door" },
      "I see a door.",
    ],
  });
  assert.equal(history[2]?.type, "user");
  assert.deepEqual(history.at(-1), { type: "model", response: [] });
});

test("after a tool's result the model goes on with its own turn", () => {
  const call = { id: "1", type: "function", function: { name: "look", arguments: "broken" } };
  const history = toHistory([
    { role: "user", content: "Look." },
    { role: "assistant", content: null, tool_calls: [call as never] },
    { role: "tool", tool_call_id: "1", content: "a door" },
  ]);
  assert.equal(history.length, 2);
  assert.deepEqual(history[1], {
    type: "model",
    response: [{ type: "functionCall", name: "look", params: "broken", result: "a door" }],
  });
});

test("what the grammar does not know of a schema is left away, at every depth", () => {
  assert.deepEqual(
    knownSchema({
      ...{ type: "object", $comment: "x", required: ["a"] },
      properties: {
        pattern: { type: "string", pattern: "^a", minLength: 1 },
        either: { anyOf: [{ type: "integer", minimum: 1 }, { type: "null" }] },
      },
    }),
    {
      ...{ type: "object", required: ["a"] },
      properties: {
        pattern: { type: "string", minLength: 1 },
        either: { oneOf: [{ type: "integer" }, { type: "null" }] },
      },
    },
  );
  assert.deepEqual(toFunctions([{ type: "function", function: { name: "now" } }]), { now: {} });
});

test("a forced call is read from the JSON that the grammar let through; one that was cut off is none", () => {
  const call = forcedCall('{"name": "look", "arguments": {"at": "a"}}');
  assert.deepEqual(call?.function, { name: "look", arguments: '{"at":"a"}' });
  assert.match(call?.id ?? "", /^call_\w{24}$/);
  assert.equal(forcedCall('{"name": "look", "argu'), undefined);
});
