import * as vscode from "vscode";
import type { Models } from "../../models/models.ts";
import { abortError, isUserError } from "../../platform/errors.ts";
import type { Manifest } from "../../predictor/manifest.ts";
import type { ReaderVoice } from "../../speech/reader/sound.ts";
import {
  chooseVoice,
  openingOf,
  voicesOf,
  type Candidate,
  type VoiceOption,
} from "../../speech/reader/voice.ts";
import type { CodeStyle, Manner, Pronunciations, Punctuation } from "../../speech/utterance.ts";
import { offerDownload } from "../models/download.ts";
import type { Recommend } from "../models/state.ts";
import { recommendation } from "../models/text.ts";
import { setting, store } from "../settings.ts";

/** Speeds that "faster" and "slower" step through. */
const speeds = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/**
 * The voice that the settings ask for, on this machine: offers its model when it is missing.
 * @throws {UserError} as `chooseVoice`; an AbortError when the offer is declined
 */
export async function currentVoice(models: Models, uri?: string): Promise<ReaderVoice> {
  const { manifest, voice } = chooseVoice(wished(), await candidates(models));
  if (!(await offerDownload(models, manifest.tag))) throw abortError();
  return toReaderVoice({ manifest, voice }, uri);
}

function toReaderVoice({ manifest, voice }: Choice, uri?: string): ReaderVoice {
  const title = voicesOf(manifest).find(({ id }) => id === voice)?.title;
  return {
    tag: manifest.tag,
    voice,
    ...(title !== undefined && { title }),
    languages: manifest.languages,
    speed: setting("hearth.speech.speed"),
    manner: { ...currentManner(uri), ...openingOf(manifest) },
  };
}

/** How the settings want this document put into words: its folder may have pronunciations of its own. */
export function currentManner(uri?: string): Manner {
  const scope = uri === undefined ? undefined : vscode.Uri.parse(uri);
  return {
    style: setting("hearth.speech.codeStyle") as CodeStyle,
    punctuation: setting("hearth.speech.punctuation") as Punctuation,
    pronunciations: texts(setting("hearth.speech.pronunciations", scope)),
  };
}

/** A list that people write by hand may hold anything. */
const texts = (list: object): Pronunciations =>
  Object.fromEntries(Object.entries(list).filter(([, how]) => typeof how === "string"));

/** The next speed up (1) or down (−1) from the one that is set. */
export async function changeSpeed(by: 1 | -1): Promise<void> {
  const now = setting("hearth.speech.speed");
  const next =
    by > 0 ? speeds.find((speed) => speed > now) : speeds.findLast((speed) => speed < now);
  if (next !== undefined) return store("hearth.speech.speed", next);
  const text =
    by > 0
      ? vscode.l10n.t("{0}× is the fastest.", now)
      : vscode.l10n.t("{0}× is the slowest.", now);
  vscode.window.setStatusBarMessage(text, 4_000);
}

interface Choice {
  readonly manifest: Manifest;
  readonly voice: string;
}

interface Item extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

/**
 * Lists every voice by its model; `sample` plays one that is here. Writes the choice into the user's settings, and lets the
 * model get ready: whoever chooses a voice wants to hear it.
 */
export async function pickVoice({
  models,
  recommend,
  prepare,
  sample,
  failed,
}: {
  readonly models: Models;
  readonly recommend: Recommend;
  readonly prepare: (voice: Pick<ReaderVoice, "tag">) => void;
  readonly sample: (voice: ReaderVoice) => Promise<void>;
  readonly failed: (error: unknown) => void;
}): Promise<void> {
  const best = (await recommend("speech"))?.manifest.tag;
  const known = (await candidates(models)).toSorted(
    (a, b) => Number(b.manifest.tag === best) - Number(a.manifest.tag === best),
  );
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = vscode.l10n.t("Choose a Voice");
  pick.placeholder = vscode.l10n.t("Enter takes a voice, the button beside it lets you hear it");
  pick.matchOnDescription = true;
  // the player's view may come up for a sample
  pick.ignoreFocusOut = true;
  pick.items = known.flatMap((one) => toItems(one, one.manifest.tag === best));
  pick.activeItems = activeIn(pick.items, known);
  pick.onDidTriggerItemButton(({ item }) => {
    if (!item.choice) return;
    sample(toReaderVoice(item.choice)).catch(failed);
  });
  const chosen = await new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  pick.dispose();
  if (!chosen?.choice) return;
  const { manifest, voice } = chosen.choice;
  if (!(await offerDownload(models, manifest.tag))) return;
  // no step on the way names a voice that the model of that step lacks
  await store("hearth.speech.voice", "");
  await store("hearth.speech.model", manifest.tag);
  await store("hearth.speech.voice", voice);
  prepare({ tag: manifest.tag });
}

/** `isBest`: its first voice says why it is the one to take. */
function toItems({ manifest, installed }: Candidate, isBest: boolean): Item[] {
  const voices = voicesOf(manifest);
  const starred = isBest ? voices[0] : undefined;
  const licence =
    manifest.licence.id === "unclear" ? vscode.l10n.t("licence unclear") : manifest.licence.id;
  const heading: Item = {
    label: `${manifest.title} · ${licence}`,
    kind: vscode.QuickPickItemKind.Separator,
  };
  const hear = {
    iconPath: new vscode.ThemeIcon("unmute"),
    tooltip: vscode.l10n.t("Hear a Sample"),
  };
  return [
    heading,
    ...voices.map((voice) => ({
      label: voice === starred ? `$(star-full) ${voice.title}` : voice.title,
      ...(voice === starred && { detail: recommendation(manifest).reason }),
      description: [
        ...aboutVoice(voice, manifest),
        ...(voice === starred ? [vscode.l10n.t("recommended for this machine")] : []),
        ...(installed ? [] : [vscode.l10n.t("not downloaded yet")]),
      ].join(" · "),
      choice: { manifest, voice: voice.id },
      buttons: installed ? [hear] : [],
    })),
  ];
}

/** "American English, female", "grade A" */
function aboutVoice(
  { grade, language, sex }: VoiceOption,
  { languages: [usual = "en"] }: Manifest,
): string[] {
  const names = new Intl.DisplayNames([vscode.env.language, "en"], { type: "language" });
  const spoken = names.of(language ?? usual) ?? usual;
  const who = sex === "female" ? vscode.l10n.t("female") : vscode.l10n.t("male");
  return [
    sex ? `${spoken}, ${who}` : spoken,
    ...(grade ? [vscode.l10n.t("grade {0}", grade)] : []),
  ];
}

/** The voice that is in use; none when the settings name one that there is not. */
function activeIn(items: readonly Item[], known: readonly Candidate[]): Item[] {
  try {
    const used = chooseVoice(wished(), known);
    return items.filter(
      ({ choice }) => choice?.manifest === used.manifest && choice.voice === used.voice,
    );
  } catch (error) {
    // this list is where it is put right
    if (isUserError(error)) return [];
    throw error;
  }
}

const wished = () => ({
  model: setting("hearth.speech.model"),
  voice: setting("hearth.speech.voice"),
});

async function candidates(models: Models): Promise<Candidate[]> {
  const speech = (await models.list()).filter(({ kind }) => kind === "speech");
  return Promise.all(
    speech.map(async (manifest) => ({
      manifest,
      installed: (await models.state(manifest)).kind === "installed",
    })),
  );
}
