import * as vscode from "vscode";
import { DisposableStore, type Disposable } from "../../platform/disposable.ts";
import type { Reading } from "../../speech/reader/reading.ts";

/** Shows in the status bar which sentence sounds, and keeps the context keys hearth.reading and hearth.paused. */
export interface ReadingStatus extends Disposable {
  show(reading: Reading | undefined): void;
}

export function openReadingStatus(): ReadingStatus {
  const store = new DisposableStore();
  const item = store.add(
    vscode.window.createStatusBarItem("hearth.reading", vscode.StatusBarAlignment.Right, 100),
  );
  item.name = vscode.l10n.t("Hearth Read Aloud");
  item.command = "hearth.pauseReading";
  const keys = new Map<string, boolean>();
  const setKey = (key: string, value: boolean): void => {
    if (keys.get(key) === value) return;
    keys.set(key, value);
    void vscode.commands.executeCommand("setContext", key, value);
  };
  return {
    show(reading) {
      const active = reading !== undefined && isActive(reading);
      setKey("hearth.reading", active);
      setKey("hearth.paused", active && reading.state === "paused");
      if (!active) return item.hide();
      const [number, of] = [reading.sentence + 1, reading.utterances.length];
      // nothing is written yet of a text that is still being written, or there is more to come
      const count = of ? `${number}/${reading.open ? "…" : of}` : "…";
      item.text = `$(${iconOf(reading)}) ${count}${isUsual(reading) ? "" : ` · ${speedOf(reading)}×`}`;
      item.tooltip = tooltipOf(reading);
      item.accessibilityInformation = {
        label: labelOf(reading),
      };
      item.show();
    },
    dispose: () => store.dispose(),
  };
}

/** True until the text was heard to its end or stopped. */
export const isActive = ({ state }: Reading): boolean =>
  state !== "finished" && state !== "stopped";

/** The player, which shows the speed, may be out of sight when it is changed by a key. */
const speedOf = ({ voice }: Reading): number => voice.speed;
const isUsual = (reading: Reading): boolean => speedOf(reading) === 1;

function labelOf(reading: Reading): string {
  const place = placeOf(reading);
  return isUsual(reading)
    ? place
    : vscode.l10n.t("{0}, at {1} times the usual speed", place, speedOf(reading));
}

function placeOf({ title, sentence, utterances, open }: Reading): string {
  if (!utterances.length) return vscode.l10n.t("Preparing {0}", title);
  return open
    ? vscode.l10n.t("Reading {0}, sentence {1}", title, sentence + 1)
    : vscode.l10n.t("Reading {0}, sentence {1} of {2}", title, sentence + 1, utterances.length);
}

function iconOf({ state }: Reading): string {
  if (state === "paused") return "debug-pause";
  if (state === "blocked") return "mute";
  return state === "waiting" ? "loading~spin" : "unmute";
}

function tooltipOf({ state, title }: Reading): string {
  if (state === "paused") return vscode.l10n.t("Hearth: paused in {0}. Click to go on.", title);
  if (state === "blocked")
    return vscode.l10n.t("Hearth: click Enable audio in the view Read Aloud to hear {0}.", title);
  return vscode.l10n.t("Hearth reads {0}. Click to pause.", title);
}
