import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../platform/disposable.ts";
import { newToken, type Server } from "../server/server.ts";
import type { Commands } from "./commands.ts";
import { setting } from "./settings.ts";

/** Where the token is kept: the editor's own secrets, which no setting or log shows. */
const secretKey = "server token";

export interface ServerUi extends Disposable {
  readonly commands: Commands;
}

/** Starting and stopping the loopback server, and where it is while it runs. Off until somebody starts it. */
export function showServer({
  secrets,
  start,
}: {
  readonly secrets: vscode.SecretStorage;
  readonly start: (options: { readonly port: number; readonly token: string }) => Promise<Server>;
}): ServerUi {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem("hearth.server", vscode.StatusBarAlignment.Right, 10),
  );
  item.name = vscode.l10n.t("Hearth Server");
  // one start at a time: who asks twice gets the same server
  let starting: Promise<Server> | undefined;

  const show = async (server: Server | undefined): Promise<void> => {
    await vscode.commands.executeCommand("setContext", "hearth.serving", Boolean(server));
    if (server) draw(item, server);
    else item.hide();
  };
  const open = async (): Promise<Server> => {
    const { token, isNew } = await tokenIn(secrets);
    const server = await start({ port: setting("hearth.server.port"), token });
    await show(server);
    void tell(server, token, isNew);
    return server;
  };
  const stop = async (): Promise<void> => {
    const running = starting;
    starting = undefined;
    const server = await running?.catch(() => undefined);
    await show(undefined);
    await server?.close();
  };
  store.add({ dispose: () => void stop() });

  return {
    commands: {
      "hearth.startServer": async () => {
        const server = (starting ??= open());
        try {
          await server;
        } catch (error) {
          if (starting === server) starting = undefined;
          throw error;
        }
      },
      "hearth.stopServer": stop,
      "hearth.copyServerUrl": async () => copy((await starting)?.url),
      "hearth.copyServerToken": async () => copy((await tokenIn(secrets)).token),
    },
    dispose: () => store.dispose(),
  };
}

async function tokenIn(
  secrets: vscode.SecretStorage,
): Promise<{ readonly token: string; readonly isNew: boolean }> {
  const known = await secrets.get(secretKey);
  if (known) return { token: known, isNew: false };
  const token = newToken();
  await secrets.store(secretKey, token);
  return { token, isNew: true };
}

function draw(item: vscode.StatusBarItem, { url, port }: Server): void {
  item.text = `$(broadcast) ${port}`;
  item.command = "hearth.copyServerUrl";
  const tooltip = new vscode.MarkdownString();
  const actions = {
    "hearth.copyServerUrl": vscode.l10n.t("Copy URL"),
    "hearth.copyServerToken": vscode.l10n.t("Copy Token"),
    "hearth.stopServer": vscode.l10n.t("Stop"),
  };
  tooltip.isTrusted = { enabledCommands: Object.keys(actions) };
  tooltip.appendMarkdown(vscode.l10n.t("Hearth answers OpenAI's calls at {0}", `\`${url}\``));
  const links = Object.entries(actions).map(([id, label]) => `[${label}](command:${id})`);
  tooltip.appendMarkdown(`\n\n${links.join(" · ")}`);
  item.tooltip = tooltip;
  item.accessibilityInformation = {
    label: vscode.l10n.t("Hearth's server runs at {0}. Copy its address", url),
    role: "button",
  };
  item.show();
}

/** A token is shown the one time it is made; afterwards it can be copied. */
async function tell({ url }: Server, token: string, isNew: boolean): Promise<void> {
  const copyUrl = vscode.l10n.t("Copy URL");
  const copyToken = vscode.l10n.t("Copy Token");
  const message = isNew
    ? vscode.l10n.t("Hearth's server runs at {0}. Its token is {1}", url, token)
    : vscode.l10n.t("Hearth's server runs at {0}", url);
  const answer = await vscode.window.showInformationMessage(message, copyUrl, copyToken);
  if (answer) await copy(answer === copyUrl ? url : token);
}

async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Copied"), 2000);
}
