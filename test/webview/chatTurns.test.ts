import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import "./browser.ts";
import type { Answer, Conversation, PanelEvent } from "../../src/chat/protocol.ts";
import { ChatView } from "../../src/webview/chat/view.ts";
import { contextOf, emptyPanel, recordingEditor } from "./editor.ts";

function open() {
  const { client, asked } = recordingEditor();
  const view = new ChatView(contextOf(client), (draw) => draw);
  document.body.replaceChildren(view.element);
  view.hear({ kind: "state", state: emptyPanel });
  const button = (title: string): HTMLButtonElement => {
    const all = [...view.element.querySelectorAll("button")];
    const found = all.find((one) => one.title === title);
    assert.ok(found, `there is no button "${title}"`);
    return found;
  };
  const hear = async (event: PanelEvent): Promise<void> => {
    view.hear(event);
    await setImmediate();
  };
  return { view, asked, button, hear };
}

const talk = (): Conversation => ({
  ...{ id: "c", title: "Greeting", created: 1, changed: 1 },
  turns: [
    {
      id: "t1",
      question: { text: "Hi", attachments: [] },
      answer: {
        ...{ text: "Hello", reasoning: "", model: "@hearth/test", leftOut: 0 },
        state: { kind: "finished", reason: "stop" },
      },
    },
  ],
});

test("a question with versions shows which one it is, turns to the others, and keeps the focus there", async () => {
  const { view, button, hear, asked } = open();
  const [turn] = talk().turns;
  assert.ok(turn);
  const versions = (before: number, after: number) => ({
    before: Array.from({ length: before }, () => [turn]),
    after: Array.from({ length: after }, () => [turn]),
  });
  const show = (id: string, before: number, after: number): Promise<void> =>
    hear({
      kind: "conversation",
      conversation: { ...talk(), turns: [{ ...turn, id, versions: versions(before, after) }] },
    });
  await show("new", 2, 0);
  assert.equal(view.element.querySelector(".versions span")?.textContent, "version 3");
  assert.equal(button("laterVersion").ariaDisabled, "true");
  button("earlierVersion").click();
  await setImmediate();
  assert.deepEqual(asked, ['turnTo {"turn":"new","step":-1}']);
  await show("old", 1, 1);
  assert.equal(view.element.querySelector(".versions span")?.textContent, "version 2");
  assert.equal(document.activeElement, button("earlierVersion"));
});

test("of a long conversation the end is there at once, and the rest follows in its order", async () => {
  const { view, hear } = open();
  const [turn] = talk().turns;
  assert.ok(turn);
  const turns = Array.from({ length: 60 }, (_, i) => ({
    ...turn,
    id: `t${i}`,
    question: { ...turn.question, text: `Question ${i}` },
  }));
  await hear({ kind: "conversation", conversation: { ...talk(), turns } });
  const asked = (): string[] =>
    [...view.element.querySelectorAll(".question .text")].map((one) => one.textContent ?? "");
  assert.equal(asked().at(-1), "Question 59");
  assert.ok(asked().length < 60);
  while (asked().length < 60) await new Promise((done) => setTimeout(done, 5));
  assert.deepEqual(
    asked(),
    turns.map(({ question }) => question.text),
  );
});

test("a file that an answer names is a link; other short code is not", async () => {
  const { view, asked, hear } = open();
  const [turn] = talk().turns;
  assert.ok(turn);
  const text = "See `src/a.ts:12`, `b.test.ts:3-9`, `a.b()`, `fines.ts` and `../x/y.ts`.";
  const answer = { ...turn.answer, text };
  await hear({ kind: "conversation", conversation: { ...talk(), turns: [{ ...turn, answer }] } });
  const links = [...view.element.querySelectorAll<HTMLButtonElement>(".markdown .place")];
  assert.deepEqual(
    links.map((link) => link.textContent),
    ["src/a.ts:12", "b.test.ts:3-9"],
  );
  links[0]?.click();
  await setImmediate();
  assert.deepEqual(asked.at(-1), 'perform {"kind":"openPlace","path":"src/a.ts","line":12}');
});

test("an answer that repeated itself is not gone on with, and one without a word says so: both offer another model", async () => {
  const { view, hear, asked } = open();
  const show = (about: Partial<Answer>): Promise<void> => {
    const [turn] = talk().turns;
    assert.ok(turn);
    const turns = [{ ...turn, answer: { ...turn.answer, ...about } }];
    return hear({ kind: "conversation", conversation: { ...talk(), turns } });
  };
  const words = (selector: string): (string | null)[] =>
    [...view.element.querySelectorAll(selector)].map((one) => one.textContent);
  await show({ state: { kind: "stopped", repeated: true } });
  assert.deepEqual(words(".answer .steps button"), ["retry", "chooseModel"]);
  await show({ text: "" });
  assert.deepEqual(words(".answer .notice"), ["wroteNothing"]);
  assert.deepEqual(words(".answer .steps button"), ["retry", "chooseModel"]);
  [...view.element.querySelectorAll<HTMLElement>(".answer .steps button")][0]?.click();
  await setImmediate();
  assert.ok(asked.includes("regenerate {}"));
});
