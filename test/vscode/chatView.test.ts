import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { openChat } from "../../src/chat/chat.ts";
import type { PanelEvent, PanelService } from "../../src/chat/protocol.ts";
import type { InstallState, Models } from "../../src/models/models.ts";
import { connect } from "../../src/platform/channel.ts";
import { abortError } from "../../src/platform/errors.ts";
import { Emitter } from "../../src/platform/event.ts";
import { silent } from "../../src/platform/log.ts";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { toManifest, toRemotes } from "../../src/remote/remotes.ts";
import { showChat } from "../../src/vscode/chat/view.ts";
import { aborted, chunk, fakeCalls, says, type Script } from "../fakes/chat.ts";
import { attachment, countingChance, fakeHistory } from "../fakes/history.ts";
import { editor, reset, Uri, window } from "../fakes/vscode.ts";
import { fakeView } from "../fakes/webview.ts";

beforeEach(reset);

const manifest = { tag: "@test/model", title: "Test", licence: { id: "MIT" }, options: {} };
let known: Pick<Manifest, "tag" | "title" | "licence" | "options"> = manifest;
const models = {
  find: async () => known,
  state: async (): Promise<InstallState> => ({ kind: "absent", bytes: 5e6 }),
  onChange: new Emitter<{ readonly tag: string }>().event,
} as unknown as Models;

function open(script: Script = says("Yes")) {
  const history = fakeHistory();
  const calls = fakeCalls(script);
  const model = { tag: "@test/model", temperature: 0, maxTokens: 64, systemPrompt: "" };
  const reported: unknown[] = [];
  const state = new Map<string, unknown>();
  const workspaceState = {
    get: (key: string) => state.get(key),
    update: async (key: string, value: unknown) => void state.set(key, value),
  };
  const ui = showChat({
    context: { extensionUri: Uri.file("/hearth"), workspaceState } as never,
    chat: openChat({ calls, history, log: silent, chance: countingChance(), model: () => model }),
    models,
    predictors: { onState: new Emitter<never>().event, states: () => new Map() },
    async *find() {},
    report: (_, error) => reported.push(error),
  });
  const view = fakeView();
  editor.views.get("hearth.chat")?.resolveWebviewView(view.view);
  const page = connect<PanelService>(view.port);
  return { ui, view, page, reported, calls, history };
}

/** Plays the page until an event is the wanted one. */
async function hear(
  page: ReturnType<typeof open>["page"],
  wanted: (event: PanelEvent) => boolean,
): Promise<PanelEvent> {
  for await (const event of page.open({})) if (wanted(event)) return event;
  throw new Error("The panel ended.");
}

/** An editor with some text, part of which is selected. */
function select({ start, end }: { start: [number, number]; end: [number, number] }): void {
  const at = ([line, character]: [number, number]) => ({ line, character });
  const selection = { start: at(start), end: at(end), isEmpty: String(start) === String(end) };
  window.activeTextEditor = {
    selections: [selection],
    document: {
      ...{ uri: Uri.file("/project/src/a.ts"), languageId: "typescript" },
      getText: () => "the selected text",
    },
  };
}

