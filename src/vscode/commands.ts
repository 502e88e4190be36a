import * as vscode from "vscode";
import { diskTrouble } from "../platform/diskTrouble.ts";
import { isAbort, isUserError, messageOf } from "../platform/errors.ts";
import { isPredictorError } from "../predictor/errors.ts";

/** Commands by id, such as "hearth.newChat". What a command returns goes to its caller. */
export type Commands = Readonly<Record<`hearth.${string}`, (...args: never[]) => unknown>>;

/** Tells the person about a failure. `doing` names what failed, for the log. Never throws, never rejects. */
export type Report = (doing: string, error: unknown) => void;

/**
 * The one policy for failures: cancelled work is silent; a message written for people is shown as it is, with
 * "Download…" when a model is missing; anything else is a bug and leads to the log.
 */
export function reportTo({
  log,
  download,
}: {
  log: vscode.LogOutputChannel;
  /** Called with the tag of the missing model. Its own failures are reported the same way. */
  download?: (tag: string) => unknown;
}): Report {
  const report: Report = (doing, error) => {
    if (isAbort(error)) return;
    log.error(`${doing} failed: ${stackOf(error)}`);
    void show(error).then(undefined, (failure: unknown) => report("Showing a message", failure));
  };

  async function show(error: unknown): Promise<void> {
    if (download && isPredictorError(error, "model_not_installed")) {
      const choice = vscode.l10n.t("Download…");
      if ((await vscode.window.showErrorMessage(error.message, choice)) === choice)
        await download(error.tag);
    } else if (isUserError(error)) {
      await vscode.window.showErrorMessage(error.message);
    } else if (diskTrouble(error)) {
      await vscode.window.showErrorMessage(diskTrouble(error) as string);
    } else {
      const choice = vscode.l10n.t("Show Log");
      const text = vscode.l10n.t("Something went wrong. The log says what.");
      if ((await vscode.window.showErrorMessage(text, choice)) === choice) log.show();
    }
  }
  return report;
}

/** Registers every command. A command that fails is reported and gives its caller undefined. */
export function registerCommands(commands: Commands, report: Report): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([id, run]) =>
      vscode.commands.registerCommand(id, async (...args: never[]) => {
        try {
          return await run(...args);
        } catch (error) {
          report(id, error);
          return undefined;
        }
      }),
    ),
  );
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : messageOf(error);
