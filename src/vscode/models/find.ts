import * as vscode from "vscode";
import { setTimeout as sleep } from "node:timers/promises";
import type { Hub, HubHit } from "../../models/sources/hubApi.ts";
import { isAbort } from "../../platform/errors.ts";

interface Item extends vscode.QuickPickItem {
  readonly hit?: HubHit;
}

/** Milliseconds without a key before the hub is asked. */
const pause = 350;

/** Searches the hub while somebody types, with `words` to begin with; the repository that was chosen, or undefined when it was left. */
export async function searchHub({
  hub,
  words = "",
  failed,
}: {
  readonly hub: Hub;
  readonly words?: string | undefined;
  readonly failed: (error: unknown) => void;
}): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t("Search the Hub for Chat Models");
  pick.placeholder = vscode.l10n.t("Part of a name, such as qwen coder");
  pick.ignoreFocusOut = true;
  let asking = new AbortController();

  async function ask(typed: string): Promise<void> {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (!typed.trim()) {
      pick.items = [];
      return;
    }
    try {
      await sleep(pause, undefined, { signal });
      pick.busy = true;
      const hits = await hub.search(typed.trim(), signal);
      if (!signal.aborted) pick.items = hits.length ? hits.map(toItem) : [nothing()];
    } catch (error) {
      if (isAbort(error) || signal.aborted) return;
      pick.hide();
      failed(error);
    } finally {
      if (!signal.aborted) pick.busy = false;
    }
  }
  pick.onDidChangeValue((typed) => void ask(typed));
  pick.value = words;
  void ask(words);
  const chosen = await new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => pick.activeItems[0]?.hit && resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  asking.abort();
  pick.dispose();
  return chosen?.hit?.id;
}

const toItem = (hit: HubHit): Item => ({
  label: hit.id,
  description: [
    `$(cloud-download) ${hit.downloads.toLocaleString(vscode.env.language)}`,
    `$(heart) ${hit.likes.toLocaleString(vscode.env.language)}`,
    ...(hit.gated ? [vscode.l10n.t("only when logged in")] : []),
  ].join("  "),
  // the hub has matched it already, perhaps by other words
  alwaysShow: true,
  hit,
});

const nothing = (): Item => ({
  label: vscode.l10n.t("Nothing at the hub is called so"),
  alwaysShow: true,
});
