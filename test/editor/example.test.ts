import assert from "node:assert/strict";
import { test } from "node:test";
import * as vscode from "vscode";
import type { Named } from "./example/extension.ts";

test("another extension, loaded beside Hearth, answers, compares and speaks with it", async () => {
  const namer = vscode.extensions.getExtension("example.namer");
  assert.ok(namer, "the example is not loaded");
  assert.equal(namer.isActive, false);
  const code = "function add(a, b) { return a + b; }";
  const named = await vscode.commands.executeCommand<Named>("namer.name", code);
  assert.equal(namer.isActive, true);
  assert.match(named.name, /\w/);
  assert.ok(named.likeness > -1 && named.likeness <= 1.0001);
  assert.equal(Buffer.from(named.sound).toString("latin1", 0, 4), "RIFF");
  assert.ok(named.sound.length > 10_000);
});

test("what Hearth refuses reaches the other extension with OpenAI's fields", async () => {
  const hearth = await vscode.extensions.getExtension("hearth.hearth")?.activate();
  const { embeddings } = (hearth as import("../../src/extension.ts").HearthApi).openai;
  const ask = { model: "@hearth/smollm2-135m-instruct", input: "x" };
  await assert.rejects(embeddings.create(ask), { status: 400, code: "incompatible_predictor" });
});
