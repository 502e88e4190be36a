import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import { writeCommitMessage } from "../../src/vscode/chat/commit.ts";
import { chunk, failure, fakeCalls, says, type Script } from "../fakes/chat.ts";
import { editor, reset, Uri } from "../fakes/vscode.ts";

beforeEach(() => {
  reset();
  editor.extensions.clear();
});

/** A repository in the Git extension, as its API gives it. */
function repository(path: string, { staged = "", changed = "" }) {
  const inputBox = { value: "before" };
  return {
    rootUri: Uri.file(path),
    inputBox,
    state: { indexChanges: staged ? [{}] : [] },
    diff: async (cached?: boolean) => (cached ? staged : changed),
  };
}

function open(script: Script, ...repositories: ReturnType<typeof repository>[]) {
  editor.extensions.set("vscode.git", {
    activate: async () => ({ enabled: true, getAPI: () => ({ repositories }) }),
  });
  const calls = fakeCalls(script);
  const write = (source?: Uri): Promise<void> =>
    writeCommitMessage(
      { calls, tag: "@test/model" },
      source && { rootUri: source as unknown as vscode.Uri },
    );
  return { calls, write };
}

test("what is staged is described; without that, all changes are", async () => {
  const both = repository("/project", { staged: "+staged", changed: "+changed" });
  const { calls, write } = open(says("Add ", "a door"), both);
  await write();
  assert.equal(both.inputBox.value, "Add a door");
  assert.match(calls.asked[0]?.messages.at(-1)?.content ?? "", /\+staged/);
  const unstaged = repository("/project", { changed: "+changed" });
  const other = open(says("Add a bell"), unstaged);
  await other.write();
  assert.match(other.calls.asked[0]?.messages.at(-1)?.content ?? "", /\+changed/);
});

test("the message is for the repository whose button was pressed", async () => {
  const [one, two] = [repository("/a", { staged: "+1" }), repository("/b", { staged: "+2" })];
  const { write } = open(says("Add two"), one, two);
  await write(Uri.file("/b"));
  assert.deepEqual([one.inputBox.value, two.inputBox.value], ["before", "Add two"]);
});

test("the model is stopped after the first line", async () => {
  let closed = false;
  const only = repository("/project", { staged: "+1" });
  const { write } = open(async function* () {
    try {
      for (const text of ["Add a door", "\n\n", "It is"]) yield chunk({ text });
      for (;;) yield chunk({ text: " long" });
    } finally {
      closed = true;
    }
  }, only);
  await write();
  assert.equal(only.inputBox.value, "Add a door");
  assert.ok(closed);
});

test("a failure brings back what stood in the box", async () => {
  const only = repository("/project", { staged: "+1" });
  const { write } = open(async function* () {
    yield chunk({ text: "Add" });
    throw failure("predictor_failed");
  }, only);
  await assert.rejects(write(), { code: "predictor_failed" });
  assert.equal(only.inputBox.value, "before");
});

test("no changes, no repository, no Git: each says what to do", async () => {
  const clean = open(says("x"), repository("/project", {}));
  await assert.rejects(clean.write(), /Stage new files first/);
  await assert.rejects(open(says("x")).write(), /no Git repository/);
  editor.extensions.clear();
  await assert.rejects(clean.write(), /no Git repository/);
});
