import * as vscode from "vscode";
import { checkedMessage, commitLine, commitMessages, plainMessage } from "../../chat/commit.ts";
import { abortError, isAbort, UserError } from "../../platform/errors.ts";
import type { Calls } from "../../predictor/calls.ts";
import { toSignal } from "../cancel.ts";
import { isSmallModel, type ModelFacts } from "./models.ts";

/** As much of the Git extension's API as is needed here. */
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): Git;
}
interface Git {
  readonly repositories: readonly Repository[];
}
interface Repository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  readonly state: { readonly indexChanges: readonly unknown[] };
  diff(staged?: boolean): Promise<string>;
}

interface Writer {
  readonly calls: Pick<Calls, "chat">;
  readonly tag: string;
  readonly models: ModelFacts;
}

/**
 * Writes a commit message for what is staged, else for all changes. It grows in a notification and goes into the box of
 * the source control view when it is whole, so that one undo takes it back; cancelling or failing leaves the box alone.
 * What a model cannot be trusted with is read off the change. @throws {UserError} no repository, no changes
 */
export async function writeCommitMessage(
  { calls, models, tag }: Writer,
  source?: { readonly rootUri?: vscode.Uri },
): Promise<void> {
  const repository = await findRepository(source?.rootUri);
  const diff = await repository.diff(repository.state.indexChanges.length > 0);
  if (!diff.trim())
    throw new UserError(
      vscode.l10n.t(
        "There is nothing to describe: no tracked file has changed. Stage new files first.",
      ),
    );
  // what a small model says of a change is made up: it is not asked
  const plain = (await isSmallModel(tag, models)) ? plainMessage(diff) : "";
  if (plain) {
    repository.inputBox.value = plain;
    tell(vscode.l10n.t("Read off the change: a larger chat model would also say what it is for."));
    return;
  }
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Writing a commit message"),
      cancellable: true,
    },
    async (progress, token) => {
      const report = (message: string): void => progress.report({ message });
      try {
        repository.inputBox.value = await write({ calls, tag, diff, report }, toSignal(token));
      } catch (error) {
        if (!isAbort(error)) throw error;
      }
    },
  );
}

/** In the status bar, for some seconds: nothing that must be closed. */
function tell(text: string): void {
  vscode.window.setStatusBarMessage(`$(sparkle) ${text}`, 8000);
}

interface Writing extends Omit<Writer, "models"> {
  readonly diff: string;
  /** Hears the message as it grows. */
  report(line: string): void;
}

/** @throws {UserError} the model wrote nothing */
async function write({ calls, tag, diff, report }: Writing, signal: AbortSignal): Promise<string> {
  const messages = commitMessages(diff);
  let text = "";
  for await (const chunk of calls.chat(tag, { messages, temperature: 0, maxTokens: 48 }, signal)) {
    text += chunk.choices[0]?.delta?.content ?? "";
    const line = commitLine(text);
    if (line) report(line);
    // one line is the message; what a model adds below it is talk
    if (line && /\n\s*\S/.test(text.trimStart())) break;
  }
  if (signal.aborted) throw abortError();
  const { message, plain } = checkedMessage(text, diff);
  if (plain) tell(vscode.l10n.t("Read off the change: what the model wrote did not fit it."));
  if (message) return message;
  throw new UserError(
    vscode.l10n.t("The model wrote nothing. Try again, or choose a larger model."),
  );
}

/** @throws {UserError} the Git extension is off, or there is no repository */
async function findRepository(root: vscode.Uri | undefined): Promise<Repository> {
  const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
  const found = await extension?.activate();
  const git = found?.enabled ? found.getAPI(1) : undefined;
  const all = git?.repositories ?? [];
  const file = root ?? vscode.window.activeTextEditor?.document.uri;
  const own = all
    .filter(({ rootUri }) => file?.path.startsWith(rootUri.path))
    .sort((a, b) => b.rootUri.path.length - a.rootUri.path.length);
  const repository = own[0] ?? all[0];
  if (!repository)
    throw new UserError(
      vscode.l10n.t("There is no Git repository here. Open a folder that has one, then try again."),
    );
  return repository;
}
