import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { writeCommitMessage } from "../../src/vscode/chat/commit.ts";
import type { ModelFacts } from "../../src/vscode/chat/models.ts";
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

/** A model of so many bytes. */
const models = (bytes: number): ModelFacts => ({
  find: async () => ({ tag: "@test/model" }) as Manifest,
  state: async () => ({ kind: "installed", bytes }),
});

function open(script: Script, ...repositories: ReturnType<typeof repository>[]) {
  editor.extensions.set("vscode.git", {
    activate: async () => ({ enabled: true, getAPI: () => ({ repositories }) }),
  });
  const calls = fakeCalls(script);
  const write = (source?: Uri, bytes = 4e9): Promise<void> =>
    writeCommitMessage(
      { calls, models: models(bytes), tag: "@test/model" },
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

const change = `diff --git a/src/shop.ts b/src/shop.ts
--- a/src/shop.ts
+++ b/src/shop.ts
@@ -1,3 +1,3 @@
-const most = 20;
+const most = 12;
`;

test("a small model is not asked: what is certain is read off the change", async () => {
  const only = repository("/project", { staged: change });
  const { calls, write } = open(says("Add a start script"), only);
  await write(undefined, 1e8);
  assert.equal(only.inputBox.value, "Change most from 20 to 12");
  assert.deepEqual(calls.asked, []);
});

test("a message that does not fit the change gives way to what is read off it, and that is said", async () => {
  const only = repository("/project", { staged: change });
  await open(says("Remove oldParse, which used eval"), only).write();
  assert.equal(only.inputBox.value, "Change most from 20 to 12");
  assert.match(JSON.stringify(editor.asked), /what the model wrote did not fit/);
  await open(says("Show at most 12 offers in the shop"), only).write();
  assert.equal(only.inputBox.value, "Show at most 12 offers in the shop");
});
