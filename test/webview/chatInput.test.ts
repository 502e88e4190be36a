import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { page } from "./browser.ts";
import type { Suggestion } from "../../src/chat/protocol.ts";
import { mentionIn } from "../../src/webview/chat/completion.ts";
import { ChatView } from "../../src/webview/chat/view.ts";
import { contextOf, emptyPanel, recordingEditor } from "./editor.ts";

const command: Suggestion = { kind: "command", label: "/new", detail: "chat" };

function open() {
  const editor = recordingEditor();
  const view = new ChatView(contextOf(editor.client), (draw) => draw);
  document.body.replaceChildren(view.element);
  view.hear({ kind: "state", state: emptyPanel });
  const composer = view.element.querySelector<HTMLElement>(".composer")!;
  const field = composer.querySelector("textarea")!;
  const write = async (text: string): Promise<void> => {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    field.dispatchEvent(new page.Event("input") as never);
    await setImmediate();
  };
  const press = (key: string): void => {
    const event = new page.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    field.dispatchEvent(event as never);
  };
  /** An event with the data of a drag or of the clipboard; true when the page took it. */
  const bring = (name: string, about: object): boolean => {
    const event = new page.Event(name, { bubbles: true, cancelable: true });
    field.dispatchEvent(Object.assign(event, about) as never);
    return event.defaultPrevented;
  };
  return { editor, view, composer, field, write, press, bring };
}

test("a slash offers commands at the very start only; the one that is taken is run and leaves the field empty", async () => {
  assert.deepEqual(mentionIn("/ne", 3), { start: 0, query: "/ne" });
  assert.equal(mentionIn("see /ne", 7), undefined);
  assert.equal(mentionIn("/usr/bin", 8), undefined);
  const { editor, field, write, press } = open();
  editor.suggestions = [command];
  await write("/ne");
  assert.ok(editor.asked.includes('suggest {"query":"/ne"}'));
  press("Enter");
  assert.equal(field.value, "");
  assert.ok(editor.asked.includes('perform {"kind":"command","label":"/new"}'));
  assert.ok(!editor.asked.some((call) => /^(add|ask)/.test(call)));
});

test("a command that is written out and sent before the list came is run all the same", async () => {
  const { editor, field, write, press } = open();
  await write("/new");
  editor.suggestions = [command];
  press("Enter");
  await setImmediate();
  assert.equal(field.value, "");
  assert.ok(editor.asked.includes('perform {"kind":"command","label":"/new"}'));
  assert.ok(!editor.asked.some((call) => call.startsWith("ask")));
});

test("a question that begins with a path is a question", async () => {
  const { editor, composer, write, press } = open();
  await write("/etc");
  assert.equal(composer.querySelector("p.suggestions"), null);
  press("Enter");
  await setImmediate();
  assert.ok(editor.asked.includes('ask {"text":"/etc"}'));
});

test("files of the editor can be dropped on the input; what else is dragged over it is left alone", () => {
  const { editor, composer, bring } = open();
  const uris = "file:///w/a.ts\r\n# a comment\r\nfile:///w/b.ts\r\n";
  const dataTransfer = (type: string, text: string) => ({
    dataTransfer: { types: [type], getData: (wanted: string) => (wanted === type ? text : "") },
  });
  assert.equal(bring("dragover", dataTransfer("text/plain", "words")), false);
  assert.equal(composer.classList.contains("dropping"), false);
  const files = dataTransfer("application/vnd.code.uri-list", uris);
  assert.equal(bring("dragover", files), true);
  assert.equal(composer.classList.contains("dropping"), true);
  assert.equal(bring("drop", files), true);
  assert.equal(composer.classList.contains("dropping"), false);
  assert.ok(
    editor.asked.includes('perform {"kind":"addFiles","uris":["file:///w/a.ts","file:///w/b.ts"]}'),
  );
});

test("a picture from the clipboard is refused in words, until something is written; a text with a picture is pasted", async () => {
  const { composer, write, bring } = open();
  const says = (): boolean => composer.textContent?.includes("noPictures") ?? false;
  bring("paste", { clipboardData: { files: [{}], types: ["Files", "text/plain"] } });
  assert.equal(says(), false);
  bring("paste", { clipboardData: { files: [{}], types: ["Files"] } });
  assert.equal(says(), true);
  await write("a");
  assert.equal(says(), false);
});

test("a long question is folded and can be unfolded; a short one is not", async () => {
  const { view } = open();
  const answer = {
    ...{ text: "Hello", reasoning: "", model: "@hearth/test", leftOut: 0 },
    state: { kind: "finished", reason: "stop" },
  } as const;
  const questions = ["Hi", "line\n".repeat(15), "word ".repeat(400)];
  const turns = questions.map((text, i) => ({
    ...{ id: `t${i}`, question: { text, attachments: [] }, answer },
  }));
  view.hear({
    kind: "conversation",
    conversation: { id: "c", title: "Long", created: 1, changed: 1, turns },
  });
  await setImmediate();
  const shown = [...view.element.querySelectorAll(".question")];
  const folded = (): boolean[] => shown.map((one) => one.querySelector(".folded") !== null);
  assert.deepEqual(folded(), [false, true, true]);
  const more = shown[1]?.querySelector<HTMLButtonElement>(".link");
  assert.deepEqual([more?.textContent, more?.ariaExpanded], ["showAll", "false"]);
  more?.click();
  assert.deepEqual(folded(), [false, false, true]);
  assert.deepEqual([more?.textContent, more?.ariaExpanded], ["showLess", "true"]);
  more?.click();
  assert.deepEqual(folded(), [false, true, true]);
});
