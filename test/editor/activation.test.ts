import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { test } from "node:test";
import * as vscode from "vscode";
import { hearth } from "./hearth.ts";

interface Contributes {
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly commands: readonly { readonly command: string }[];
  readonly configuration: {
    readonly properties: Readonly<Record<string, { readonly default: unknown }>>;
  };
}
const contributes = (hearth().packageJSON as { contributes: Contributes }).contributes;

test("nothing of Hearth runs before somebody uses it", () => {
  assert.equal(hearth().isActive, false);
});

test("activation gives other extensions OpenAI's calls", async () => {
  const { openai } = await hearth().activate();
  for (const create of [
    openai.chat.completions.create,
    openai.embeddings.create,
    openai.audio.speech.create,
  ])
    assert.equal(typeof create, "function");
});

test("the commands that are registered are those of the manifest", async () => {
  await hearth().activate();
  // the editor's own for each view: focus, open, …
  const views = Object.values(contributes.views).flat();
  const isOfView = (id: string): boolean => views.some((view) => id.startsWith(`${view.id}.`));
  const registered = (await vscode.commands.getCommands(true)).filter(
    (id) => id.startsWith("hearth.") && !isOfView(id),
  );
  assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
});

test("every setting has its default", () => {
  for (const [id, { default: expected }] of Object.entries(contributes.configuration.properties))
    assert.deepEqual(vscode.workspace.getConfiguration().get(id), expected, id);
});

test("the bundle of the extension host is small and requires nothing but the editor, Node and its own parts", () => {
  const bundle = readFileSync("dist/extension.js", "utf8");
  const required = [...bundle.matchAll(/\brequire\("([^"]+)"\)|\bimport\("([^"]+)"\)/g)].map(
    ([, name, imported]) => name ?? imported ?? "",
  );
  assert.ok(required.includes("vscode"));
  const own = /^(?:vscode|\.\/parts\/[\w-]+\.cjs)$/;
  assert.deepEqual(
    required.filter((name) => !own.test(name) && !isBuiltin(name)),
    [],
  );
  assert.ok(statSync("dist/extension.js").size < 1_000_000);
});

test("no file of it makes a copy of the editor's 200 names for itself", () => {
  const bundle = readFileSync("dist/extension.js", "utf8");
  assert.ok(bundle.includes('= require("vscode")'));
  assert.deepEqual(bundle.match(/\w\(require\("vscode"\)\)/g), null);
});
