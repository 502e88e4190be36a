import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import type { SharedConnection } from "../../search/protocol.ts";
import { setting } from "../settings.ts";

/** Where the password lies in the editor's secret storage. */
const secret = "hearth.search.sharedIndex";

/**
 * Where the team's index is now; undefined when none is set, or nothing may leave the machine.
 * @throws {UserError} when the password stands in the settings
 */
export async function sharedConnection(
  secrets: vscode.SecretStorage,
): Promise<SharedConnection | undefined> {
  const url = setting("hearth.search.sharedIndex");
  if (!url || setting("hearth.offline")) return undefined;
  if (URL.parse(url)?.password)
    throw new UserError(
      vscode.l10n.t(
        "Take the password out of hearth.search.sharedIndex: settings are no place for it. Hearth: Set Shared Index Password keeps it safe.",
      ),
    );
  const password = await secrets.get(secret);
  return { url, ...(password && { password }) };
}

/** Asks for the password of the shared index and keeps it; an empty one is forgotten. */
export async function askSharedPassword(secrets: vscode.SecretStorage): Promise<void> {
  const password = await vscode.window.showInputBox({
    title: vscode.l10n.t("Shared Index Password"),
    prompt: vscode.l10n.t(
      "It is kept in the editor's secret storage. Leave it empty to forget it.",
    ),
    password: true,
    ignoreFocusOut: true,
  });
  if (password) await secrets.store(secret, password);
  else if (password === "") await secrets.delete(secret);
}
