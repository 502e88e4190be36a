import * as vscode from "vscode";
import type { Kind } from "../../predictor/contract/define.ts";
import { setting, type SettingKey } from "../settings.ts";

/** The setting that says which model does a job. */
const defaults = {
  chat: "hearth.chat.model",
  embedding: "hearth.search.model",
  speech: "hearth.speech.model",
} as const satisfies Record<Kind, SettingKey>;

/** In the order in which they are listed. */
export const jobs: readonly Kind[] = ["chat", "embedding", "speech"];

export const jobTitle = (kind: Kind): string =>
  ({
    chat: vscode.l10n.t("Chat"),
    embedding: vscode.l10n.t("Search by meaning"),
    speech: vscode.l10n.t("Read aloud"),
  })[kind];

/** What taking a model for its job is called. */
export const useText = (kind: Kind): string =>
  ({
    chat: vscode.l10n.t("Use It in the Chat"),
    embedding: vscode.l10n.t("Use It for the Search"),
    speech: vscode.l10n.t("Use It to Read Aloud"),
  })[kind];

/** True for the model that the settings name for its job. */
export const isDefault = ({ kind, tag }: { readonly kind: Kind; readonly tag: string }): boolean =>
  setting(defaults[kind]) === tag;

/** Takes a model for its job, in the user's settings. */
export const makeDefault = ({ kind, tag }: { readonly kind: Kind; readonly tag: string }) =>
  store(kind, tag);

/** Back to the model that Hearth starts with. */
export const clearDefault = ({ kind }: { readonly kind: Kind }) => store(kind, undefined);

async function store(kind: Kind, tag: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration()
    .update(defaults[kind], tag, vscode.ConfigurationTarget.Global);
}

export const defaultSettingKeys: readonly SettingKey[] = Object.values(defaults);
