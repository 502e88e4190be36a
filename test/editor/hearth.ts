import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { OpenAIClient } from "../../src/openai/types.ts";

export const tags = {
  chat: "@hearth/smollm2-135m-instruct",
  embedding: "@hearth/all-minilm-l6-v2",
  speech: "@hearth/piper-en-us-joe",
} as const;

/** The extension under test. */
export function hearth(): vscode.Extension<{ readonly openai: OpenAIClient }> {
  const found = vscode.extensions.getExtension<{ readonly openai: OpenAIClient }>("hearth.hearth");
  assert.ok(found, "Hearth is not installed in this window");
  return found;
}

/** What other extensions get. */
export async function openai(): Promise<OpenAIClient> {
  return (await hearth().activate()).openai;
}
