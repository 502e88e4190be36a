import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { collect } from "../../src/platform/stream.ts";
import { editorModel, tagOf, withEditorModels } from "../../src/vscode/chat/editorModels.ts";
import { fakeCalls, says } from "../fakes/chat.ts";
import { lm, LanguageModelError, reset } from "../fakes/vscode.ts";

beforeEach(() => {
  reset();
  lm.models.length = 0;
});

/** A model that another extension gave the editor; it remembers what it was asked, and whether it was cancelled. */
function offer(text: (token: { isCancellationRequested: boolean }) => AsyncIterable<string>) {
  const asked: unknown[] = [];
  const model = {
    ...{ vendor: "acme", id: "big/one", name: "Big One", maxInputTokens: 1000, asked },
    countTokens: async (content: string) => content.split(" ").length,
    sendRequest: async (messages: unknown, _: unknown, token: never) => {
      asked.push(messages);
      return { text: text(token) };
    },
  };
  lm.models.push(model);
  return model;
}
const messages = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "one two" },
  { role: "assistant", content: "three" },
] as const;

test("a model of the editor is found by vendor and id, also with a slash in it", async () => {
  const model = offer(async function* () {});
  assert.equal(tagOf(model), "vscode:acme/big/one");
  assert.equal(await editorModel("vscode:acme/big/one"), model as never);
  assert.equal(await editorModel("vscode:acme/other"), undefined);
  assert.equal(await editorModel("@hearth/smollm2"), undefined);
});

test("it answers through the editor; ours answer as before", async () => {
  const model = offer(async function* () {
    yield "Yes, ";
    yield "sir.";
  });
  const calls = withEditorModels(fakeCalls(says("Ours")));
  const chunks = await collect(calls.chat("vscode:acme/big/one", { messages }));
  const texts = chunks.map(({ choices }) => choices[0]?.delta?.content);
  assert.deepEqual(texts, ["Yes, ", "sir.", ""]);
  assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, "stop");
  assert.deepEqual(model.asked, [
    [
      { role: 1, content: "Be brief." },
      { role: 1, content: "one two" },
      { role: 2, content: "three" },
    ],
  ]);
  const [first] = await collect(calls.chat("@hearth/any", { messages }));
  assert.equal(first?.choices[0]?.delta?.content, "Ours");
});

test("its own count and its own limit are what the meter shows", async () => {
  offer(async function* () {});
  const calls = withEditorModels(fakeCalls(says("Ours")));
  assert.deepEqual(await calls.measure("vscode:acme/big/one", { messages }), {
    ...{ tokens: 5, contextSize: 1000 },
  });
});

test("leaving the answer cancels the request", async () => {
  let seen: { isCancellationRequested: boolean } | undefined;
  offer(async function* (token) {
    seen = token;
    for (;;) yield "on and ";
  });
  const calls = withEditorModels(fakeCalls(says("Ours")));
  for await (const _ of calls.chat("vscode:acme/big/one", { messages })) break;
  assert.equal(seen?.isCancellationRequested, true);
});

test("a refusal of the editor, and a model that has gone, are told in words", async () => {
  offer(async function* () {
    throw new LanguageModelError("You did not allow it.");
  });
  const calls = withEditorModels(fakeCalls(says("Ours")));
  await assert.rejects(collect(calls.chat("vscode:acme/big/one", { messages })), {
    ...{ name: "UserError", message: "You did not allow it." },
  });
  lm.models.length = 0;
  await assert.rejects(collect(calls.chat("vscode:acme/big/one", { messages })), {
    ...{ name: "UserError", message: /Choose another/ },
  });
});
