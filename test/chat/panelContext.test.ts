import assert from "node:assert/strict";
import { test } from "node:test";
import { openPanelContext, type ContextSources } from "../../src/chat/panelContext.ts";
import type { Attachment, Suggestion } from "../../src/chat/protocol.ts";
import { aborted } from "../fakes/chat.ts";
import { attachment, noContext } from "../fakes/history.ts";

const codebase: Suggestion = { kind: "codebase", label: "@codebase", detail: "" };
const place = (id: string): Attachment => attachment({ id, uri: `file:///${id}`, kind: "found" });

function open(sources: Partial<ContextSources>) {
  const seen: string[] = [];
  const context = openPanelContext({ ...noContext, ...sources }, () => {
    const ids = context.attachments.map(({ id }) => id).join(" ");
    seen.push(`${context.codebase.kind}: ${ids}`);
  });
  return { context, seen };
}

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
  assert.deepEqual(
    context.take().map(({ id }) => id),
    ["own", "one"],
  );
  assert.deepEqual([context.attachments, context.codebase], [[], { kind: "off" }]);
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