test("the page may load its own script and style, and nothing else", () => {
  const { view } = open();
  const { html } = view.webview;
  const policy = /Content-Security-Policy" content="([^"]*)"/
    .exec(html)?.[1]
    ?.replaceAll("&#39;", "'");
  const nonce = /script type="module" nonce="(\w{32})"/.exec(html)?.[1];
  assert.equal(
    policy,
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src https://page.test`,
  );
  assert.match(html, /src="https:\/\/page\.test\/hearth\/dist\/webview\/chat\.js"/);
  assert.deepEqual(
    (view.webview.options as { localResourceRoots: Uri[] }).localResourceRoots.map(String),
    ["file:///hearth/dist/webview", "file:///hearth/media"],
  );
});

test("the page learns the model, its size and that it is not here yet", async () => {
  const { page } = open();
  const event = await hear(page, ({ kind }) => kind === "state");
  assert.ok(event.kind === "state");
  assert.deepEqual(event.state.model, {
    ...{ tag: "@test/model", title: "Test", licence: "MIT", bytes: 5e6 },
    ...{ installed: false, small: true },
  });
  for (const [key, text] of Object.entries(event.state.strings)) assert.ok(text, key);
});

test("of a model at an endpoint elsewhere the page learns where it is", async (t) => {
  const baseUrl = "https://llm.example.com/v1";
  const { remotes } = toRemotes([{ tag: "@team/chat", kind: "chat", model: "m", baseUrl }]);
  known = toManifest(remotes[0]!);
  t.after(() => (known = manifest));
  const event = await hear(open().page, ({ kind }) => kind === "state");
  assert.ok(event.kind === "state");
  assert.equal(event.state.model?.vendor, "llm.example.com");
});

test("closing the view stops the answer and keeps what was written", async () => {
  const { ui, view, page, history } = open(async function* (_, signal) {
    yield chunk({ text: "Half" });
    await aborted(signal);
    throw abortError();
  });
  const opened = page.open({})[Symbol.asyncIterator]();
  await opened.next();
  const asked = ui.ask("Hi");
  for (let next = await opened.next(); !next.done; next = await opened.next())
    if (next.value.kind === "delta") break;
  view.close();
  await asked;
  const [saved] = history.saved.values();
  assert.deepEqual(saved?.turns[0]?.answer.state, { kind: "stopped" });
  assert.equal(saved?.turns[0]?.answer.text, "Half");
});

test("a selection becomes context with its file and lines; a line of which nothing is selected does not count", async () => {
  const { ui, calls } = open();
  select({ start: [2, 4], end: [5, 0] });
  await ui.commands["hearth.addSelectionToChat"]?.();
  assert.equal(editor.executed.at(-1)?.id, "hearth.chat.focus");
  await ui.ask("Why?");
  assert.match(
    calls.asked[0]?.messages[0]?.content ?? "",
    /^src\/a\.ts, lines 3-5:\n```typescript\nthe selected text\n```\n\nWhy\?$/,
  );
});

test("Explain begins a chat about what is selected; without an editor it says what to do", async () => {
  const { ui, calls } = open();
  await ui.ask("Something else");
  select({ start: [2, 4], end: [2, 9] });
  await ui.commands["hearth.explainSelection"]?.();
  assert.equal(calls.asked[1]?.messages.length, 1);
  assert.match(calls.asked[1]?.messages[0]?.content ?? "", /line 3:[\s\S]*Explain/);
  window.activeTextEditor = undefined;
  await assert.rejects(async () => ui.commands["hearth.explainSelection"]?.(), {
    name: "UserError",
  });
});

test("an export is a new Markdown document; without a conversation it says so", async () => {
  const { ui } = open();
  await assert.rejects(async () => ui.commands["hearth.exportChat"]?.(), { name: "UserError" });
  await ui.ask("Hi");
  await ui.commands["hearth.exportChat"]?.();
  assert.equal(editor.made[0]?.language, "markdown");
  assert.match(editor.made[0]?.content ?? "", /## Question\n\nHi\n\n## Answer/);
});

test("the page's buttons reach the editor: copy, new file, read aloud, open", async () => {
  const { page } = open();
  const perform = async (action: Parameters<typeof page.perform>[0]): Promise<void> => {
    for await (const _ of page.perform(action));
  };
  await perform({ kind: "copy", text: "a" });
  assert.equal(editor.clipboard, "a");
  await perform({ kind: "newFile", text: "ls", language: "sh" });
  await perform({ kind: "newFile", text: "x", language: "klingon" });
  assert.deepEqual(editor.made, [{ content: "ls", language: "shellscript" }, { content: "x" }]);
  await perform({ kind: "readAloud", text: "Hello" });
  assert.deepEqual(editor.executed.at(-1), { id: "hearth.readText", args: ["Hello"] });
  await perform({ kind: "open", attachment: attachment() });
  assert.equal(editor.shown.at(-1)?.uri, "file:///w/src/greet.ts");
});

test("inserting without an open file is reported in words", async () => {
  const { page, reported } = open();
  for await (const _ of page.perform({ kind: "insert", text: "a" }));
  assert.match(String(reported[0]), /UserError: Open the file/);
});
