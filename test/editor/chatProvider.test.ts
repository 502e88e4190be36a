import assert from "node:assert/strict";
import { test } from "node:test";
import * as vscode from "vscode";
import { hearth, tags } from "./hearth.ts";

async function model(): Promise<vscode.LanguageModelChat> {
  await hearth().activate();
  const [found] = await vscode.lm.selectChatModels({ vendor: "hearth", id: tags.chat });
  assert.ok(found, "the editor does not list Hearth's chat model");
  return found;
}
const user = (text: string): vscode.LanguageModelChatMessage =>
  vscode.LanguageModelChatMessage.User(text);

test("the editor lists the chat models that are on this machine, with the context that they have", async () => {
  const { name, vendor, family, maxInputTokens } = await model();
  assert.deepEqual(
    [name, vendor, family],
    ["SmolLM2 135M Instruct", "hearth", "smollm2-135m-instruct"],
  );
  // 8192, of which a quarter is kept for the answer
  assert.equal(maxInputTokens, 6144);
});

test("another extension asks it and reads the answer as it comes", async () => {
  const response = await (
    await model()
  ).sendRequest([user("What is the capital of France? Answer in one word.")], {
    modelOptions: { temperature: 0, max_tokens: 24 },
  });
  const pieces: string[] = [];
  for await (const text of response.text) pieces.push(text);
  assert.match(pieces.join(""), /Paris/);
  assert.ok(pieces.length > 1);
});

test("tokens are counted by the model's own tokenizer", async () => {
  const chat = await model();
  assert.equal(await chat.countTokens(""), 0);
  // "hello" is one token of this model, " hello" another
  assert.equal(await chat.countTokens("hello hello hello hello"), 4);
  assert.equal(await chat.countTokens(user("hello hello hello hello")), 4);
});

test("cancelling stops the engine: the next request need not wait for the story to end", async () => {
  const chat = await model();
  const cancel = new vscode.CancellationTokenSource();
  const response = await chat.sendRequest([user("Tell a very long story.")], {}, cancel.token);
  let pieces = 0;
  const reading = (async () => {
    for await (const _ of response.text) if (++pieces === 3) cancel.cancel();
  })();
  await reading.catch(() => {});
  assert.ok(pieces >= 3 && pieces < 50, String(pieces));
  const started = Date.now();
  const next = await chat.sendRequest([user("Hi")], { modelOptions: { max_tokens: 1 } });
  for await (const _ of next.text);
  assert.ok(Date.now() - started < 3000, `${Date.now() - started} ms`);
});

test("a tool that is required is called, and its result is read", async () => {
  const chat = await model();
  const tool: vscode.LanguageModelChatTool = {
    name: "find_file",
    description: "Finds a file by its name.",
    inputSchema: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
  };
  const asked = user("Find the file main.ts.");
  const first = await chat.sendRequest([asked], {
    tools: [tool],
    toolMode: vscode.LanguageModelChatToolMode.Required,
    modelOptions: { temperature: 0, max_tokens: 64 },
  });
  const parts: unknown[] = [];
  for await (const part of first.stream) parts.push(part);
  const call = parts.find((part) => part instanceof vscode.LanguageModelToolCallPart);
  assert.ok(call, JSON.stringify(parts));
  assert.equal(call.name, "find_file");
  assert.equal(typeof (call.input as { name: unknown }).name, "string");
  const result = new vscode.LanguageModelToolResultPart(call.callId, [
    new vscode.LanguageModelTextPart("src/main.ts"),
  ]);
  const second = await chat.sendRequest(
    [
      asked,
      vscode.LanguageModelChatMessage.Assistant([call]),
      vscode.LanguageModelChatMessage.User([result]),
    ],
    { tools: [tool], modelOptions: { max_tokens: 8 } },
  );
  for await (const _ of second.stream);
});
