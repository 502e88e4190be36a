import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import { toModelItem } from "../models/pickItem.ts";
import type { ModelRow } from "../models/state.ts";
import { recommendation } from "../models/text.ts";
import type { ModelsView } from "../models/view.ts";
import { setting, store } from "../settings.ts";
import { tagOf } from "./editorModels.ts";
import { vendor } from "./provider.ts";

interface Item extends vscode.QuickPickItem {
  /** What it leads to; none: to the models that are not here yet. */
  readonly choice?: { readonly manifest: Manifest } | { readonly tag: string };
}

interface Parts extends Pick<ModelsView, "recommend" | "use"> {
  readonly models: Pick<Models, "list" | "state">;
}

/**
 * Lets the person choose which model answers in the chat: one of Hearth's, or one that the editor has from elsewhere.
 * False when they went on to the models that are not here yet.
 */
export async function chooseChatModel(parts: Parts): Promise<boolean> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t("Which model answers in the chat?");
  pick.matchOnDescription = true;
  pick.busy = true;
  const fill = (items: readonly Item[]): void => {
    const [before] = pick.activeItems;
    pick.items = items;
    // what comes later must not come under the finger
    const same = before?.choice && items.find((item) => keyOf(item) === keyOf(before));
    if (same) pick.activeItems = [same];
  };
  // which one to take may be known only after a look at the machine
  const filled = itemsFor(parts)
    .then(fill)
    .then(() => parts.recommend("chat"))
    .then(async (best) => fill(await itemsFor(parts, best)))
    .finally(() => (pick.busy = false));
  const chosen = new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  try {
    pick.show();
    const picked = await Promise.race([chosen, filled.then(() => chosen)]);
    if (picked) await take(picked, parts);
    return !picked || picked.choice !== undefined;
  } finally {
    pick.dispose();
  }
}

const keyOf = ({ choice }: Item): string | undefined =>
  choice && ("tag" in choice ? choice.tag : choice.manifest.tag);

async function take({ choice }: Item, { use }: Pick<Parts, "use">): Promise<void> {
  if (!choice) await vscode.commands.executeCommand("hearth.manageModels");
  else if ("manifest" in choice) await use(choice.manifest);
  else await store("hearth.chat.model", choice.tag);
}

async function itemsFor({ models }: Parts, best?: ModelRow): Promise<Item[]> {
  const current = setting("hearth.chat.model");
  const separator = (label: string): Item => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const mark = (tag: string): string => (tag === current ? "$(check) " : "");
  const own: Item[] = best ? [toBestItem(best)] : [];
  const remote: Item[] = [];
  for (const manifest of await models.list()) {
    const { kind, tag, title, description, host } = manifest;
    if (kind !== "chat" || tag === best?.manifest.tag) continue;
    if ((await models.state(manifest)).kind !== "installed") continue;
    const item = { label: `${mark(tag)}${title}`, detail: description, choice: { manifest } };
    (host ? remote : own).push(item);
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
      return { label: `${mark(tag)}${model.name}`, description: model.vendor, choice: { tag } };
    }),
  ];
}

/** As the list of all models has it, with the reason instead of what it is. */
function toBestItem(row: ModelRow): Item {
  const { label, description } = toModelItem(row);
  const { manifest } = row;
  return {
    ...{ label, detail: recommendation(manifest).reason, choice: { manifest } },
    ...(description && { description }),
  };
}
