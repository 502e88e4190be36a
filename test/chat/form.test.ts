import assert from "node:assert/strict";
import { test } from "node:test";
import { abortError } from "../../src/platform/errors.ts";
import type { Question } from "../../src/chat/protocol.ts";
import { aborted, chunk, failure, says } from "../fakes/chat.ts";
import { attachment } from "../fakes/history.ts";
import { open, play } from "./playing.ts";

const code = "function half(n) {\n  return n / 2;\n}";
const question: Question = {
  text: "Document it.",
  attachments: [attachment({ text: code, language: "javascript" })],
  job: "document",
};
const json = ['{"summary": "Halves', ' a number.", "n": "any', '", "result": "its half"}'];
const documented = `\`\`\`javascript\n/**\n * Halves a number.\n *\n * @param n - any\n * @returns its half\n */\n${code}\n\`\`\``;

test("the model is held to a form, and what it writes is shown as the finished code while it comes", async () => {
  const { chat, calls } = open(says(...json));
  const { events, answer } = await play(chat.ask("c", question));
  assert.equal(answer.text, documented);
  const shown = events.flatMap((event) => (event.kind === "delta" ? event.text : [])).join("");
  assert.equal(shown, documented);
  const [call] = calls.asked;
  assert.equal(call?.responseFormat?.["type"], "json_schema");
  assert.equal(call.messages.at(-1)?.content, `${code}\n\nDescribe: summary, n, result`);
});

test("a model that cannot be held to a form answers freely, and is not asked for one", async () => {
  const { chat, calls } = open(async function* (call) {
    if (call.responseFormat) throw failure("unsupported_parameter", "response_format");
    yield chunk({ text: "Here it is." });
  });
  const { answer } = await play(chat.ask("c", question));
  assert.equal(answer.text, "Here it is.");
  assert.match(calls.asked[1]?.messages.at(-1)?.content ?? "", /Document it\.$/);
});

test("a form that is stopped half filled in is whole code all the same", async () => {
  const controller = new AbortController();
  const { chat, history } = open(async function* (_, signal) {
    yield chunk({ text: json[0] ?? "" });
    controller.abort();
    await aborted(signal);
    throw abortError();
  });
  const { answer } = await play(chat.ask("c", question, controller.signal));
  assert.deepEqual(answer.state, { kind: "stopped" });
  assert.equal(answer.text, `\`\`\`javascript\n/**\n * Halves\n */\n${code}\n\`\`\``);
  assert.equal(history.saved.get("c")?.turns[0]?.answer.text, answer.text);
});

test("answering again keeps to the form; another question in its place is free", async () => {
  const { chat, calls } = open(says(...json));
  await play(chat.ask("c", question));
  const { conversation } = await play(chat.regenerate("c"));
  assert.ok(calls.asked[1]?.responseFormat);
  const turn = conversation.turns[0]?.id ?? "";
  await play(chat.edit({ id: "c", turn, question: { text: "Why?", attachments: [] } }));
  assert.equal(calls.asked[2]?.responseFormat, undefined);
});
