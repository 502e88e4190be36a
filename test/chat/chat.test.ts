import assert from "node:assert/strict";
import { test } from "node:test";
import { openChat } from "../../src/chat/chat.ts";
import { continueRequest } from "../../src/chat/prompt.ts";
import type { Conversation } from "../../src/chat/protocol.ts";
import { silent } from "../../src/platform/log.ts";
import { chunk, failure, says, usage } from "../fakes/chat.ts";
import { attachment, countingChance } from "../fakes/history.ts";
import { open, play, question } from "./playing.ts";

test("an answer streams, and ends with its model, seed, usage and timings", async () => {
  const { chat, history } = open(says("Hello", " ", "you"));
  const { events, conversation, answer } = await play(chat.ask("c", question("Hi there")));
  assert.deepEqual(
    events.map((event) => (event.kind === "delta" ? event.text : event.kind)),
    ["conversation", "Hello", " ", "you", "conversation"],
  );
  assert.equal(conversation.title, "Hi there");
  assert.deepEqual(answer, {
    ...{ text: "Hello you", reasoning: "", model: "@test/model", leftOut: 0, seed: 1 },
    state: { kind: "finished", reason: "stop" },
    usage: usage(10, 3),
    // each look at the clock is 100 ms: the start, then one for each of three words
    timings: { firstToken: 100, tokens: 3, speed: 10 },
  });
  assert.deepEqual(history.saved.get("c"), conversation);
});

test("a model is told where it may keep what it reads of the conversation, and the answer where it was made", async () => {
  const { calls, history, model } = open(says("Hi"));
  const chat = openChat({
    ...{ calls, history, log: silent, chance: countingChance() },
    states: { folderOf: async (id) => `/states/${id}` },
    model: () => ({ ...model, host: "llm.example.com" }),
  });
  const { answer } = await play(chat.ask("c", question("Hi there")));
  assert.equal(calls.asked[0]?.stateFolder, "/states/c");
  assert.equal(answer.host, "llm.example.com");
});

test("everything that was shown had been handed to the history before", async () => {
  const { chat, history } = open(says("one", "two"));
  for await (const event of chat.ask("c", question("Hi")))
    if (event.kind === "delta")
      assert.ok(history.kept.at(-1)?.turns[0]?.answer.text.endsWith(event.text));
});

test("what a model thinks is kept apart from what it says", async () => {
  const { chat } = open(async function* () {
    yield chunk({ reasoning: "Let me see" });
    yield chunk({ text: "Yes" });
  });
  const { answer } = await play(chat.ask("c", question("Hi")));
  assert.equal(answer.reasoning, "Let me see");
  assert.equal(answer.text, "Yes");
  assert.deepEqual(answer.state, { kind: "finished", reason: "stop" });
});

test("the next question carries the conversation, its context and the settings", async () => {
  const { chat, calls } = open(says("Yes"));
  await play(chat.ask("c", question("One")));
  await play(chat.ask("c", { text: "Two", attachments: [attachment()] }));
  const { messages, ...settings } = calls.asked[1]!;
  assert.deepEqual(
    messages.map(({ role }) => role),
    ["user", "assistant", "user"],
  );
  assert.match(messages[2]!.content!, /greet\.ts, lines 3-4:[\s\S]*greet\(\);[\s\S]*Two$/);
  assert.deepEqual(settings, { temperature: 0, maxTokens: 64, seed: 2 });
});

test("the oldest turns are left out, visibly, until the rest fits", async () => {
  const { chat, calls } = open(async function* (call, signal) {
    if (call.messages.length > 3) throw failure("context_length_exceeded");
    yield* says("Yes")(call, signal);
  });
  for (const text of ["One", "Two"]) await play(chat.ask("c", question(text)));
  const { events, answer } = await play(chat.ask("c", question("Three")));
  assert.equal(answer.leftOut, 1);
  assert.deepEqual(
    calls.asked.at(-1)!.messages.map(({ content }) => content),
    ["Two", "Yes", "Three"],
  );
  const shown = events.findIndex(
    (event) => event.kind === "conversation" && event.conversation.turns[2]?.answer.leftOut === 1,
  );
  assert.ok(shown < events.findIndex(({ kind }) => kind === "delta"));
  // the next question starts from there, and does not try what cannot fit
  const before = calls.asked.length;
  await play(chat.ask("c", question("Four")));
  assert.equal(calls.asked.length - before, 2);
});

test("a question that alone is too large is refused by name", async () => {
  const { chat, calls } = open(async function* () {
    throw failure("context_length_exceeded");
  });
  const { answer } = await play(chat.ask("c", question("Huge")));
  assert.deepEqual(answer.state, {
    ...{ kind: "failed", message: "It failed: context_length_exceeded." },
    code: "context_length_exceeded",
  });
  assert.equal(calls.asked.length, 1);
});

