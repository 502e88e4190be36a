import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import { UserError } from "../../platform/errors.ts";
import type { ReaderVoice } from "../../speech/reader/sound.ts";
import type { Report } from "../commands.ts";
import { looseText, type Source } from "./text.ts";
import { currentVoice } from "./voice.ts";

const key = "hearth.speech.pronunciations";

interface Parts {
  readonly models: Models;
  readonly read: (source: Source, voice?: ReaderVoice) => Promise<void>;
  readonly report: Report;
}

/**
 * Asks how the selected word, or the one at the cursor, is said, lets it be heard, and writes it into the user's list or the
 * workspace's.
 */
export async function addPronunciation(parts: Parts): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const word = editor ? wordAt(editor) : await askWord();
  if (word === undefined) return;
  if (!word)
    throw new UserError(
      vscode.l10n.t("Put the cursor on a word, or select what is said wrongly, and try again."),
    );
  const uri = editor?.document.uri;
  const how = await askHow(word, { ...parts, uri });
  if (how === undefined) return;
  const target = await askTarget();
  if (target === undefined) return;
  const configuration = vscode.workspace.getConfiguration(undefined, uri);
  const known = configuration.inspect<Record<string, string>>(key);
  const list =
    (target === vscode.ConfigurationTarget.Global ? known?.globalValue : known?.workspaceValue) ??
    {};
  const { [word]: _, ...others } = list;
  await configuration.update(key, how ? { ...others, [word]: how } : others, target);
  const message = how
    ? vscode.l10n.t("“{0}” is said “{1}” from now on.", word, how)
    : vscode.l10n.t("“{0}” is said as before.", word);
  vscode.window.setStatusBarMessage(`$(unmute) ${message}`, 6000);
}

function wordAt({ document, selection }: vscode.TextEditor): string {
  const range = selection.isEmpty
    ? document.getWordRangeAtPosition(selection.active)
    : new vscode.Range(selection.start, selection.end);
  return range ? document.getText(range).trim().slice(0, 100) : "";
}

const askWord = async (): Promise<string | undefined> =>
  (
    await vscode.window.showInputBox({
      title: vscode.l10n.t("Add a Pronunciation"),
      prompt: vscode.l10n.t("The word that is said wrongly"),
    })
  )?.trim();

/** An input with a button that says the word as it is written there. Empty takes the pronunciation away. */
function askHow(
  word: string,
  { models, read, report, uri }: Parts & { readonly uri: vscode.Uri | undefined },
): Promise<string | undefined> {
  const input = vscode.window.createInputBox();
  const known = vscode.workspace.getConfiguration(undefined, uri).get<Record<string, string>>(key);
  input.title = vscode.l10n.t("How is “{0}” said?", word);
  input.prompt = vscode.l10n.t(
    "Spell it as it sounds, such as “cube control”, or give the sounds in IPA between slashes: /kjˈub kəntɹˈoʊl/. The button beside lets you hear it.",
  );
  input.value = known?.[word] ?? "";
  // the player's view may come up for a sample
  input.ignoreFocusOut = true;
  input.buttons = [{ iconPath: new vscode.ThemeIcon("unmute"), tooltip: vscode.l10n.t("Hear It") }];
  const hear = async (): Promise<void> => {
    const voice = await currentVoice(models, uri?.toString());
    const { [word]: _, ...others } = voice.manner.pronunciations;
    const how = input.value.trim();
    const pronunciations = how ? { ...others, [word]: how } : others;
    await read(looseText(`${word}.`, word), {
      ...voice,
      manner: { ...voice.manner, pronunciations },
    });
  };
  input.onDidTriggerButton(() => {
    hear().catch((error: unknown) => report("Pronunciation", error));
  });
  input.onDidChangeValue((value) => {
    input.validationMessage = problemOf(value);
  });
  return new Promise<string | undefined>((resolve) => {
    input.onDidAccept(() => {
      if (!problemOf(input.value)) resolve(input.value.trim());
    });
    input.onDidHide(() => resolve(undefined));
    input.show();
  }).finally(() => input.dispose());
}

function problemOf(value: string): string | undefined {
  const how = value.trim();
  if (how.startsWith("/") !== how.endsWith("/") || how === "/" || how === "//")
    return vscode.l10n.t("Sounds stand between two slashes, such as /ˈdʒeɪsən/.");
  if (how && !/\p{L}/u.test(how)) return vscode.l10n.t("Write it with letters.");
  return undefined;
}

async function askTarget(): Promise<vscode.ConfigurationTarget | undefined> {
  if (!vscode.workspace.workspaceFolders?.length) return vscode.ConfigurationTarget.Global;
  const chosen = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t("Everywhere"),
        description: vscode.l10n.t("your own settings"),
        target: vscode.ConfigurationTarget.Global,
      },
      {
        label: vscode.l10n.t("In this workspace"),
        description: vscode.l10n.t("for everybody who works on it"),
        target: vscode.ConfigurationTarget.Workspace,
      },
    ],
    { title: vscode.l10n.t("Where does it hold?") },
  );
  return chosen?.target;
}
