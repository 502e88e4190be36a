import * as vscode from "vscode";
import { UserError } from "../platform/errors.ts";
import type { Event } from "../platform/event.ts";
import type { Log } from "../platform/log.ts";
import { hostOf, isHere, keyIn, type Remote, toRemotes } from "../remote/remotes.ts";
import type { Reach } from "../remote/request.ts";
import { configuration } from "./configuration.ts";
import { onSetting, setting } from "./settings.ts";

/** The remote predictors that the settings name, and the way to them. */
export interface Remotes {
  readonly remotes: () => readonly Remote[];
  /** A choice of a model, with its host when it is not on this machine. */
  placed<T extends { readonly tag: string }>(chosen: T): T & { readonly host?: string };
  readonly reach: Reach;
  readonly onChange: Event<void>;
  /** Asks for the key of one; an empty one is forgotten. */
  askKey(): Promise<void>;
}

export function openRemotes({
  secrets,
  onRequest,
  log,
}: {
  readonly secrets: vscode.SecretStorage;
  readonly onRequest: Reach["onRequest"];
  readonly log: Log;
}): Remotes {
  let told = "";
  const read = (): ReturnType<typeof toRemotes> => {
    const found = toRemotes(setting("hearth.remotes"));
    const text = found.problems.join("\n");
    if (text && text !== told) log.warn(text);
    told = text;
    return found;
  };
  return {
    remotes: () => read().remotes,
    placed(chosen) {
      const remote = read().remotes.find(({ tag }) => tag === chosen.tag);
      return { ...chosen, ...(remote && !isHere(remote) && { host: hostOf(remote) }) };
    },
    reach: {
      key: async (remote) => (await secrets.get(keyOf(remote))) ?? keyIn(remote, process.env),
      offline: () => setting("hearth.offline"),
      onRequest,
      fetch: configuration.fetch,
    },
    onChange: (listener) => onSetting(["hearth.remotes"], () => listener()),
    async askKey() {
      const { remotes, problems } = read();
      const remote = await pick(remotes, problems);
      if (!remote) return;
      const key = await vscode.window.showInputBox({
        title: vscode.l10n.t("Key of {0}", remote.tag),
        prompt: vscode.l10n.t("It goes to {0} alone. Leave it empty to forget it.", hostOf(remote)),
        password: true,
        ignoreFocusOut: true,
      });
      if (key === undefined) return;
      if (key.trim()) await secrets.store(keyOf(remote), key.trim());
      else await secrets.delete(keyOf(remote));
    },
  };
}

/** Bound to the address: a tag that is pointed elsewhere does not take its key along. */
const keyOf = ({ tag, baseUrl }: Remote): string => `remote ${tag} ${new URL(baseUrl).origin}`;

async function pick(
  remotes: readonly Remote[],
  problems: readonly string[],
): Promise<Remote | undefined> {
  if (!remotes.length)
    throw new UserError(
      problems.join(" ") ||
        vscode.l10n.t("There is no remote predictor yet. Add one to the setting hearth.remotes."),
    );
  if (remotes.length === 1) return remotes[0];
  const items = remotes.map((remote) => ({
    label: remote.tag,
    description: hostOf(remote),
    remote,
  }));
  const placeHolder = vscode.l10n.t("Whose key?");
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.remote;
}
