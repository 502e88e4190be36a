import assert from "node:assert/strict";
import { test } from "node:test";
import { toKept } from "../../src/chat/keptContext.ts";
import { Panel } from "../../src/chat/panel.ts";
import { toService } from "../../src/chat/panelService.ts";
import type { PanelService } from "../../src/chat/protocol.ts";
import type { Strings } from "../../src/chat/strings.ts";
import { connect, serve } from "../../src/platform/channel.ts";
import { UserError, abortError } from "../../src/platform/errors.ts";
import { Emitter } from "../../src/platform/event.ts";
import { aborted, chunk, failure, says, type Script } from "../fakes/chat.ts";
import { attachment, noContext } from "../fakes/history.ts";
import { card, listen, openPanel } from "../fakes/panel.ts";
import { portPair } from "../fakes/ports.ts";

test("whoever asks on in a conversation that another window has deleted goes on with what they see", async () => {
  const { panel, history } = openPanel(says("Hello"));
  await panel.ask("One");
  const { id } = panel.conversation!;
  await history.remove(id);
  await panel.ask("Two");
  assert.deepEqual(
    history.saved.get(id)?.turns.map((turn) => turn.question.text),
    ["One", "Two"],
  );
});

const talksUntilStopped: Script = async function* (_, signal) {
  yield chunk({ text: "Half" });
  await aborted(signal);
  throw abortError();
};

test("the page hears its whole state first, then the answer as it grows", async () => {
  const { panel } = openPanel(says("Hello", " you"));
  const page = listen(panel);
  await page.until(({ kind }) => kind === "state");
  await panel.ask("Hi");
  await page.close();
  assert.equal(page.heard[0]?.kind, "state");
  const text = page.heard.map((event) => (event.kind === "delta" ? event.text : "")).join("");
  assert.equal(text, "Hello you");
  assert.equal(panel.conversation?.turns[0]?.answer.text, "Hello you");
});

test("a page that opens in the middle of an answer misses nothing and hears nothing twice", async () => {
  let go = (): void => {};
  const { panel } = openPanel(async function* () {
    yield chunk({ text: "one " });
    await new Promise<void>((resolve) => (go = resolve));
    yield chunk({ text: "two" });
  });
  const first = listen(panel);
  await first.until(({ kind }) => kind === "state");
  const asked = panel.ask("Count");
  await first.until(({ kind }) => kind === "delta");
  const second = listen(panel);
  const opened = await second.until(({ kind }) => kind === "state");
  go();
  await asked;
  await second.close();
  assert.ok(opened.kind === "state");
  const start = opened.state.conversation?.turns[0]?.answer.text;
  const rest = second.heard.map((event) => (event.kind === "delta" ? event.text : "")).join("");
  assert.equal(`${start}${rest}`, "one two");
});

test("closing the page stops the answer and keeps its text", async () => {
  const { panel, history } = openPanel(talksUntilStopped);
  const page = listen(panel);
  await page.until(({ kind }) => kind === "state");
  const asked = panel.ask("Hi");
  await page.until(({ kind }) => kind === "delta");
  await page.close();
  await asked;
  const [saved] = history.saved.values();
  assert.equal(saved?.turns[0]?.answer.text, "Half");
  assert.deepEqual(saved?.turns[0]?.answer.state, { kind: "stopped" });
});

test("a second question stops the first answer and follows it", async () => {
  let started = (): void => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  const { panel } = openPanel(async function* (call, signal) {
    if (call.messages.length > 1) return yield* says("Second")(call, signal);
    yield chunk({ text: "Half" });
    started();
    await aborted(signal);
    throw abortError();
  });
  const first = panel.ask("One");
  await running;
  await Promise.all([first, panel.ask("Two")]);
  assert.deepEqual(
    panel.conversation?.turns.map(({ answer }) => [answer.text, answer.state.kind]),
    [
      ["Half", "stopped"],
      ["Second", "finished"],
    ],
  );
});

test("what is attached goes with one question, once", async () => {
  const { panel, calls } = openPanel(says("Yes"));
  panel.context.attach(attachment());
  panel.context.attach(attachment({ id: "again" }));
  panel.context.attach(attachment({ id: "other", path: "b.ts", uri: "file:///b.ts" }));
  panel.context.detach("other");
  await panel.ask("Why?");
  assert.equal(panel.conversation?.turns[0]?.question.attachments.length, 1);
  await panel.ask("And?");
  assert.doesNotMatch(calls.asked[1]!.messages.at(-1)!.content!, /greet/);
});

test("an edited question keeps its context", async () => {
  const { panel } = openPanel(says("Yes"));
  panel.context.attach(attachment());
  await panel.ask("Why?");
  await panel.edit(panel.conversation!.turns[0]!.id, "How?");
  assert.equal(panel.conversation!.turns.length, 1);
  assert.equal(panel.conversation!.turns[0]!.question.attachments[0]?.path, "src/greet.ts");
});

test("a failure that the answer shows is not reported again; a bug is", async () => {
  const shown = openPanel(async function* () {
    throw failure("predictor_failed");
  });
  await shown.panel.ask("Hi");
  assert.deepEqual(shown.reported, []);
  const bug = new TypeError("x is undefined");
  const broken = openPanel(async function* () {
    throw bug;
  });
  await broken.panel.ask("Hi");
  assert.deepEqual(broken.reported, [bug]);
});

