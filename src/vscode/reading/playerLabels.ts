import * as vscode from "vscode";
import type { PlayerLabels } from "../../speech/protocol.ts";

/** The texts of the player page in the editor's language. */
export function playerLabels(): PlayerLabels {
  return {
    emptyTitle: vscode.l10n.t("Listen to your code and texts"),
    emptyText: [
      vscode.l10n.t("Select something in an editor and run Hearth: Read Selection Aloud."),
      vscode.l10n.t("What is being read is marked in the editor, and its sentences stand here."),
    ].join("\n"),
    emptyButtons: {
      file: vscode.l10n.t("Read This File Aloud"),
      voice: vscode.l10n.t("Choose a Voice"),
    },
    emptyKeys: [
      ["Ctrl+Alt+R", vscode.l10n.t("read, pause, go on")],
      ["Ctrl+Alt+.", vscode.l10n.t("next sentence")],
      ["Ctrl+Alt+,", vscode.l10n.t("previous sentence")],
      ["Ctrl+Alt+]", vscode.l10n.t("faster")],
      ["Ctrl+Alt+S", vscode.l10n.t("stop")],
    ],
    enableAudio: vscode.l10n.t("Enable audio"),
    enableAudioWhy: vscode.l10n.t("The editor lets sound out after one click here."),
    controls: vscode.l10n.t("Reading"),
    sentences: vscode.l10n.t("Sentences"),
    previous: vscode.l10n.t("Previous sentence"),
    next: vscode.l10n.t("Next sentence"),
    previousParagraph: vscode.l10n.t("Previous paragraph"),
    nextParagraph: vscode.l10n.t("Next paragraph"),
    volume: vscode.l10n.t("Volume"),
    play: vscode.l10n.t("Play"),
    pause: vscode.l10n.t("Pause"),
    again: vscode.l10n.t("Read again"),
    stop: vscode.l10n.t("Stop"),
    slower: vscode.l10n.t("Slower"),
    faster: vscode.l10n.t("Faster"),
    chooseVoice: vscode.l10n.t("Choose voice"),
    speed: vscode.l10n.t("{0}×"),
    progress: vscode.l10n.t("Sentence {0} of {1}"),
    progressOpen: vscode.l10n.t("Sentence {0}"),
    writing: vscode.l10n.t("The first sentence is being written"),
    time: vscode.l10n.t("{0} / {1}"),
    states: {
      blocked: vscode.l10n.t("Waiting for a click"),
      waiting: vscode.l10n.t("Preparing"),
      playing: vscode.l10n.t("Playing"),
      paused: vscode.l10n.t("Paused"),
      stopped: vscode.l10n.t("Stopped"),
      finished: vscode.l10n.t("Finished"),
    },
  };
}
