import * as vscode from "vscode";
import type { HearthApi } from "../../src/extension.ts";

/** What another extension may be: a command that names a piece of code in a word, and how like its name is to it. */
export async function nameOf(
  code: string,
): Promise<{ readonly name: string; readonly likeness: number }> {
  const hearth = await vscode.extensions.getExtension<HearthApi>("hearth.hearth")?.activate();
  if (!hearth) throw new Error("Install Hearth first.");
  const { chat, embeddings } = hearth.openai;
  const answer = await chat.completions.create({
    model: "@hearth/smollm2-135m-instruct",
    messages: [{ role: "user", content: `Name this function in one word:\n${code}` }],
    max_completion_tokens: 8,
    temperature: 0,
  });
  const name = answer.choices[0]?.message.content ?? "";
  const { data } = await embeddings.create({
    model: "@hearth/all-minilm-l6-v2",
    input: [name || "nothing", code],
  });
  const [a, b] = data.map(({ embedding }) => embedding as readonly number[]);
  const likeness = (a ?? []).reduce((sum, value, i) => sum + value * (b?.[i] ?? 0), 0);
  return { name, likeness };
}
