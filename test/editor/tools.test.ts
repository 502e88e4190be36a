import assert from "node:assert/strict";
import { test } from "node:test";
import * as vscode from "vscode";
import { hearth } from "./hearth.ts";

/** Calls a tool as any chat model's tool call does. */
async function invoke(name: string, input: object): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part as vscode.LanguageModelTextPart).value).join("");
}

test("the tools are there for every model, before anything of Hearth runs", () => {
  const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith("hearth"));
  assert.deepEqual(names.sort(), [
    "hearth_findSimilar",
    "hearth_indexStatus",
    "hearth_readAloud",
    "hearth_semanticSearch",
  ]);
});

test("a search by a tool finds the place, with its lines", async () => {
  const text = await invoke("hearth_semanticSearch", {
    query: "how much does a member pay for a book that comes back late",
    limit: 5,
  });
  assert.match(text, /^5 places for/);
  assert.match(text, /src\/loans\/\w+\.ts:\d+-\d+ {2}\w/);
  assert.equal(hearth().isActive, true);
});

test("similar code is found by path and lines, without the place itself", async () => {
  const text = await invoke("hearth_findSimilar", { path: "src/server.ts", endLine: 10, limit: 3 });
  assert.match(text, /^3 places for code like src\/server\.ts:1-10/);
  assert.doesNotMatch(text, /^src\/server\.ts:[1-9]-/m);
});

test("the status counts the files of the window's folder", async () => {
  const text = await invoke("hearth_indexStatus", {});
  assert.match(text, /^Folders: .*lending-library\n/);
  assert.match(text, /^Files: [1-9]\d*, of which [1-9]/m);
});

test("wrong input tells the model what is allowed", async () => {
  await assert.rejects(invoke("hearth_semanticSearch", { query: 7, files: "*" }), (error: Error) =>
    /"query" must be text, not 7.*There is no "files".*It takes "query"/s.test(error.message),
  );
});

test("a call that is cancelled ends", async () => {
  const source = new vscode.CancellationTokenSource();
  const call = vscode.lm.invokeTool(
    "hearth_semanticSearch",
    { input: { query: "anything" }, toolInvocationToken: undefined },
    source.token,
  );
  source.cancel();
  await assert.rejects(async () => call);
});
