import * as vscode from "vscode";
import { UserError } from "../../platform/errors.ts";
import type { PlayerWish } from "../../speech/protocol.ts";
import type { Reading } from "../../speech/reader/reading.ts";
import type { ReaderVoice } from "../../speech/reader/sound.ts";
import type { Commands } from "../commands.ts";
import type { ReadingParts } from "./parts.ts";
import { explainAloud } from "./explain.ts";
import type { Mark } from "./mark.ts";
import { addPronunciation } from "./pronounce.ts";
import { saveSpeech } from "./save.ts";
import { isActive } from "./status.ts";
import {
  activeEditor,
  clipboardText,
  commentText,
  fileText,
  looseText,
  problemsText,
  sectionText,
  selectedText,
  type Source,
  terminalText,
  textFromCursor,
} from "./text.ts";

/** What the page's buttons lead to, and the list of voices. */
export type Wishes = Readonly<Record<PlayerWish | "voice", () => Promise<void>>>;

interface Parts extends ReadingParts {
  readonly mark: Mark;
  readonly read: (source: Source, voice?: ReaderVoice) => Promise<void>;
  /** What was read last; undefined before the first. */
  readonly last: () => Reading | undefined;
  readonly wishes: Wishes;
}

export function readingCommands(parts: Parts): Commands {
  const { reader, mark, read, last, wishes } = parts;
  return {
    "hearth.readSelection": async () => read(selectedText()),
    "hearth.readFromCursor": async () => read(textFromCursor()),
    "hearth.readFile": async (uri?: vscode.Uri) => read(await fileText(uri)),
    "hearth.readText": (text: string, title?: string) =>
      read(looseText(text, title ?? vscode.l10n.t("Answer"))),
    "hearth.readComment": async () => read(commentText()),
    "hearth.readSection": async () => read(await sectionText()),
    "hearth.readProblems": async () => read(problemsText()),
    "hearth.readTerminal": async () => read(await terminalText()),
    "hearth.readClipboard": async () => read(await clipboardText()),
    "hearth.explainAloud": () => explainAloud(parts),
    "hearth.pauseReading": () => {
      const state = reader.current()?.state;
      return state === "paused" || state === "finished" ? reader.resume() : reader.pause();
    },
    "hearth.readAgain": async () => read(sourceOf(last())),
    "hearth.stopReading": () => reader.stop(),
    "hearth.nextSentence": () => reader.skip(1),
    "hearth.previousSentence": () => reader.skip(-1),
    "hearth.nextParagraph": wishes.nextParagraph,
    "hearth.previousParagraph": wishes.previousParagraph,
    "hearth.jumpToCursor": async () => jumpToCursor({ reader, mark }),
    "hearth.faster": wishes.faster,
    "hearth.slower": wishes.slower,
    "hearth.chooseVoice": wishes.voice,
    "hearth.addPronunciation": () => addPronunciation(parts),
    "hearth.saveSpeech": async () => {
      const reading = reader.current();
      return saveSpeech(reader, reading && isActive(reading) ? reading : await textToSave());
    },
  };
}

/** What was read, from its beginning. @throws {UserError} nothing was read yet */
function sourceOf(last: Reading | undefined): Source {
  if (!last)
    throw new UserError(vscode.l10n.t("Nothing was read aloud yet. Read something first."));
  const { readable, title, utterances } = last;
  if (readable.text || readable.pieces) return { readable, title };
  // it was spoken while it was being written
  return looseText(utterances.map(({ spoken }) => spoken).join("\n\n"), title);
}

/** The selection, else the whole file. */
const textToSave = (): Source | Promise<Source> =>
  activeEditor().selection.isEmpty ? fileText(undefined) : selectedText();

/** Goes on with the sentence at the cursor. @throws {UserError} what is read does not stand there */
async function jumpToCursor({ reader, mark }: Pick<Parts, "reader" | "mark">): Promise<void> {
  const { document, selection } = activeEditor();
  const sentence = mark.sentenceAt(document.uri.toString(), document.offsetAt(selection.active));
  if (sentence !== undefined) return reader.jump(sentence);
  throw new UserError(
    vscode.l10n.t(
      "What is being read does not stand here. Run Hearth: Read Aloud from Cursor to read from here.",
    ),
  );
}
