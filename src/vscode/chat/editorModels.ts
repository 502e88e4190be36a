import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import { PredictorError } from "../../predictor/errors.ts";
import type { Calls, ChatCall } from "../../predictor/calls.ts";
import type { ChatCompletionChunk, FinishReason } from "../../predictor/chatTypes.ts";

/** What the setting says of a model that the editor has from another extension: "vscode:vendor/id". */
const prefix = "vscode:";

/** True for a tag that names a model of the editor, not one of Hearth's. */
export const isEditorModel = (tag: string): boolean => tag.startsWith(prefix);

/** The tag under which the panel knows a model of the editor. */
export const tagOf = ({ vendor, id }: Pick<vscode.LanguageModelChat, "vendor" | "id">): string =>
  `${prefix}${vendor}/${id}`;

/** The model of the editor with this tag; undefined for a model of Hearth's and for one that is not there (any more). */
export async function editorModel(tag: string): Promise<vscode.LanguageModelChat | undefined> {
  if (!isEditorModel(tag)) return undefined;
  const [vendor = "", ...id] = tag.slice(prefix.length).split("/");
  const [found] = await vscode.lm.selectChatModels({ vendor, id: id.join("/") });
  return found;
}

/** The same calls, but models of the editor answer through the editor, which asks the person before it lets us. */
export function withEditorModels(
  calls: Pick<Calls, "chat" | "measure">,
): Pick<Calls, "chat" | "measure"> {
  return {
    async *chat(tag, call, signal) {
      if (isEditorModel(tag) && call.responseFormat) throw withoutForm(tag);
      if (isEditorModel(tag)) yield* ask(await find(tag), tag, { call, signal });
      else yield* calls.chat(tag, call, signal);
    },
    async measure(tag, call, signal) {
      if (!isEditorModel(tag)) return calls.measure(tag, call, signal);
      const model = await find(tag);
      const counts = call.messages.map(({ content }) => model.countTokens(content ?? ""));
      const tokens = (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
      return { tokens, contextSize: model.maxInputTokens };
    },
  };
}

const withoutForm = (tag: string): PredictorError =>
  new PredictorError({
    ...{ code: "unsupported_parameter", tag, param: "response_format" },
    message: "A model of the editor cannot be held to a form. Leave response_format out.",
  });

async function find(tag: string): Promise<vscode.LanguageModelChat> {
  const model = await editorModel(tag);
  if (model) return model;
  throw new UserError(
    vscode.l10n.t(
      "The editor has no model {0} any more. Choose another with Hearth: Choose Chat Model.",
      tag.slice(prefix.length),
    ),
  );
}

/** Sampling is left to the model: the editor does not say what it takes. */
async function* ask(
  model: vscode.LanguageModelChat,
  tag: string,
  { call, signal }: { readonly call: ChatCall; readonly signal: AbortSignal | undefined },
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const cancel = new vscode.CancellationTokenSource();
  const stop = (): void => cancel.cancel();
  signal?.addEventListener("abort", stop, { once: true });
  const about = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000) };
  const chunk = (content: string, reason: FinishReason | null): ChatCompletionChunk => ({
    ...{ object: "chat.completion.chunk", ...about, model: tag },
    choices: [{ index: 0, delta: { content }, finish_reason: reason }],
  });
  try {
    const response = await model.sendRequest(
      call.messages.map(({ role, content }) =>
        role === "assistant"
          ? vscode.LanguageModelChatMessage.Assistant(content ?? "")
          : vscode.LanguageModelChatMessage.User(content ?? ""),
      ),
      {},
      cancel.token,
    );
    for await (const text of response.text) yield chunk(text, null);
    yield chunk("", "stop");
  } catch (error) {
    if (error instanceof vscode.LanguageModelError) throw new UserError(error.message);
    throw error;
  } finally {
    stop();
    cancel.dispose();
    signal?.removeEventListener("abort", stop);
  }
}
