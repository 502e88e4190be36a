import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "./browser.ts";
import type { Conversation } from "../../src/chat/protocol.ts";
import { matchesIn } from "../../src/webview/chat/matches.ts";
import { ChatView } from "../../src/webview/chat/view.ts";
import { contextOf, emptyPanel, recordingEditor } from "./editor.ts";

Object.assign(globalThis, { NodeFilter: page.NodeFilter });

const answer = "The fee is **late** fee.\n\nNo fee before.\n\n```ts\nconst fee = late * 2;\n```";
const talk: Conversation = {
  ...{ id: "c", title: "Fees", created: 1, changed: 1 },
  turns: [
    {
      id: "t1",
      question: { text: "What fee?", attachments: [] },
      answer: {
        ...{ text: answer, reasoning: "A fee, folded away.", model: "@test/m", leftOut: 0 },
        state: { kind: "finished", reason: "stop" },
      },
    },
  ],
};

function open() {
  const { client, asked } = recordingEditor();
  const view = new ChatView(contextOf(client), (draw) => draw);
  document.body.replaceChildren(view.element);
  view.hear({ kind: "state", state: { ...emptyPanel, conversation: talk } });
  const press = (key: string, more: object = {}): boolean => {
    const event = new page.KeyboardEvent("keydown", {
      key,
      bubbles: true,
      cancelable: true,
      ...more,
    });
    (document.activeElement ?? view.element).dispatchEvent(event as never);
    return event.defaultPrevented;
  };
  const bar = view.element.querySelector<HTMLElement>(".find")!;
  const field = bar.querySelector("input")!;
  const type = (text: string): void => {
    field.value = text;
    field.dispatchEvent(new page.Event("input") as never);
  };
  const count = () => bar.querySelector(".count")?.textContent;
  return { view, asked, press, bar, field, type, count };
}

test("words are found in questions, answers and code, also where a part of them is bold or coloured", () => {
  const { view } = open();
  const found = (query: string): string[] => matchesIn(view.element, query).map(String);
  assert.equal(found("FEE").length, 5);
  assert.deepEqual(found("late fee"), ["late fee"]);
  assert.deepEqual(found("fee = late"), ["fee = late"]);
  assert.deepEqual(found("fee.no"), []);
  assert.deepEqual(found("folded"), []);
  assert.deepEqual(found("late * 2"), ["late * 2"]);
  assert.deepEqual(found("  "), []);
});

test("Ctrl+F looks in the conversation, Enter and F3 go on, Escape gives the focus back and stops nothing", () => {
  const { view, asked, press, bar, field, type, count } = open();
  const input = view.element.querySelector<HTMLElement>(".composer textarea")!;
  input.focus();
  assert.equal(press("f", { ctrlKey: true }), true);
  assert.equal(document.activeElement, field);
  type("fee");
  assert.equal(count(), "version 1");
  press("Enter");
  assert.equal(count(), "version 2");
  press("F3", { shiftKey: true });
  press("F3", { shiftKey: true });
  assert.equal(count(), "version 5");
  type("zebra");
  assert.equal(count(), "findNothing");
  press("Escape");
  assert.equal(bar.hidden, true);
  assert.equal(document.activeElement, input);
  assert.deepEqual(
    asked.filter((one) => one.startsWith("stop")),
    [],
  );
});

test("the command opens it, and another conversation closes it", () => {
  const { view, bar } = open();
  view.hear({ kind: "show", what: "find" });
  assert.equal(bar.hidden, false);
  view.hear({ kind: "conversation", conversation: { ...talk, id: "other" } });
  assert.equal(bar.hidden, true);
});
