import assert from "node:assert/strict";
import { test } from "node:test";
import { openPanelContext, type ContextSources } from "../../src/chat/panelContext.ts";
import type { Attachment, Suggestion } from "../../src/chat/protocol.ts";
import { aborted } from "../fakes/chat.ts";
import { attachment, noContext } from "../fakes/history.ts";

const codebase: Suggestion = { kind: "codebase", label: "@codebase", detail: "" };
const place = (id: string): Attachment => attachment({ id, uri: `file:///${id}`, kind: "found" });

function open(sources: Partial<ContextSources>, kept?: unknown) {
  const seen: string[] = [];
  const memory = { kept };
  const context = openPanelContext({
    sources: { ...noContext, ...sources },
    memory: {
      read: () => memory.kept,
      // as the editor keeps it
      write: (value) => (memory.kept = value && JSON.parse(JSON.stringify(value))),
    },
    onChange: () => seen.push(`${context.codebase.kind}: ${ids(context.attachments)}`),
  });
  return { context, seen, memory };
}

const ids = (pieces: readonly Attachment[]): string => pieces.map(({ id }) => id).join(" ");

test("what is suggested is added as the pieces that it stands for", async () => {
  const { context } = open({ open: async ({ label }) => [attachment({ id: label })] });
  await context.add({ kind: "file", label: "a.ts", detail: "src/a.ts" });
  assert.deepEqual(
    context.attachments.map(({ id }) => id),
    ["a.ts"],
  );
});

test("places come as they are found, beside what was chosen, and are listed before the question is asked", async () => {
  const { context, seen } = open({
    async *find() {
      yield [place("one")];
      yield [place("one"), place("two")];
    },
  });
  context.attach(attachment({ id: "own" }));
  await context.find("not wanted yet");
  await context.add(codebase);
  await context.find("where");
  assert.deepEqual(seen, [
    "off: own",
    "found: own",
    "searching: own",
    "searching: own one",
    "searching: own one two",
    "found: own one two",
  ]);
  assert.deepEqual(context.codebase, { kind: "found", question: "where" });
});

test("a place that was removed does not come back with the next words", async () => {
  const { context } = open({
    async *find() {
      yield [place("one"), place("two")];
    },
  });
  await context.add(codebase);
  await context.find("where");
  context.detach("one");
  await context.find("where is");
  assert.deepEqual(
    context.attachments.map(({ id }) => id),
    ["two"],
  );
});

test("another question ends the search before; only its places count", async () => {
  const { context } = open({
    async *find(question, signal) {
      yield [place(question)];
      if (question === "first") await aborted(signal);
      yield [place(`${question} again`)];
    },
  });
  await context.add(codebase);
  const first = context.find("first");
  await context.find("second");
  await first;
  assert.deepEqual(
    context.attachments.map(({ id }) => id),
    ["second again"],
  );
});

test("an asked question takes everything with it, and the workspace is left again", async () => {
  const { context } = open({
    async *find() {
      yield [place("one")];
    },
  });
  context.attach(attachment({ id: "own" }));
  await context.add(codebase);
  await context.find("where");
  const taking = context.take();
  assert.deepEqual([context.attachments, context.codebase], [[], { kind: "off" }]);
  assert.equal(ids(await taking), "own one");
});

test("a search that fails is left, and its reason goes to whoever began it", async () => {
  const { context } = open({
    async *find() {
      yield [place("one")];
      throw new Error("no index");
    },
  });
  await context.add(codebase);
  await assert.rejects(context.find("where"), /no index/);
  assert.deepEqual([context.attachments, context.codebase], [[], { kind: "off" }]);
});

test("what was chosen is there again in the next window, with the search of the workspace and what was removed from it", async () => {
  const sources: Partial<ContextSources> = {
    async *find() {
      yield [place("one"), place("two")];
    },
  };
  const first = open(sources);
  first.context.attach(attachment({ id: "own" }));
  await first.context.add(codebase);
  await first.context.find("where");
  first.context.detach("one");
  const { context } = open(sources, first.memory.kept);
  assert.equal(ids(context.attachments), "own");
  assert.deepEqual(context.attachments, [attachment({ id: "own" })]);
  assert.deepEqual(context.codebase, { kind: "found", question: "" });
  await context.find("where");
  assert.equal(ids(context.attachments), "own two");
});

test("what was asked or removed is not kept", async () => {
  const { context, memory } = open({});
  context.attach(attachment());
  context.detach("a1");
  assert.equal(memory.kept, undefined);
  context.attach(attachment());
  await context.take();
  assert.equal(memory.kept, undefined);
});

test("what cannot be read of the window before is left out", () => {
  for (const kept of ["x", 5, [], { pieces: [{ id: 1 }, null], codebase: "yes", removed: 3 }]) {
    const { context } = open({}, kept);
    assert.deepEqual([context.attachments, context.codebase], [[], { kind: "off" }]);
  }
});

test("a question takes what was chosen as it is then; of what is gone it takes what is known", async () => {
  const { context } = open({
    renew: async (piece) =>
      piece.id === "now" ? { ...piece, text: "new" } : { ...piece, state: "gone" },
  });
  context.attach(attachment({ id: "now" }));
  context.attach(attachment({ id: "lost", uri: "file:///lost" }));
  // longer than what is kept over a reload
  context.attach(attachment({ id: "empty", uri: "file:///empty", text: "" }));
  await context.renew();
  assert.deepEqual(
    context.attachments.map(({ id, state }) => [id, state]),
    [
      ["now", undefined],
      ["lost", "gone"],
      ["empty", "gone"],
    ],
  );
  assert.deepEqual(
    (await context.take()).map(({ id, text }) => [id, text]),
    [
      ["now", "new"],
      ["lost", attachment().text],
    ],
  );
});

test("a piece that is added while the others are looked at again stays", async () => {
  let go = (): void => {};
  const looking = new Promise<void>((resolve) => (go = resolve));
  const { context } = open({ renew: async (piece) => (await looking, piece) });
  context.attach(attachment({ id: "first" }));
  const renewing = context.renew();
  context.attach(attachment({ id: "second", uri: "file:///second" }));
  go();
  await renewing;
  assert.equal(ids(context.attachments), "first second");
});
