import * as vscode from "vscode";
import type { Models } from "../models/models.ts";
import { DisposableStore, type Disposable } from "../platform/disposable.ts";
import type { PlayerWish } from "../speech/protocol.ts";
import type { Reader } from "../speech/reader.ts";
import type { Reading } from "../speech/readerReading.ts";
import type { ReaderVoice } from "../speech/readerSound.ts";
import type { ReadableText } from "../speech/utterance.ts";
import type { Commands, Report } from "./commands.ts";
import type { PlayerView } from "./playerView.ts";
import { openMark } from "./readingMark.ts";
import { saveSpeech } from "./readingSave.ts";
import { isActive, openReadingStatus } from "./readingStatus.ts";
import { fileText, looseText, selectedText, textFromCursor, type Source } from "./readingText.ts";
import { changeSpeed, pickVoice } from "./readingVoice.ts";
import { onSetting } from "./settings.ts";

export interface ReadingParts {
  readonly reader: Reader;
  readonly player: PlayerView;
  readonly models: Models;
  readonly report: Report;
}

/** Read-aloud in the editor: marks what sounds, shows how far it is, answers the page's buttons, and offers the commands. */
export interface EditorReading extends Disposable {
  readonly commands: Commands;
}

export function showReading({ reader, player, models, report }: ReadingParts): EditorReading {
  const store = new DisposableStore();
  const mark = store.add(openMark());
  const status = store.add(openReadingStatus());
  const places = new WeakMap<ReadableText, vscode.Uri>();
  const failed = (error: unknown): void => report("Read aloud", error);
  let marked: Reading["utterances"] | undefined;

  const read = async (source: Source, voice?: ReaderVoice): Promise<void> => {
    if (source.uri) places.set(source.readable, source.uri);
    await reader.read({ ...source, ...(voice && { voice }) });
  };
  const chooseVoice = (): Promise<void> =>
    pickVoice({ models, failed, sample: (voice) => read(sampleText(), voice) });
  const wishes = {
    faster: () => changeSpeed(1),
    slower: () => changeSpeed(-1),
    voice: chooseVoice,
  };

  store.add(
    reader.onChange((reading) => {
      status.show(reading);
      if (reading && reading.utterances !== marked)
        mark.source(places.get(reading.readable), reading.utterances);
      marked = reading?.utterances;
      mark.show(reading && isActive(reading) ? reading.sentence : undefined);
      if (reading?.state === "blocked") player.reveal().catch(failed);
    }),
  );
  store.add(
    reader.onNote((note) => void vscode.window.setStatusBarMessage(`$(warning) ${note}`, 10_000)),
  );
  store.add(reader.onWish((wish) => void wishes[wish]().catch(failed)));
  store.add(
    onSetting(["hearth.speech.model", "hearth.speech.voice", "hearth.speech.speed"], () => {
      if (reader.current()) reader.changeVoice().catch(failed);
    }),
  );
  return { commands: commandsOf({ reader, read, wishes }), dispose: () => store.dispose() };
}

function commandsOf({
  reader,
  read,
  wishes,
}: {
  readonly reader: Reader;
  readonly read: (source: Source) => Promise<void>;
  readonly wishes: Readonly<Record<PlayerWish, () => Promise<void>>>;
}): Commands {
  return {
    "hearth.readSelection": async () => read(selectedText()),
    "hearth.readFromCursor": async () => read(textFromCursor()),
    "hearth.readFile": async (uri?: vscode.Uri) => read(await fileText(uri)),
    "hearth.readText": (text: string, title?: string) =>
      read(looseText(text, title ?? vscode.l10n.t("Answer"))),
    "hearth.pauseReading": () => {
      const state = reader.current()?.state;
      return state === "paused" || state === "finished" ? reader.resume() : reader.pause();
    },
    "hearth.stopReading": () => reader.stop(),
    "hearth.nextSentence": () => reader.skip(1),
    "hearth.previousSentence": () => reader.skip(-1),
    "hearth.faster": wishes.faster,
    "hearth.slower": wishes.slower,
    "hearth.chooseVoice": wishes.voice,
    "hearth.saveSpeech": () => saveSpeech(reader, reader.current() ?? selectedText()),
  };
}

const sampleText = (): Source =>
  looseText(
    vscode.l10n.t("This is how your code sounds: get item at index two."),
    vscode.l10n.t("A sample of the voice"),
  );
