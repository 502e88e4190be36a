import assert from "node:assert/strict";
import { test } from "node:test";
import { openChat } from "../../src/chat/chat.ts";
import { fit } from "../../src/chat/fit.ts";
import type { Attachment, Turn } from "../../src/chat/protocol.ts";
import { silent } from "../../src/platform/log.ts";
import { fakeCalls, says } from "../fakes/chat.ts";
import { attachment, countingChance, fakeHistory } from "../fakes/history.ts";

const words = (count: number, word = "w"): string => Array(count).fill(word).join(" ");
const model = { tag: "@test/model", temperature: 0, maxTokens: 25, systemPrompt: "" };
const signal = new AbortController().signal;

const turn = (text: string, answer: string, attachments: readonly Attachment[] = []): Turn => ({
  id: text.slice(0, 8),
  question: { text, attachments },
  answer: {
    ...{ text: answer, reasoning: "", model: model.tag, leftOut: 0 },
    state: { kind: "finished", reason: "stop" },
  },
});

/** Ten turns of 20 words each, and a question of 10. */
const long = [
  ...Array.from({ length: 10 }, (_, i) => turn(words(10, `q${i}`), words(10, `a${i}`))),
  turn(words(10, "last"), ""),
];

function open(contextSize: number | undefined) {
  const calls = fakeCalls(says("Yes"));
  calls.contextSize = contextSize;
  return calls;
}

test("what fits is left as it is, and leaves room for the answer", async () => {
  const fitted = await fit(open(240), { turns: long, leftOut: 0, resume: false, model }, signal);
  assert.equal(fitted.leftOut, 0);
  assert.equal(fitted.turns, long);
  assert.deepEqual(fitted.length, { tokens: 210, contextSize: 240 });
});

test("the oldest turns go, and some more, so that the next question need not read all anew", async () => {
  // 225 may be used by 250: 25 are the answer's
  const { leftOut, length } = await fit(
    open(230),
    { turns: long, leftOut: 0, resume: false, model },
    signal,
  );
  assert.ok(leftOut > 0);
  assert.ok((length?.tokens ?? 0) <= 0.75 * 205);
  assert.ok((length?.tokens ?? 0) + 20 > 0.75 * 205, "more went than needed");
});

test("a model that does not count gets everything, and may refuse it", async () => {
  const fitted = await fit(
    open(undefined),
    { turns: long, leftOut: 2, resume: false, model },
    signal,
  );
  assert.deepEqual([fitted.leftOut, fitted.length], [2, undefined]);
});

test("attached code that is too long is cut, the question is not", async () => {
  const code = Array.from({ length: 40 }, (_, i) => `function f${i}() {\n  go(${i});\n}\n`).join(
    "\n",
  );
  const turns = [turn("what does f7 do", "", [attachment({ text: code })])];
  const fitted = await fit(open(150), { turns, leftOut: 0, resume: false, model }, signal);
  const [piece] = fitted.turns[0]!.question.attachments;
  assert.equal(fitted.turns[0]!.question.text, "what does f7 do");
  assert.ok(piece?.cut);
  assert.ok(piece.text.includes("go(7)"));
  assert.ok(!piece.text.includes("go(39)"));
  assert.match(piece.text, /… \d+ lines left out: f\d+/);
  assert.ok((fitted.length?.tokens ?? 0) <= 125);
});

test("a question that alone is too long stays whole: its length tells by how much", async () => {
  const turns = [turn(words(200), "")];
  const fitted = await fit(open(100), { turns, leftOut: 0, resume: false, model }, signal);
  assert.equal(fitted.turns, turns);
  assert.deepEqual(fitted.length, { tokens: 200, contextSize: 100 });
});

test("the chat says before a question is asked what it would leave out, and then does so", async () => {
  const calls = open(100);
  const history = fakeHistory();
  const chat = openChat({
    ...{ calls, history, log: silent, chance: countingChance() },
    model: () => model,
  });
  for (const text of ["a", "b", "c"])
    for await (const _ of chat.ask("c", { text: words(20, text), attachments: [] }));
  const { turns } = history.saved.get("c")!;
  const question = { text: words(20, "d"), attachments: [] };
  const fullness = await chat.measure(turns, question);
  assert.deepEqual(
    { leftOut: fullness?.leftOut, cut: fullness?.cut, over: fullness?.over },
    { leftOut: 2, cut: 0, over: 0 },
  );
  for await (const _ of chat.ask("c", question));
  assert.equal(history.saved.get("c")!.turns.at(-1)!.answer.leftOut, 2);
  assert.equal(calls.asked.at(-1)!.messages.length, 3);
  const huge = await chat.measure(turns, { text: words(90), attachments: [] });
  // an answer of 16 tokens is the least
  assert.equal(huge?.over, 6);
});

test("code that was cut for one question is sent the same way with the next", async () => {
  const calls = open(150);
  const history = fakeHistory();
  const chat = openChat({
    ...{ calls, history, log: silent, chance: countingChance() },
    model: () => model,
  });
  const code = Array.from({ length: 40 }, (_, i) => `function f${i}() {\n  go(${i});\n}\n`).join(
    "\n",
  );
  for await (const _ of chat.ask("c", { text: "f7", attachments: [attachment({ text: code })] }));
  const first = calls.asked.at(-1)!.messages[0];
  calls.contextSize = 1000;
  for await (const _ of chat.ask("c", { text: "and now", attachments: [] }));
  assert.deepEqual(calls.asked.at(-1)!.messages[0], first);
});
