import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { page } from "./browser.ts";
import type { Suggestion } from "../../src/chat/protocol.ts";
import { mentionIn } from "../../src/webview/chat/completion.ts";
import { shortName } from "../../src/webview/chat/chips.ts";
import { ChatView } from "../../src/webview/chat/view.ts";
import { attachment } from "../fakes/history.ts";
import { contextOf, emptyPanel, recordingEditor } from "./editor.ts";

const suggestions: readonly Suggestion[] = [
  { kind: "codebase", label: "@codebase", detail: "all" },
  { kind: "file", label: "code.ts", detail: "src/code.ts", uri: "file:///w/src/code.ts" },
];

function open() {
  const editor = recordingEditor();
  editor.suggestions = suggestions;
  const view = new ChatView(contextOf(editor.client), (draw) => draw);
  document.body.replaceChildren(view.element);
  view.hear({ kind: "state", state: emptyPanel });
  const field = view.element.querySelector<HTMLTextAreaElement>(".composer textarea")!;
  const list = view.element.querySelector<HTMLElement>("[role=listbox]")!;
  const write = async (text: string): Promise<void> => {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    field.dispatchEvent(new page.Event("input") as never);
    await setImmediate();
  };
  const press = async (key: string): Promise<void> => {
    const event = new page.KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    field.dispatchEvent(event as never);
    await setImmediate();
  };
  const chosen = (): string | null | undefined =>
    list.querySelector("[aria-selected=true] .name")?.textContent;
  return { editor, view, field, list, write, press, chosen };
}

test("a mention begins at the start of a word and ends at the cursor", () => {
  assert.deepEqual(mentionIn("see @fi", 7), { start: 4, query: "fi" });
  assert.deepEqual(mentionIn("@", 1), { start: 0, query: "" });
  assert.deepEqual(mentionIn("@src/a.ts", 9), { start: 0, query: "src/a.ts" });
  assert.equal(mentionIn("me@home", 7), undefined);
  assert.equal(mentionIn("@fi is done", 11), undefined);
});

test("after an at sign the list comes up; arrows choose, Enter takes and leaves the rest of the text", async () => {
  const { editor, field, list, write, press, chosen } = open();
  await write("What does @co");
  assert.ok(editor.asked.includes('suggest {"query":"co"}'));
  assert.equal(list.hidden, false);
  assert.equal(field.getAttribute("aria-controls"), list.id);
  assert.equal(chosen(), "@codebase");
  await press("ArrowDown");
  assert.equal(chosen(), "code.ts");
  const active = field.getAttribute("aria-activedescendant");
  assert.equal(list.querySelector(`#${active}`)?.getAttribute("aria-selected"), "true");
  await press("ArrowDown");
  assert.equal(chosen(), "@codebase");
  await press("ArrowUp");
  await press("Enter");
  assert.equal(field.value, "What does code.ts ");
  assert.equal(list.hidden, true);
  assert.ok(editor.asked.includes(`add ${JSON.stringify(suggestions[1])}`));
  assert.ok(!editor.asked.some((call) => call.startsWith("ask")));
});

test("a name that nothing has is said to be of nothing, and can be sent all the same", async () => {
  const { editor, view, list, write, press } = open();
  editor.suggestions = [];
  await write("What is @Injectable");
  const said = view.element.querySelector<HTMLElement>(".composer p.suggestions");
  assert.equal(said?.textContent, "noSuggestions");
  assert.equal(list.hidden, true);
  await press("Enter");
  assert.ok(editor.asked.includes('ask {"text":"What is @Injectable"}'));
  assert.ok(!view.element.querySelector(".composer p.suggestions"));
});

test("what was being written when the page went is there again, and what is written now is kept", async () => {
  const editor = recordingEditor();
  const view = new ChatView(contextOf(editor.client, "Why is"), (draw) => draw);
  const field = view.element.querySelector<HTMLTextAreaElement>(".composer textarea")!;
  assert.equal(field.value, "Why is");
  field.value = "Why is it?";
  field.dispatchEvent(new page.Event("input") as never);
  await sleep(400);
  assert.deepEqual(
    editor.asked.filter((call) => call.startsWith("keepDraft")),
    ['keepDraft {"text":"Why is it?"}'],
  );
});

test("a chip has as much of its path as tells it from the others", () => {
  assert.equal(shortName("src/greet.ts", ["src/greet.ts", "src/leave.ts"]), "greet.ts");
  const two = ["a/src/index.ts", "b/src/index.ts"];
  assert.equal(shortName("a/src/index.ts", two), "a/src/index.ts");
  assert.equal(shortName("x/a/index.ts", ["x/a/index.ts", "x/b/index.ts"]), "a/index.ts");
  assert.equal(shortName("index.ts", ["index.ts", "src/index.ts"]), "index.ts");
});

test("Escape closes the list until another at sign, and the text stays", async () => {
  const { editor, field, list, write, press } = open();
  await write("@c");
  await press("Escape");
  assert.equal(list.hidden, true);
  await write("@co");
  assert.equal(list.hidden, true);
  await write("@co @");
  assert.equal(list.hidden, false);
  await press("Escape");
  await press("Enter");
  assert.equal(field.value, "");
  assert.ok(editor.asked.includes('ask {"text":"@co @"}'));
});

test("a question about the workspace is not sent before its places were shown", async () => {
  const { editor, view, write, press } = open();
  view.hear({ kind: "attachments", attachments: [], codebase: { kind: "found", question: "" } });
  await write("where");
  await press("Enter");
  await sleep(0);
  assert.ok(editor.asked.includes('find {"text":"where"}'));
  assert.ok(!editor.asked.some((call) => call.startsWith("ask")));
  assert.equal(view.element.querySelector(".codebase [role=status]")?.textContent, "sendAgain");
  const found = [attachment({ kind: "found" })];
  const codebase = { kind: "found", question: "where" } as const;
  view.hear({ kind: "attachments", attachments: found, codebase });
  assert.equal(view.element.querySelectorAll(".context li").length, 1);
  await press("Enter");
  await setImmediate();
  assert.ok(editor.asked.includes('ask {"text":"where"}'));
});

test("an answer names the places that were found for it, as links", () => {
  const { view } = open();
  view.hear({
    kind: "conversation",
    conversation: {
      ...{ id: "c", title: "", created: 1, changed: 1 },
      turns: [
        {
          id: "t",
          question: { text: "where", attachments: [attachment({ kind: "found" }), attachment()] },
          answer: {
            ...{ text: "There.", reasoning: "", model: "@test/model", leftOut: 0 },
            state: { kind: "finished", reason: "stop" },
          },
        },
      ],
    },
  });
  const sources = [...view.element.querySelectorAll(".sources .open")];
  assert.deepEqual(
    sources.map((source) => source.textContent),
    ["greet.ts:3–4"],
  );
});

test("a model of somebody else's is not said to be on this machine", () => {
  const { view } = open();
  const note = view.element.querySelector<HTMLElement>(".welcome .local");
  assert.equal(note?.hidden, false);
  const model = { ...emptyPanel.model!, tag: "vscode:acme/one", vendor: "acme" };
  view.hear({ kind: "model", model, work: { kind: "idle" } });
  assert.equal(note.hidden, true);
  assert.match(view.element.querySelector(".model")?.textContent ?? "", /elsewhere acme/);
});
