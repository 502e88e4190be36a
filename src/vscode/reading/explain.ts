import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import { abortError, UserError } from "../../platform/errors.ts";
import type { Calls } from "../../predictor/calls.ts";
import type { Message } from "../../predictor/chatTypes.ts";
import type { Reader } from "../../speech/reader/reader.ts";
import { isEditorModel } from "../chat/editorModels.ts";
import { offerDownload } from "../models/download.ts";
import { codeAtCursor } from "./text.ts";
import { setting } from "../settings.ts";

/** What a small model can take in beside its answer, in UTF-16 units. */
const longest = 6000;
const longestAnswer = 400;

/** For the model, so in the language that models know best. */
const instructions =
  "You explain code to somebody who listens and cannot see it. Speak in short, plain sentences. Say first what the code is for, then how it works, step by step. Use no Markdown, no lists, no code and no symbols; say names as words.";

/**
 * The chat model explains the selection, or the declaration at the cursor, and the voice starts with its first sentence.
 * Stopping the voice stops the model.
 * @throws {UserError} nothing to explain; an AbortError when the model is not here and its offer is declined
 */
export async function explainAloud({
  reader,
  calls,
  models,
}: {
  readonly reader: Reader;
  readonly calls: Pick<Calls, "chat">;
  readonly models: Models;
}): Promise<void> {
  const { readable, title } = await codeAtCursor();
  const code = readable.text.trim().slice(0, longest);
  if (!code)
    throw new UserError(vscode.l10n.t("There is nothing to explain here. Select some code first."));
  const tag = setting("hearth.chat.model");
  if (!isEditorModel(tag) && !(await offerDownload(models, tag))) throw abortError();
  const messages: readonly Message[] = [
    { role: "system", content: instructions },
    { role: "user", content: `Explain this ${readable.languageId}:\n\n${code}` },
  ];
  const call = {
    messages,
    maxTokens: Math.min(longestAnswer, setting("hearth.chat.maxTokens")),
    temperature: setting("hearth.chat.temperature"),
  };
  await reader.follow({
    title: vscode.l10n.t("Explanation of {0}", title),
    async *text(signal) {
      for await (const { choices } of calls.chat(tag, call, signal)) {
        const words = choices[0]?.delta?.content;
        if (words) yield words;
      }
    },
  });
}
