import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Manifest } from "../../src/predictor/manifest.ts";
import { chooseChatModel } from "../../src/vscode/chat/choose.ts";
import * as fake from "../fakes/vscode.ts";

beforeEach(fake.reset);

const manifest = (tag: string, more: Partial<Manifest> = {}): Manifest => ({
  ...{ tag, kind: "chat", engine: "llama", title: tag, description: "For tests." },
  ...{ licence: { id: "MIT" }, languages: ["en"], files: [], memory: 0, options: {} },
  ...more,
});

test("remote models stand apart from those of this machine, under what that means", async () => {
  const all = [manifest("@test/own"), manifest("@team/chat", { host: "llm.example.com" })];
  let shown: string[] = [];
  fake.editor.choices.push((items: readonly unknown[]) => {
    shown = (items as { label: string }[]).map(({ label }) => label);
    return undefined;
  });
  await chooseChatModel({
    list: async () => all,
    state: async () => ({ kind: "installed", bytes: 1 }),
  });
  const at = (label: string): number => shown.findIndex((text) => text.includes(label));
  const order = ["on this machine", "@test/own", "at other machines; what you write goes there"];
  const found = [...order, "@team/chat"].map(at);
  assert.ok(!found.includes(-1), shown.join());
  assert.deepEqual(
    found,
    [...found].sort((a, b) => a - b),
  );
});
