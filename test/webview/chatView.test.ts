import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { page } from "./browser.ts";
import type { Answer, Conversation, PanelEvent } from "../../src/chat/protocol.ts";
import { ChatView } from "../../src/webview/chat/view.ts";
import { attachment } from "../fakes/history.ts";
import { contextOf, emptyPanel, recordingEditor } from "./editor.ts";

/** A field or a progress bar, by what a test asks of it. */
type Valued = HTMLElement & { value: string | number; open: boolean };

function open() {
  const editor = recordingEditor();
  const view = new ChatView(contextOf(editor.client), (draw) => draw);
  document.body.replaceChildren(view.element);
  view.hear({ kind: "state", state: emptyPanel });
  const find = (selector: string): Valued => {
    const found = view.element.querySelector<Valued>(selector);
    assert.ok(found, `nothing is ${selector}`);
    return found;
  };
  const button = (title: string): HTMLButtonElement => {
    const all = [...view.element.querySelectorAll("button")];
    const found = all.find((one) => one.title === title || one.textContent === title);
    assert.ok(found, `there is no button "${title}"`);
    return found;
  };
  const press = (target: Element, key: string, more: KeyboardEventInit = {}): void => {
    const about = { key, bubbles: true, cancelable: true, ...more };
    target.dispatchEvent(new page.KeyboardEvent("keydown", about as never) as never);
  };
  const hear = async (event: PanelEvent): Promise<void> => {
    view.hear(event);
    await asking();
  };
  return { ...editor, editor, view, find, button, press, hear };
}

/** What was asked of the editor has arrived there. */
const asking = (): Promise<void> => setImmediate();

const talk = (about: Partial<Answer> = {}, id = "c"): Conversation => ({
  ...{ id, title: "Greeting", created: 1, changed: 1 },
  turns: [
    {
      id: "t1",
      question: { text: "Hi <b>you</b>", attachments: [] },
      answer: {
        ...{ text: "Hello", reasoning: "", model: "@hearth/test", leftOut: 0 },
        state: { kind: "finished", reason: "stop" },
        ...about,
      },
    },
  ],
});

test("Enter sends what was written; Shift+Enter and an input method's Enter do not", async () => {
  const { find, press, asked } = open();
  const field = find(".composer textarea");
  field.value = "  What is this?\n";
  press(field, "Enter", { shiftKey: true });
  press(field, "Enter", { isComposing: true });
  await asking();
  assert.deepEqual(asked, []);
  press(field, "Enter");
  await asking();
  assert.deepEqual(asked, ['ask {"text":"What is this?"}']);
  assert.equal(field.value, "");
  press(field, "Enter");
  await asking();
  assert.equal(asked.length, 1);
});

test("while an answer comes, the button and Escape stop it, and a new question waits in the field", async () => {
  const { find, press, button, hear, asked } = open();
  await hear({ kind: "conversation", conversation: talk({ state: { kind: "streaming" } }) });
  const field = find(".composer textarea");
  field.value = "Next";
  press(field, "Enter");
  assert.equal(field.value, "Next");
  press(field, "Escape");
  button("stop").click();
  await asking();
  assert.deepEqual(asked, ["stop {}", "stop {}"]);
  await hear({ kind: "conversation", conversation: talk() });
  press(field, "Escape");
  await asking();
  assert.equal(asked.length, 2);
});

test("pieces of an answer appear as they come", async () => {
  const { find, hear } = open();
  await hear({
    kind: "conversation",
    conversation: talk({ text: "", state: { kind: "streaming" } }),
  });
  assert.equal(find(".waiting").textContent, "writing");
  await hear({ kind: "delta", text: "", reasoning: "Hm" });
  assert.equal(find(".reasoning-text").textContent, "Hm");
  assert.equal(find("details").open, false);
  await hear({ kind: "delta", text: "One **two**", reasoning: "" });
  assert.equal(find(".markdown strong").textContent, "two");
  assert.ok(find(".waiting").hidden);
});

test("a growing answer leaves the turns before it alone", async () => {
  const { find, hear } = open();
  const [turn] = talk({ reasoning: "Hm" }).turns;
  const answer: Answer = { ...turn!.answer, state: { kind: "streaming" } };
  const turns = [turn!, { ...turn!, id: "t2", answer }];
  await hear({ kind: "conversation", conversation: { ...talk(), turns } });
  const before = [...find("article").querySelectorAll("*")].flatMap((one) => [...one.childNodes]);
  await hear({ kind: "delta", text: " and more", reasoning: "" });
  const after = [...find("article").querySelectorAll("*")].flatMap((one) => [...one.childNodes]);
  assert.deepEqual(
    after.map((node, i) => node === before[i]),
    before.map(() => true),
  );
});

