import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import { isAbort } from "../../platform/errors.ts";
import type { Calls } from "../../predictor/calls.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { toSignal } from "../cancel.ts";
import { toMessages, toSampling, toTools } from "./messages.ts";
import { toParts } from "./parts.ts";

/** Who the models come from, in the editor's own list of models. */
export const vendor = "hearth";

/** As long as a model has not said how much it can read: what the engine takes without being told otherwise, tokens. */
const usualContext = 8192;

/** The chat models of this machine in the editor's own model picker, for its chat and for other extensions. */
export function offerChatModels({
  models,
  calls,
}: {
  models: Pick<Models, "list" | "state" | "onChange">;
  calls: Pick<Calls, "chat" | "measure">;
}): Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<void>());
  store.add(models.onChange(() => changed.fire()));
  /** As the loaded model says it. */
  const contexts = new Map<string, number>();

  async function measure(tag: string, content: string, signal: AbortSignal): Promise<number> {
    const length = await calls.measure(tag, { messages: [{ role: "user", content }] }, signal);
    // a model that does not count: most write four characters a token
    if (!length) return Math.ceil(content.length / 4);
    if (contexts.get(tag) !== length.contextSize) {
      contexts.set(tag, length.contextSize);
      changed.fire();
    }
    return length.tokens;
  }

  const provider: vscode.LanguageModelChatProvider = {
    onDidChangeLanguageModelChatInformation: changed.event,

    async provideLanguageModelChatInformation() {
      const chat = (await models.list()).filter(({ kind }) => kind === "chat");
      const states = await Promise.all(chat.map((manifest) => models.state(manifest)));
      return chat
        .filter((_, i) => states[i]?.kind === "installed")
        .map((manifest) => toInformation(manifest, contexts.get(manifest.tag)));
    },

    // oxlint-disable-next-line max-params -- the editor's signature
    async provideLanguageModelChatResponse({ id }, messages, options, progress, token) {
      const call = {
        messages: toMessages(messages),
        ...toSampling(options.modelOptions),
        ...toTools(options),
      };
      try {
        for await (const chunk of calls.chat(id, call, toSignal(token)))
          for (const part of toParts(chunk)) progress.report(part);
      } catch (error) {
        throw isAbort(error) ? new vscode.CancellationError() : error;
      }
    },

    async provideTokenCount({ id }, text, token) {
      const content = typeof text === "string" ? text : (toMessages([text])[0]?.content ?? "");
      const signal = toSignal(token);
      // the template around every message is not part of the text
      const [whole, empty] = [await measure(id, content, signal), await measure(id, "", signal)];
      return whole - empty;
    },
  };
  store.add(vscode.lm.registerLanguageModelChatProvider(vendor, provider));
  return store;
}

function toInformation(
  { tag, title, description, engine, host, options }: Manifest,
  context: number | undefined,
): vscode.LanguageModelChatInformation {
  const wanted = options["contextSize"];
  const size = context ?? (typeof wanted === "number" ? wanted : usualContext);
  // question and answer share the context
  const maxOutputTokens = Math.floor(size / 4);
  return {
    id: tag,
    name: title,
    family: tag.replace(/^.*\//, ""),
    version: "1",
    detail: host ? vscode.l10n.t("remote: {0}", host) : vscode.l10n.t("on this machine"),
    tooltip: description,
    maxInputTokens: size - maxOutputTokens,
    maxOutputTokens,
    // the grammar of our own engine keeps calls in form, an endpoint is trusted to; what others can do is known once they
    // are loaded
    capabilities: { toolCalling: engine === "llama" || host !== undefined, imageInput: false },
  };
}
