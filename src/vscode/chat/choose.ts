import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import { tagOf } from "./editorModels.ts";
import { vendor } from "./provider.ts";
import { setting } from "../settings.ts";

interface Item extends vscode.QuickPickItem {
  /** Undefined: to the models that are not here yet. */
  readonly tag?: string;
}

/**
 * Lets the person choose which model answers in the chat: one of Hearth's, or one that the editor has from elsewhere.
 * False when they went on to the models that are not here yet.
 */
export async function chooseChatModel(models: Pick<Models, "list" | "state">): Promise<boolean> {
  const current = setting("hearth.chat.model");
  const picked = await vscode.window.showQuickPick(itemsFor(models, current), {
    title: vscode.l10n.t("Which model answers in the chat?"),
    matchOnDescription: true,
  });
  if (!picked) return true;
  if (picked.tag === undefined) {
    await vscode.commands.executeCommand("hearth.manageModels");
    return false;
  }
  await vscode.workspace
    .getConfiguration()
    .update("hearth.chat.model", picked.tag, vscode.ConfigurationTarget.Global);
  return true;
}

async function itemsFor(models: Pick<Models, "list" | "state">, current: string): Promise<Item[]> {
  const separator = (label: string): Item => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const mark = (tag: string): string => (tag === current ? "$(check) " : "");
  const own: Item[] = [];
  const remote: Item[] = [];
  for (const manifest of await models.list()) {
    if (manifest.kind !== "chat" || (await models.state(manifest)).kind !== "installed") continue;
    const { tag, title, description, host } = manifest;
    (host ? remote : own).push({ label: `${mark(tag)}${title}`, detail: description, tag });
  }
  const others = (await vscode.lm.selectChatModels()).filter((model) => model.vendor !== vendor);
  return [
    separator(vscode.l10n.t("on this machine")),
    ...own,
    { label: `$(package) ${vscode.l10n.t("More models for this machine …")}` },
    ...(remote.length
      ? [separator(vscode.l10n.t("at other machines; what you write goes there"))]
      : []),
    ...remote,
    ...(others.length
      ? [separator(vscode.l10n.t("from other extensions; may send your code away"))]
      : []),
    ...others.map((model) => {
      const tag = tagOf(model);
      return { label: `${mark(tag)}${model.name}`, description: model.vendor, tag };
    }),
  ];
}
