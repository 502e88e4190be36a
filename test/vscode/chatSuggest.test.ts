import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type * as vscode from "vscode";
import { filesLike, likeness, symbolsLike } from "../../src/vscode/chat/suggest.ts";
import { toContextSources } from "../../src/vscode/chat/context.ts";
import { documentOf } from "../fakes/document.ts";
import { editor, reset, Uri, window } from "../fakes/vscode.ts";

beforeEach(reset);

const list = async () =>
  ["src/fines.ts", "test/fines.test.ts", "src/refine/index.ts", "docs/find-lines.md"].map(
    (path) => ({ path, uri: Uri.file(`/project/${path}`) as unknown as vscode.Uri }),
  );

test("a name that begins so comes before one that only holds the letters", async () => {
  const found = await filesLike("fine", list);
  assert.deepEqual(
    found.map(({ label, detail }) => `${label} in ${detail}`),
    ["fines.ts in src", "fines.test.ts in test", "index.ts in src/refine", "find-lines.md in docs"],
  );
  assert.deepEqual(await filesLike("nothing", list), []);
});

test("without a letter the open files are offered, the active one first", async () => {
  window.activeTextEditor = { document: documentOf("", "/project/src/open.ts") };
  const [only] = await filesLike("", list);
  assert.deepEqual([only?.label, only?.detail], ["open.ts", "src"]);
});

test("definitions of the active file are offered without any language server", async () => {
  const text = "import x;\n\nclass Desk {\n  openDoor() {\n    return go();\n  }\n}\n";
  window.activeTextEditor = { document: documentOf(text) };
  assert.deepEqual(
    (await symbolsLike("door")).map(({ label, detail, line }) => [label, detail, line]),
    [["openDoor", "src/a.ts:4", 4]],
  );
  assert.deepEqual(await symbolsLike("go"), []);
});

test("letters must come in their order; upper and lower case are one", () => {
  assert.ok(likeness("FNS", "src/fines.ts") > 0);
  assert.equal(likeness("snf", "fines"), 0);
});

test("a file goes along whole, a symbol as its definition with the comment above it", async () => {
  const text = "const a = 1;\n\n/** Goes. */\nfunction go() {\n  return a;\n}\n\ngo();\n";
  const document = documentOf(text);
  editor.documents.set(document.uri.toString(), document);
  const { open } = toContextSources(async function* () {});
  const about = { label: "a.ts", detail: "src/a.ts", uri: document.uri.toString() };
  const [file] = await open({ kind: "file", ...about });
  assert.deepEqual([file?.text, file?.firstLine, file?.lastLine], [text, 1, 9]);
  const [symbol] = await open({ kind: "symbol", line: 4, ...about });
  assert.equal(symbol?.text, "/** Goes. */\nfunction go() {\n  return a;\n}\n");
  assert.deepEqual([symbol?.firstLine, symbol?.lastLine], [3, 6]);
});

test("places that the search finds become pieces that know where they come from", async () => {
  const { find } = toContextSources(async function* () {
    yield [{ folder: "/project", path: "src/a.ts", startLine: 4, endLine: 9, text: "go();" }];
  });
  for await (const [piece] of find("where", new AbortController().signal))
    assert.deepEqual(piece, {
      ...{ id: "file:///project/src/a.ts:4", uri: "file:///project/src/a.ts", path: "src/a.ts" },
      ...{ firstLine: 5, lastLine: 9, language: "ts", text: "go();", kind: "found" },
    });
});

test("what was added is looked at again: a whole file as it is now, a moved piece in its new place, a deleted file by name", async () => {
  const document = documentOf("const a = 1;\n\nfunction go() {\n  return a;\n}\n");
  const uri = document.uri.toString();
  editor.documents.set(uri, document);
  const { open, renew } = toContextSources(async function* () {});
  const [file] = await open({ kind: "file", label: "a.ts", detail: "src", uri });
  const [symbol] = await open({ kind: "symbol", label: "go", detail: "src/a.ts:3", uri, line: 3 });
  assert.ok(file && symbol);
  editor.documents.set(uri, documentOf("// new\nfunction go() {\n  return a;\n}\n"));
  assert.match((await renew(file)).text, /^\/\/ new/);
  const { firstLine, lastLine, state } = await renew(symbol);
  assert.deepEqual([firstLine, lastLine, state], [2, 4, undefined]);
  editor.documents.delete(uri);
  assert.deepEqual(await renew(symbol), { ...symbol, state: "gone" });
});