test("a question is shown as it was written, never as markup", async () => {
  const { find, hear } = open();
  await hear({ kind: "conversation", conversation: talk() });
  assert.equal(find(".question .text").textContent, "Hi <b>you</b>");
  assert.equal(find(".question .text").childElementCount, 0);
});

test("under an answer stand its model, length, speed, wait and seed", async () => {
  const { find, hear, view } = open();
  const facts = async (about: Partial<Answer>): Promise<string | null> => {
    await hear({ kind: "conversation", conversation: talk(about) });
    return find(".facts").textContent;
  };
  assert.equal(
    await facts({ seed: 7, timings: { firstToken: 420.4, tokens: 132, speed: 48.2 } }),
    "test · written 132 · speed 48 · firstToken 420 ms · seed 7",
  );
  assert.equal(view.element.querySelectorAll(".steps").length, 0);
  const remote = await facts({ host: "llm.example.com", timings: { firstToken: 5420 } });
  assert.equal(remote, "test · remote llm.example.com · firstToken 5.4 sec");
});

test("an answer that was cut can go on; one that failed can also be tried again, with its reason", async () => {
  const { button, find, hear, asked } = open();
  const length = { kind: "finished", reason: "length" } as const;
  await hear({ kind: "conversation", conversation: talk({ state: length }) });
  assert.equal(find(".notice").textContent, "lengthReached");
  button("continue").click();
  const failed = { kind: "failed", message: "The model's process ended." } as const;
  await hear({ kind: "conversation", conversation: talk({ state: failed }) });
  assert.equal(find("[role=alert]").textContent, "The model's process ended.");
  assert.equal(find(".markdown").textContent, "Hello");
  button("retry").click();
  await asking();
  assert.deepEqual(asked, ["resume {}", "regenerate {}"]);
});

test("turns that were left out are told where it begins", async () => {
  const { view, hear } = open();
  const [turn] = talk({ leftOut: 2 }).turns;
  const turns = [
    { ...turn!, id: "t0", answer: { ...turn!.answer, leftOut: 0 } },
    turn!,
    { ...turn!, id: "t2" },
  ];
  await hear({ kind: "conversation", conversation: { ...talk(), turns } });
  const notices = [...view.element.querySelectorAll(".notices")].map((one) => one.textContent);
  assert.deepEqual(notices, ["", "leftOutMany 2", ""]);
});

test("Up in an empty field edits the last question; Enter asks again, Escape leaves it", async () => {
  const { find, press, hear, asked } = open();
  await hear({ kind: "conversation", conversation: talk() });
  const composer = find(".composer textarea");
  composer.value = "x";
  press(composer, "ArrowUp");
  assert.equal(document.querySelector(".question textarea"), null);
  composer.value = "";
  press(composer, "ArrowUp");
  const field = find(".question textarea");
  assert.equal(field.value, "Hi <b>you</b>");
  press(field, "Escape");
  assert.equal(document.querySelector(".question textarea"), null);
  press(composer, "ArrowUp");
  const again = find(".question textarea");
  again.value = "Hello?";
  press(again, "Enter");
  await asking();
  assert.deepEqual(asked, ['edit {"turn":"t1","text":"Hello?"}']);
});

test("the buttons of a code block hand over exactly its code", async () => {
  const { button, hear, asked } = open();
  const text = "```ts\nconst a = `<b>`;\n```";
  await hear({ kind: "conversation", conversation: talk({ text }) });
  for (const title of ["copy", "insert", "newFile", "readAloud"]) button(title).click();
  await asking();
  const actions = asked.map((line) => JSON.parse(line.slice("perform ".length)));
  const code = "const a = `<b>`;";
  assert.deepEqual(actions, [
    { kind: "copy", text: code },
    { kind: "insert", text: code },
    { kind: "newFile", text: code, language: "ts" },
    { kind: "readAloud", text },
  ]);
});

