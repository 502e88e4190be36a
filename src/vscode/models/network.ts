import * as vscode from "vscode";
import type { Ledger, LedgerEntry } from "../../models/ledger.ts";
import { sizeOf } from "../../models/size.ts";
import { setting } from "../settings.ts";

/** Every request that left this machine, newest first, to be searched, copied and cleared. */
export async function showNetworkUse(ledger: Ledger): Promise<void> {
  const pick = vscode.window.createQuickPick();
  pick.placeholder = setting("hearth.offline")
    ? vscode.l10n.t("hearth.offline is on: nothing leaves this machine")
    : vscode.l10n.t("Type to search by host or reason");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const clear = { iconPath: new vscode.ThemeIcon("clear-all"), tooltip: vscode.l10n.t("Clear") };
  const copy = { iconPath: new vscode.ThemeIcon("copy"), tooltip: vscode.l10n.t("Copy as Text") };
  let entries: readonly LedgerEntry[] = [];

  const fill = async (): Promise<void> => {
    entries = (await ledger.entries()).toReversed();
    const received = entries.reduce((sum, { bytes }) => sum + bytes, 0);
    pick.title = entries.length
      ? vscode.l10n.t("Network Use: {0} requests, {1} received", entries.length, sizeOf(received))
      : vscode.l10n.t("Network Use");
    pick.buttons = entries.length ? [copy, clear] : [];
    pick.items = entries.length ? entries.map(toItem) : [nothing()];
  };
  pick.onDidTriggerButton((button) => {
    void (async () => {
      if (button.tooltip === clear.tooltip) await ledger.clear();
      else await vscode.env.clipboard.writeText(entries.map(toLine).join("\n"));
      await fill();
    })();
  });
  // there is nothing to choose
  pick.onDidAccept(() => pick.hide());
  await fill();
  pick.show();
  await new Promise<void>((resolve) => pick.onDidHide(() => resolve()));
  pick.dispose();
}

const toItem = ({ at, host, bytes, why }: LedgerEntry): vscode.QuickPickItem => ({
  label: `$(globe) ${host}`,
  description: `${timeOf(at)} · ${sizeOf(bytes)}`,
  detail: why,
});

const nothing = (): vscode.QuickPickItem => ({
  label: vscode.l10n.t("No request has left this machine"),
  detail: vscode.l10n.t("Downloads of models that you ask for will be listed here."),
});

const toLine = ({ at, host, bytes, why }: LedgerEntry): string =>
  [new Date(at).toISOString(), host, bytes, why].join("\t");

const timeOf = (at: number): string =>
  new Date(at).toLocaleString(vscode.env.language, { dateStyle: "medium", timeStyle: "short" });
