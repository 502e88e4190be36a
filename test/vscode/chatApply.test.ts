import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { showChanges } from "../../src/vscode/chat/apply.ts";
import { documentOf } from "../fakes/document.ts";
import { attachment } from "../fakes/history.ts";
import {
  editor,
  Position,
  reset,
  TabInputTextDiff,
  type Uri,
  window,
  type WorkspaceEdit,
} from "../fakes/vscode.ts";

beforeEach(() => {
  reset();
  editor.applied.length = 0;
});

const text = "const a = 1;\n\nfunction go() {\n  return 1;\n}\n";
const code = "function go() {\n  return 2;\n}";
const piece = attachment({ uri: "file:///project/src/a.ts", firstLine: 1, lastLine: 1 });

/** A file that is there, with `now` in it. */
function put(now: string, path = "/project/src/a.ts") {
  const document = documentOf(now, path);
  editor.documents.set(document.uri.toString(), document);
  return document;
}

/** What the diff shows on the right, after it was opened. */
function shown(): { readonly uri: Uri; readonly after: string } {
  const { id, args } = editor.executed.at(-1)!;
  assert.equal(id, "vscode.diff");
  const uri = args[1] as Uri;
  window.tabGroups.activeTabGroup.activeTab = { input: new TabInputTextDiff(uri) };
  const after = editor.contents.get("hearth-change")!.provideTextDocumentContent(uri);
  return { uri, after };
}

test("a suggestion is shown beside the file that went with the question; accepting changes only what differs", async () => {
  put(text);
  const changes = showChanges();
  await changes.show(code, [piece]);
  assert.equal(shown().after, text.replace("return 1", "return 2"));
  assert.deepEqual(editor.applied, []);
  await changes.commands["hearth.acceptChange"]?.();
  const [edit] = editor.applied as WorkspaceEdit[];
  assert.equal(edit?.edits.length, 1);
  const [{ range, text: put2 }] = edit.edits as [(typeof edit.edits)[number]];
  assert.equal(put2, "2");
  assert.deepEqual([range.start, range.end], [new Position(3, 9), new Position(3, 10)]);
});

test("of several files the one is taken that has what the code defines", async () => {
  put("const other = 1;\n", "/project/src/b.ts");
  put(text);
  const changes = showChanges();
  await changes.show(code, [attachment({ uri: "file:///project/src/b.ts" }), piece]);
  assert.match(shown().after, /return 2/);
});

test("a file that has changed since is not overwritten: the change is shown anew", async () => {
  put(text);
  const changes = showChanges();
  await changes.show(code, [piece]);
  shown();
  put(`// new\n${text}`);
  await assert.rejects(async () => changes.commands["hearth.acceptChange"]?.(), {
    message: /has changed in the meantime/,
  });
  assert.deepEqual(editor.applied, []);
  assert.match(shown().after, /^\/\/ new\n[\s\S]*return 2/);
});

test("nothing to change, nothing to accept, no file: each says what to do", async () => {
  put(text);
  const changes = showChanges();
  await assert.rejects(changes.show("function go() {\n  return 1;\n}", [piece]), /already/);
  await assert.rejects(changes.show(code, []), /Open the file/);
  window.tabGroups.activeTabGroup.activeTab = undefined;
  for (const id of ["hearth.acceptChange", "hearth.discardChange"] as const)
    await assert.rejects(async () => changes.commands[id]?.(), /no suggested change/);
});

test("the title says when what would become of the file is not whole", async () => {
  put(text);
  const changes = showChanges();
  const title = (): unknown => editor.executed.at(-1)?.args[2];
  await changes.show(code, [piece]);
  assert.match(String(title()), /suggested change$/);
  await changes.show("function go() {\n  return [2;\n}", [piece]);
  assert.match(String(title()), /its brackets do not match$/);
});