test("chips show what goes with the question, open it and can be removed", async () => {
  const { find, hear, asked } = open();
  await hear({ kind: "attachments", codebase: { kind: "off" }, attachments: [attachment()] });
  assert.equal(find(".composer .chips .open").textContent, "greet.ts:3–4");
  find(".composer .chips .open").click();
  find(".composer .chips .icon").click();
  await asking();
  assert.match(asked[0]!, /^perform {"kind":"open".*greet/);
  assert.equal(asked[1], 'detach {"id":"a1"}');
});

test("a missing model is offered with size and licence, and nothing is fetched unasked", async () => {
  const { find, button, hear, asked } = open();
  const model = { ...emptyPanel.model!, installed: false };
  await hear({ kind: "model", model, work: { kind: "idle" } });
  assert.equal(find(".card .about").textContent, "Test · 5 MB · MIT");
  assert.deepEqual(asked, []);
  button("download").click();
  const work = { kind: "downloading", done: 1e6, bytes: 5e6, doing: "model.gguf" } as const;
  await hear({ kind: "model", model, work });
  const stop = button("stopDownload");
  await hear({ kind: "model", model, work: { ...work, done: 2e6 } });
  assert.equal(find("progress").value, 2e6);
  assert.equal(button("stopDownload"), stop, "progress must not take the focus away");
  stop.click();
  await asking();
  assert.deepEqual(asked, ["install {}", "stopInstall {}"]);
  await hear({ kind: "model", model: { ...model, installed: true }, work: { kind: "idle" } });
  assert.equal(document.querySelector(".card"), null);
});

test("a missing model comes before what could be asked, in a conversation after what was said", async () => {
  const { find, hear } = open();
  const model = { ...emptyPanel.model!, installed: false };
  await hear({ kind: "model", model, work: { kind: "idle" } });
  assert.equal(find(".model").nextElementSibling, find(".examples"));
  await hear({ kind: "conversation", conversation: talk({}) });
  assert.equal(find(".model").previousElementSibling, find(".turns"));
  await hear({ kind: "conversation", conversation: undefined });
  assert.equal(find(".model").nextElementSibling, find(".examples"));
});

test("what was counted for one conversation is not shown for another", async () => {
  const { editor, find, hear } = open();
  editor.fullness = { tokens: 900, contextSize: 1000, leftOut: 1, cut: 0, over: 0 };
  await hear({ kind: "conversation", conversation: talk({}) });
  while (find(".meter").hidden) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(find(".overflow").textContent, "notReadOne");
  await hear({ kind: "conversation", conversation: { ...talk({}), id: "other" } });
  assert.equal(find(".meter").hidden, true);
  assert.equal(find(".overflow").hidden, true);
});

test("the list opens, renames and deletes only after asking once more", async () => {
  const { editor, find, button, press, hear, asked } = open();
  editor.listing = {
    conversations: [{ id: "c1", title: "Walrus", changed: 0, excerpt: "a walrus sleeps" }],
    damaged: ["half.json"],
  };
  await hear({ kind: "show", what: "history" });
  assert.equal(find(".history .open .title").textContent, "Walrus");
  assert.equal(find(".history .open .excerpt").textContent, "a walrus sleeps");
  assert.equal(find(".history .note").textContent, "damaged");
  find(".history li .icon").click();
  const field = find(".history li input");
  field.value = "Seal";
  press(field, "Enter");
  await asking();
  button("delete").click();
  assert.ok(!asked.some((line) => line.startsWith("remove")));
  find(".history li .primary").click();
  await asking();
  find(".history li .open").click();
  await asking();
  assert.deepEqual(
    asked.filter((line) => !line.startsWith("list")),
    ['rename {"id":"c1","title":"Seal"}', 'remove {"id":"c1"}', 'show {"id":"c1"}'],
  );
  assert.ok(find(".history").hidden);
});

test("a screen reader hears the sentences of a new answer, and nothing of an old one", async () => {
  const { find, hear } = open();
  await hear({ kind: "conversation", conversation: talk({ text: "Old. Answer." }) });
  assert.equal(find("[aria-live]").textContent, "");
  const next = talk({ text: "", state: { kind: "streaming" } }, "d");
  await hear({ kind: "conversation", conversation: next });
  await hear({ kind: "delta", text: "One. Tw", reasoning: "" });
  assert.equal(find("[aria-live]").textContent, "writingOne.");
  await hear({ kind: "conversation", conversation: talk({ text: "One. Two" }, "d") });
  assert.equal(find("[aria-live]").textContent, "writingOne.TwoanswerDone");
});