test("the window's last conversation is there again after a reload, with what was being written", async () => {
  const { panel, history } = openPanel(says("Yes"));
  await panel.ask("Hi");
  const again = new Panel({
    chat: { history } as never,
    models: {
      current: async () => card,
      install: async function* () {},
      hasFailed: () => false,
      onChange: new Emitter<unknown>().event,
      onLoading: new Emitter<never>().event,
    },
    context: { ...noContext, renew: async (piece) => ({ ...piece, state: "gone" }) },
    preload: () => true,
    memory: { read: () => panel.conversation?.id, write() {} },
    draft: { read: () => "And what about", write() {} },
    draftContext: {
      read: () => toKept({ pieces: [attachment()], codebase: false, removed: [] }),
      write() {},
    },
    ...{ strings: {} as Strings, locale: "en", report: assert.fail },
  });
  const page = listen(again);
  const opened = await page.until(({ kind }) => kind === "state");
  await page.close();
  assert.ok(opened.kind === "state");
  assert.equal(opened.state.conversation?.turns[0]?.answer.text, "Yes");
  assert.equal(opened.state.draft, "And what about");
  assert.deepEqual(
    opened.state.attachments.map(({ path, state }) => [path, state]),
    [["src/greet.ts", "gone"]],
  );
});

test("removing the shown conversation while it is answered leaves nothing behind", async () => {
  const { panel, history } = openPanel(talksUntilStopped);
  const page = listen(panel);
  await page.until(({ kind }) => kind === "state");
  const asked = panel.ask("Hi");
  await page.until(({ kind }) => kind === "delta");
  await panel.remove(panel.conversation!.id);
  await asked;
  await page.close();
  assert.equal(panel.conversation, undefined);
  assert.equal(history.saved.size, 0);
});

test("a download tells its progress, can be stopped, and a refusal is shown in words", async () => {
  const outcomes = [abortError(), new UserError("The disk is full: free 100 MB.")];
  const { panel, reported } = openPanel(says("Yes"), async function* () {
    yield { done: 40, bytes: 100, doing: "model.gguf" };
    throw outcomes.shift();
  });
  await panel.model.refresh();
  const page = listen(panel);
  await page.until(({ kind }) => kind === "state");
  await panel.model.install();
  assert.deepEqual(panel.model.work, { kind: "idle" });
  await panel.model.install();
  assert.deepEqual(panel.model.work, {
    ...{ kind: "failed", message: "The disk is full: free 100 MB." },
  });
  await page.close();
  assert.ok(
    page.heard.some(
      (event) => event.kind === "model" && "done" in event.work && event.work.done === 40,
    ),
  );
  assert.deepEqual(reported, []);
});

test("the page sees the model being loaded", async () => {
  const { panel, loading } = openPanel(says("Yes"));
  await panel.model.refresh();
  loading.fire({ tag: "@test/other", fraction: 0.1 });
  assert.deepEqual(panel.model.work, { kind: "idle" });
  loading.fire({ tag: "@test/model", fraction: 0.5 });
  assert.deepEqual(panel.model.work, { kind: "loading", fraction: 0.5 });
  loading.fire({ tag: "@test/model", fraction: undefined });
  assert.deepEqual(panel.model.work, { kind: "idle" });
});

test("through the channel: what the page asks for happens, what fails is reported here", async () => {
  const { panel, reported, history } = openPanel(says("Yes"));
  const { a, b } = portPair();
  const performed: unknown[] = [];
  const perform = (action: unknown): void => void performed.push(action);
  serve(toService({ panel, perform, report: (_, error) => reported.push(error) }), a);
  const editor = connect<PanelService>(b);
  for await (const _ of editor.ask({ text: "Hi" }));
  for await (const _ of editor.perform({ kind: "copy", text: "x" }));
  assert.deepEqual(performed, [{ kind: "copy", text: "x" }]);
  for await (const listing of editor.list({ query: "" }))
    assert.equal(listing.conversations.length, 1);
  const [id = ""] = history.saved.keys();
  for await (const _ of editor.rename({ id, title: "New" }));
  assert.equal(panel.conversation?.title, "New");
  for await (const _ of editor.edit({ turn: "none", text: "?" }));
  assert.match(String(reported[0]), /no turn none/);
});

test("the model is loaded to count before a word is written, unless that is switched off", async () => {
  const eager = openPanel(says("Yes"));
  eager.calls.contextSize = 100;
  const page = listen(eager.panel);
  await page.until(({ kind }) => kind === "state");
  const { signal } = new AbortController();
  assert.equal((await eager.panel.measure("", signal))?.contextSize, 100);
  await page.close();
  const lazy = openPanel(says("Yes"), undefined, false);
  lazy.calls.contextSize = 100;
  const other = listen(lazy.panel);
  await other.until(({ kind }) => kind === "state");
  assert.equal(await lazy.panel.measure("", signal), undefined);
  assert.equal((await lazy.panel.measure("two words", signal))?.tokens, 2);
  assert.equal((await lazy.panel.measure("", signal))?.tokens, 1);
  await other.close();
});

test("what failed is not started again by typing, only by a question", async () => {
  const { panel, calls, failed } = openPanel(says("Yes"));
  calls.contextSize = 100;
  const page = listen(panel);
  await page.until(({ kind }) => kind === "state");
  const { signal } = new AbortController();
  failed.add("@test/model");
  assert.equal(await panel.measure("two words", signal), undefined);
  failed.clear();
  assert.equal((await panel.measure("two words", signal))?.tokens, 2);
  await page.close();
});
