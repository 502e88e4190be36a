import type { PlayerBeginning, PlayerLabels } from "../../speech/protocol.ts";
import type { Deck, Shown } from "./deck.ts";
import { disable, element, fill, pressable } from "../elements.ts";
import { change, iconButton } from "./buttons.ts";
import { toIcon } from "./icons.ts";

/** The two rows of buttons: where to go in the text, and how it sounds. */
export function openControls(
  labels: PlayerLabels,
  deck: Deck,
  begin: (what: PlayerBeginning) => Promise<void>,
) {
  const transport = openTransport(labels, { deck, again: () => void begin("again") });
  const manner = openManner(labels, { deck, chooseVoice: () => void begin("voice") });
  const root = element(
    "div",
    { class: "controls", attributes: { role: "group", "aria-label": labels.controls } },
    transport.root,
    manner.root,
  );
  return {
    root,
    show(shown: Shown): void {
      transport.show(shown);
      manner.show(shown);
    },
  };
}

function openTransport(
  labels: PlayerLabels,
  { deck, again }: { readonly deck: Deck; readonly again: () => void },
) {
  let sentence = 0;
  let stopped = false;
  const jump = (by: number) => (): void => deck.control({ kind: "jump", sentence: sentence + by });
  const back = iconButton("previousParagraph", labels.previousParagraph, () =>
    deck.wish("previousParagraph"),
  );
  const on = iconButton("nextParagraph", labels.nextParagraph, () => deck.wish("nextParagraph"));
  const previous = iconButton("previous", labels.previous, jump(-1));
  const play = iconButton("pause", labels.pause, () => (stopped ? again() : deck.toggle()));
  const next = iconButton("next", labels.next, jump(1));
  const stop = iconButton("stop", labels.stop, () => deck.control({ kind: "stop" }));
  play.classList.add("primary");
  return {
    root: element("div", { class: "row" }, back, previous, play, next, on, stop),
    show(shown: Shown): void {
      sentence = shown.sentence;
      const { state } = shown;
      stopped = state === "stopped";
      if (stopped || state === "finished") change(play, "again", labels.again);
      else if (state === "paused") change(play, "play", labels.play);
      else change(play, "pause", labels.pause);
      for (const button of [back, previous, on, stop]) disable(button, stopped);
      disable(next, stopped || sentence >= shown.sentences.length - 1);
    },
  };
}

function openManner(
  labels: PlayerLabels,
  { deck, chooseVoice }: { readonly deck: Deck; readonly chooseVoice: () => void },
) {
  const slower = iconButton("slower", labels.slower, () => deck.wish("slower"));
  const faster = iconButton("faster", labels.faster, () => deck.wish("faster"));
  const speed = element("output", { class: "speed" });
  const name = element("span", {});
  const voice = pressable({ class: "voice", press: chooseVoice }, toIcon("voice"), name);
  voice.title = labels.chooseVoice;
  const volume = openVolume(labels.volume, deck);
  return {
    root: element("div", { class: "row" }, slower, speed, faster, voice, volume.root),
    show(shown: Shown): void {
      for (const button of [slower, faster]) disable(button, shown.state === "stopped");
      speed.textContent = fill(labels.speed, String(shown.speed));
      name.textContent = shown.voice;
      volume.show(shown.volume);
      voice.ariaLabel = `${labels.chooseVoice}: ${shown.voice}`;
    },
  };
}

/** The slider sounds while it is moved, and is kept when it is let go. */
function openVolume(label: string, deck: Deck) {
  const slider = element("input", {
    attributes: {
      type: "range",
      min: "0",
      max: "100",
      step: "5",
      "aria-label": label,
      title: label,
    },
  });
  let held = false;
  slider.addEventListener("input", () => {
    held = true;
    deck.control({ kind: "volume", volume: slider.valueAsNumber });
  });
  slider.addEventListener("change", () => {
    held = false;
    deck.setVolume(slider.valueAsNumber);
  });
  return {
    root: element("label", { class: "volume" }, toIcon("sound"), slider),
    show: (volume: number): void => {
      if (!held) slider.valueAsNumber = volume;
    },
  };
}
