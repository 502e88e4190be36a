import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import type { Reader } from "../../speech/reader/reader.ts";
import type { Reading } from "../../speech/reader/reading.ts";
import { formOf } from "../../speech/reader/soundFile.ts";
import { toSignal } from "../cancel.ts";
import type { Source } from "./text.ts";

/** Asks for a file and writes the speech into it. */
export async function saveSpeech(
  reader: Reader,
  { readable, title, utterances, open }: Source & Partial<Pick<Reading, "utterances" | "open">>,
): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "speech"}.wav`;
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Save Speech"),
    filters: {
      [vscode.l10n.t("WAV, with chapters")]: ["wav"],
      [vscode.l10n.t("FLAC, about half as large")]: ["flac"],
      [vscode.l10n.t("Opus, about a tenth as large")]: ["opus"],
    },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (!target) return;
  if (target.scheme !== "file")
    throw new UserError(
      vscode.l10n.t("Choose a place on a disk: speech is written to a file there."),
    );
  if (!formOf(target.fsPath))
    throw new UserError(
      vscode.l10n.t("Give the file an ending that says what it is to be: .wav, .flac or .opus."),
    );
  const location = vscode.ProgressLocation.Notification;
  const heading = vscode.l10n.t("Saving {0}", title);
  await vscode.window.withProgress(
    { location, title: heading, cancellable: true },
    async (bar, token) => {
      const input = { readable, path: target.fsPath, ...(utterances && !open && { utterances }) };
      for await (const { done, of } of reader.save(input, toSignal(token)))
        bar.report({ increment: 100 / of, message: `${done}/${of}` });
    },
  );
  const show = vscode.l10n.t("Show in Folder");
  const message = vscode.l10n.t("Saved {0}.", target.fsPath);
  if ((await vscode.window.showInformationMessage(message, show)) === show)
    await vscode.commands.executeCommand("revealFileInOS", target);
}