test("a model that knows no seed or temperature is asked without", async () => {
  const { chat, calls } = open(async function* (call, signal) {
    if (call.seed !== undefined) throw failure("unsupported_parameter", "seed");
    if (call.maxTokens !== undefined) throw failure("unsupported_parameter", "max_tokens");
    yield* says("Yes")(call, signal);
  });
  const { answer } = await play(chat.ask("c", question("Hi")));
  assert.equal(answer.text, "Yes");
  assert.ok(!("seed" in answer));
  assert.deepEqual(Object.keys(calls.asked.at(-1)!), ["messages", "temperature"]);
});

test("a refusal of something that was not sent is shown, not tried for ever", async () => {
  const { chat, calls } = open(async function* () {
    throw failure("unsupported_parameter", "stop");
  });
  const { answer } = await play(chat.ask("c", question("Hi")));
  assert.equal(answer.state.kind, "failed");
  assert.equal(calls.asked.length, 1);
});

test("regenerating answers with another seed; the answer before stays as another version", async () => {
  const { chat, calls } = open(says("Yes"));
  const first = await play(chat.ask("c", question("One")));
  const { conversation, answer } = await play(chat.regenerate("c"));
  assert.equal(conversation.turns.length, 1);
  assert.deepEqual(conversation.turns[0]?.versions, {
    before: [first.conversation.turns],
    after: [],
  });
  assert.equal(answer.seed, 2);
  assert.deepEqual(calls.asked[1]!.messages, [{ role: "user", content: "One" }]);
});

test("an answer that reached its limit goes on where it stopped", async () => {
  let times = 0;
  const { chat, calls } = open(async function* () {
    yield chunk({ text: ++times === 1 ? "One, two," : " three." });
    yield chunk({ finish: times === 1 ? "length" : "stop" });
  });
  const cut = await play(chat.ask("c", question("Count")));
  assert.deepEqual(cut.answer.state, { kind: "finished", reason: "length" });
  const { answer, conversation } = await play(chat.resume("c"));
  assert.equal(answer.text, "One, two, three.");
  assert.equal(conversation.turns.length, 1);
  assert.deepEqual(
    calls.asked[1]!.messages.map(({ content }) => content),
    ["Count", "One, two,", continueRequest],
  );
});

test("a model that can goes on with its own words instead of being asked to", async () => {
  const { chat, calls } = open(async function* () {
    yield chunk({ text: "One, " });
    yield chunk({ finish: "length" });
  });
  calls.contextSize = 1000;
  calls.resumes = true;
  await play(chat.ask("c", question("Count")));
  const { answer } = await play(chat.resume("c"));
  assert.equal(answer.text, "One, One, ");
  assert.deepEqual(calls.asked[1]!.messages, [
    { role: "user", content: "Count" },
    { role: "assistant", content: "One, " },
  ]);
});

test("an empty answer is not kept when it is made again", async () => {
  let times = 0;
  const { chat } = open(async function* (call, signal) {
    if (++times === 1) throw failure("predictor_failed");
    yield* says("Yes")(call, signal);
  });
  await play(chat.ask("c", question("One")));
  const { conversation } = await play(chat.regenerate("c"));
  assert.ok(!("versions" in conversation.turns[0]!));
});

test("editing goes on from there in another version; the old one stays reachable", async () => {
  const { chat, history } = open(says("Yes"));
  for (const text of ["One", "Two", "Three"]) await play(chat.ask("c", question(text)));
  const old = history.saved.get("c")!;
  const { conversation } = await play(
    chat.edit({ id: "c", turn: old.turns[1]!.id, question: question("Zwei") }),
  );
  const texts = (of: Conversation): string[] => of.turns.map((turn) => turn.question.text);
  assert.deepEqual(texts(conversation), ["One", "Zwei"]);
  assert.deepEqual(history.saved.get("c"), conversation);
  const [, edited] = conversation.turns;
  const back = await chat.turnTo({ id: "c", turn: edited!.id, step: -1 });
  assert.deepEqual(texts(back), ["One", "Two", "Three"]);
  assert.deepEqual(history.saved.get("c"), back);
  const again = await chat.turnTo({ id: "c", turn: back.turns[1]!.id, step: 1 });
  assert.deepEqual(again.turns, conversation.turns);
});

test("another model may have room for turns that did not fit before", async () => {
  const { chat, calls, model } = open(async function* (call, signal) {
    if (model.tag === "@test/model" && call.messages.length > 1)
      throw failure("context_length_exceeded");
    yield* says("Yes")(call, signal);
  });
  await play(chat.ask("c", question("One")));
  assert.equal((await play(chat.ask("c", question("Two")))).answer.leftOut, 1);
  model.tag = "@test/larger";
  assert.equal((await play(chat.regenerate("c"))).answer.leftOut, 0);
  assert.equal(calls.asked.at(-1)!.messages.length, 3);
});
