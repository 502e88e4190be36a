import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Reading } from "../../speech/reader/reading.ts";
import type { ReaderVoice } from "../../speech/reader/sound.ts";
import type { Commands } from "../commands.ts";
import type { ReadingParts } from "./parts.ts";
import { readingCommands, type Wishes } from "./commands.ts";
import { openMark } from "./mark.ts";
import { isActive, openReadingStatus } from "./status.ts";
import { looseText, type Source } from "./text.ts";
import { offerReadTool } from "./tool.ts";
import { changeSpeed, pickVoice } from "./voice.ts";
import { onSetting, setting, store as storeSetting } from "../settings.ts";

/** Read-aloud in the editor: marks what sounds, shows how far it is, answers the page's buttons, and offers the commands. */
export interface EditorReading extends Disposable {
  readonly commands: Commands;
}

export function showReading(parts: ReadingParts): EditorReading {
  const { reader, player, models, prepare, recommend, report } = parts;
  const store = new DisposableStore();
  const mark = store.add(openMark());
  const status = store.add(openReadingStatus());
  const failed = (error: unknown): void => report("Read aloud", error);
  let marked: Pick<Reading, "readable" | "utterances"> | undefined;
  let last: Reading | undefined;

  const read = (source: Source, voice?: ReaderVoice): Promise<void> =>
    reader.read({ ...source, ...(voice && { voice }) });
  const wishes: Wishes = {
    faster: () => changeSpeed(1),
    slower: () => changeSpeed(-1),
    voice: () =>
      pickVoice({
        ...{ models, recommend, prepare, failed },
        sample: (voice) => read(sampleText(), voice),
      }),
    previousParagraph: () => reader.skipParagraph(-1),
    nextParagraph: () => reader.skipParagraph(1),
  };

  store.add(
    reader.onChange((reading) => {
      status.show(reading);
      if (reading && reading.readable !== marked?.readable)
        mark.source(reading.readable.uri, reading.utterances);
      else if (reading && reading.utterances !== marked?.utterances)
        mark.extend(reading.utterances);
      marked = reading;
      last = reading ?? last;
      if (reading && isActive(reading)) mark.show(reading.sentence, reading.word);
      else mark.show(undefined);
      if (reading?.state === "blocked") player.reveal().catch(failed);
    }),
  );
  store.add(
    reader.onNote((note) => void vscode.window.setStatusBarMessage(`$(warning) ${note}`, 10_000)),
  );
  store.add(reader.onWish((wish) => void wishes[wish]().catch(failed)));
  store.add(
    reader.onVolume((volume) => void storeSetting("hearth.speech.volume", volume).catch(failed)),
  );
  store.add(
    onSetting(["hearth.speech.model", "hearth.speech.voice", "hearth.speech.speed"], () => {
      if (reader.current()) reader.changeVoice().catch(failed);
    }),
  );
  store.add(
    onSetting(["hearth.speech.volume"], () => {
      reader.setVolume(setting("hearth.speech.volume")).catch(failed);
    }),
  );
  store.add(offerReadTool({ reader, failed }));
  return {
    commands: readingCommands({ ...parts, mark, read, last: () => last, wishes }),
    dispose: () => store.dispose(),
  };
}

const sampleText = (): Source =>
  looseText(
    vscode.l10n.t("This is how your code sounds: get item at index two."),
    vscode.l10n.t("A sample of the voice"),
  );
