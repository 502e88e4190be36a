import assert from "node:assert/strict";
import { test } from "node:test";
import { abortError } from "../../src/platform/errors.ts";
import { aborted, chunk, failure, says, usage } from "../fakes/chat.ts";
import { open, play, question } from "./playing.ts";

test("a stopped answer keeps its text and throws the abort", async () => {
  const controller = new AbortController();
  const { chat, history } = open(async function* (_, signal) {
    yield chunk({ text: "Half" });
    controller.abort();
    await aborted(signal);
    throw abortError();
  });
  const { answer, thrown } = await play(chat.ask("c", question("Hi"), controller.signal));
  assert.equal((thrown as Error).name, "AbortError");
  assert.equal(answer.text, "Half");
  assert.deepEqual(answer.state, { kind: "stopped" });
  assert.deepEqual(history.saved.get("c")?.turns[0]?.answer.state, { kind: "stopped" });
});

test("a stopped answer says how many tokens it had, and how quickly they came", async () => {
  const controller = new AbortController();
  const { chat, history } = open(async function* (_, signal) {
    yield chunk({ text: "One ", usage: usage(10, 1) });
    yield chunk({ text: "two ", usage: usage(10, 3) });
    controller.abort();
    await aborted(signal);
    throw abortError();
  });
  const { answer } = await play(chat.ask("c", question("Hi"), controller.signal));
  assert.deepEqual(answer.timings, { firstToken: 100, tokens: 3, speed: 20 });
  // and what a window that was killed would find
  assert.deepEqual(history.kept.at(-1)?.turns[0]?.answer.timings, answer.timings);
});

test("an answer that goes on counts the tokens that it had", async () => {
  const { chat } = open(says("Hello", " ", "you"));
  await play(chat.ask("c", question("Hi")));
  const { answer } = await play(chat.resume("c"));
  assert.equal(answer.timings?.tokens, 6);
});

test("leaving the stream stops the model and keeps the text", async () => {
  let closed = false;
  const { chat, history } = open(async function* () {
    try {
      for (;;) yield chunk({ text: "on and " });
    } finally {
      closed = true;
    }
  });
  for await (const event of chat.ask("c", question("Hi"))) if (event.kind === "delta") break;
  assert.ok(closed);
  assert.equal(history.saved.get("c")?.turns[0]?.answer.text, "on and ");
  assert.deepEqual(history.saved.get("c")?.turns[0]?.answer.state, { kind: "stopped" });
});

test("when the model's process dies the partial answer stays, with the reason in words", async () => {
  const { chat, history } = open(async function* () {
    yield chunk({ text: "Half" });
    throw failure("predictor_failed");
  });
  const { answer, thrown } = await play(chat.ask("c", question("Hi")));
  assert.equal(answer.text, "Half");
  assert.deepEqual(answer.state, {
    ...{ kind: "failed", message: "It failed: predictor_failed.", code: "predictor_failed" },
  });
  assert.equal((thrown as Error).message, "It failed: predictor_failed.");
  assert.deepEqual(history.saved.get("c")?.turns[0]?.answer, answer);
});

test("the words of a bug are not put before people", async () => {
  const { chat } = open(async function* () {
    throw new TypeError("x is undefined");
  });
  const { answer, thrown } = await play(chat.ask("c", question("Hi")));
  assert.deepEqual(answer.state, { kind: "failed" });
  assert.ok(thrown instanceof TypeError);
});
