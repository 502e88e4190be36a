import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import type { LeftOut } from "../../search/files/leftOut.ts";
import type { Explanation } from "../../search/protocol.ts";
import type { Search } from "../../search/search.ts";
import { setting } from "../settings.ts";

/** What can be done about a file that is left out. */
interface Remedy {
  readonly label: string;
  run(): Thenable<unknown>;
}

interface Answer {
  readonly text: string;
  readonly remedies: readonly Remedy[];
}

/**
 * Says in plain words why a file is not in the index, or that it is, and offers what can be done about it.
 * @param uri default: the file in the editor
 * @throws {UserError} when there is none
 */
export async function explainFile(
  search: Search,
  uri = vscode.window.activeTextEditor?.document.uri,
): Promise<void> {
  if (uri && uri.scheme !== "file")
    throw new UserError(
      vscode.l10n.t(
        "Only files on a disk are searched, and this is none: save it to a folder that is open.",
      ),
    );
  if (!uri) throw new UserError(vscode.l10n.t("Open the file first that you miss in the search."));
  const explanation = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Looking at the index") },
    () => search.explain(uri.fsPath),
  );
  const name = vscode.workspace.asRelativePath(uri);
  const { text, remedies } = toAnswer(name, explanation);
  const labels = remedies.map(({ label }) => label);
  const choice = await vscode.window.showInformationMessage(text, ...labels);
  await remedies.find(({ label }) => label === choice)?.run();
}

function toAnswer(name: string, explanation: Explanation): Answer {
  switch (explanation.kind) {
    case "waiting":
      return {
        text: vscode.l10n.t("{0} belongs into the search and will be read in a moment.", name),
        remedies: [],
      };
    case "indexed":
      return { text: toKnown(name, explanation), remedies: [] };
    default: {
      const { reason } = explanation;
      const text = vscode.l10n.t("{0} is not searched: {1}", name, toReason(reason));
      return { text, remedies: toRemedies(reason) };
    }
  }
}

function toKnown(name: string, { chunks, meaning }: { chunks: number; meaning: number }): string {
  if (meaning >= chunks) return vscode.l10n.t("{0} is searched by words and by meaning.", name);
  return vscode.l10n.t(
    "{0} is searched by words. By meaning, {1} of its {2} parts are known so far; the rest follows.",
    name,
    meaning,
    chunks,
  );
}

/** The rest of a sentence: why it is left out. */
export function toReason(reason: LeftOut): string {
  const { t } = vscode.l10n;
  switch (reason.why) {
    case "outside":
      return t("it lies in no folder of this workspace.");
    case "missing":
      return t("it is not on the disk, or cannot be read. Save it first.");
    case "not a file":
      return t("it is a folder or a link, not a file.");
    case "ignored":
      return t(
        '"{0}", line {1} of {2}, leaves it out.',
        reason.pattern,
        reason.line + 1,
        vscode.workspace.asRelativePath(reason.file),
      );
    case "excluded":
      return t('"{0}" in the setting {1} leaves it out.', reason.pattern, reason.setting);
    case "skipped folder":
      return t("{0} holds what others wrote or what tools have made.", reason.path);
    case "too large":
      return t(
        "it has {0} KB, and files above {1} KB are left out.",
        inKilobytes(reason.size),
        inKilobytes(reason.most),
      );
    default:
      return toContentReason(reason.why);
  }
}

type ByContent = Exclude<
  LeftOut["why"],
  "outside" | "missing" | "not a file" | "ignored" | "excluded" | "skipped folder" | "too large"
>;

function toContentReason(why: ByContent): string {
  const { t } = vscode.l10n;
  const reasons: Record<ByContent, string> = {
    empty: t("it is empty."),
    "lock file": t("it is a lock file, which a tool writes."),
    secret: t("by its name it holds secrets."),
    minified: t("it is minified: no person wrote its lines."),
    "no text": t("files of its kind hold no text worth finding."),
    binary: t("it is no text."),
    generated: t("its first lines say that a tool has generated it."),
  };
  return reasons[why];
}

const inKilobytes = (bytes: number): number => Math.ceil(bytes / 1024);

/** The largest value that the setting takes, in kilobytes. */
const mostKilobytes = 16_384;

export function toRemedies(reason: LeftOut): readonly Remedy[] {
  const { t } = vscode.l10n;
  switch (reason.why) {
    case "outside":
      return [command(t("Add Folder to Workspace…"), "workbench.action.addRootFolder")];
    case "ignored":
      return [
        exception(reason.path),
        {
          label: t("Open the Line"),
          run: () => {
            const line = new vscode.Position(reason.line, 0);
            const options = { selection: new vscode.Range(line, line) };
            return vscode.window.showTextDocument(vscode.Uri.file(reason.file), options);
          },
        },
      ];
    case "excluded":
      return [exception(reason.path), openSetting(reason.setting)];
    case "too large": {
      const wanted = inKilobytes(reason.size);
      const raise = {
        label: t("Raise the Limit to {0} KB", wanted),
        run: () => update("hearth.search.maxFileSizeKb", wanted),
      };
      return [
        ...(wanted <= mostKilobytes ? [raise] : []),
        openSetting("hearth.search.maxFileSizeKb"),
      ];
    }
    default:
      return [];
  }
}

/** Brings back what was left out, itself or the folder it lies in: an exclusion that begins with "!". */
const exception = (path: string): Remedy => ({
  label: vscode.l10n.t("Search It Anyway"),
  run: () => update("hearth.search.exclude", [...setting("hearth.search.exclude"), `!/${path}`]),
});

const openSetting = (id: string): Remedy =>
  command(vscode.l10n.t("Open the Setting"), "workbench.action.openSettings", `@id:${id}`);

const command = (label: string, id: string, ...args: readonly unknown[]): Remedy => ({
  label,
  run: () => vscode.commands.executeCommand(id, ...args),
});

const update = (key: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Workspace);
