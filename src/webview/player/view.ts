import type { PlayerBeginning, PlayerLabels } from "../../speech/protocol.ts";
import { openControls } from "./controls.ts";
import type { Deck, Shown } from "./deck.ts";
import { toClock } from "./elapsed.ts";
import { toEmptyState } from "./empty.ts";
import { element, fill, pressable } from "../elements.ts";
import { toIcon } from "./icons.ts";
import { startMediaKeys } from "./mediaKeys.ts";
import { startMeter } from "./meter.ts";
import { openSentences } from "./sentences.ts";
import type { Sound } from "./sound.ts";

/** The looks of the player. Draws what it is told; presses go to the deck. */
export interface View {
  show(shown: Shown): void;
}

interface ViewParts {
  readonly labels: PlayerLabels;
  readonly deck: Deck;
  readonly sound: Sound;
  /** A button of the empty page. */
  readonly begin: (what: PlayerBeginning) => Promise<void>;
  readonly root: HTMLElement;
}

/** Fills `root`: at first with what this place is for, then with the reading. */
export function openView({ labels, deck, sound, begin, root }: ViewParts): View {
  const reading = openReading({ labels, deck, sound, begin });
  const keys = startMediaKeys(deck);
  const meter = startMeter({ root, peak: sound.peak, tick: reading.tick });
  root.replaceChildren(toEmptyState(labels, begin));
  addEventListener("keydown", (event) => {
    if (!isToggle(event)) return;
    event.preventDefault();
    deck.toggle();
  });
  return {
    show(shown) {
      if (!reading.root.isConnected) root.replaceChildren(reading.root);
      root.dataset["state"] = shown.state;
      reading.show(shown);
      meter.run(shown.state === "playing");
      keys.show(shown);
    },
  };
}

function openReading({ labels, deck, sound, begin }: Omit<ViewParts, "root">) {
  const title = element("h1", {});
  const enable = openEnable(labels, () => sound.resume());
  const controls = openControls(labels, deck, begin);
  const place = openPlace(labels, deck);
  const note = element("p", { class: "note", attributes: { role: "status" } });
  const sentences = openSentences(labels.sentences, (sentence) => {
    deck.control({ kind: "jump", sentence });
    deck.control({ kind: "resume" });
  });
  let drawn: readonly string[] | undefined;
  return {
    root: element("main", {}, title, place.root, enable.root, controls.root, note, sentences.root),
    tick: place.tick,
    show(shown: Shown): void {
      title.textContent = shown.title;
      enable.show(shown.state === "blocked");
      controls.show(shown);
      place.show(shown);
      if (note.textContent !== (shown.note ?? "")) note.textContent = shown.note ?? "";
      if (shown.sentences !== drawn) sentences.fill((drawn = shown.sentences));
      const over = shown.state === "stopped" || shown.state === "finished";
      sentences.mark(over ? undefined : shown.sentence);
      sentences.markWord(over ? undefined : shown.word);
    },
  };
}

/** "Sentence 3 of 12 · Playing", and the clock. */
function openPlace(labels: PlayerLabels, deck: Deck) {
  const where = element("span", {});
  const state = element("span", { class: "state" });
  const time = element("span", { class: "time" });
  let isOpen = false;
  const tick = (): void => {
    const { heard, total } = deck.elapsed();
    const clock = isOpen ? toClock(heard) : fill(labels.time, toClock(heard), toClock(total));
    time.textContent = total ? clock : "";
  };
  return {
    root: element("p", { class: "place" }, where, state, time),
    tick,
    show({ sentence, sentences, open, state: now }: Shown): void {
      const { length } = sentences;
      isOpen = open;
      const progress = open ? labels.progressOpen : labels.progress;
      where.textContent = length
        ? fill(progress, String(sentence + 1), String(length))
        : labels.writing;
      state.textContent = labels.states[now];
      tick();
    },
  };
}

/** The large button for an editor that lets no sound out before a click in the page. */
function openEnable(labels: PlayerLabels, press: () => void) {
  const button = pressable(
    { class: "enable", press },
    toIcon("sound"),
    document.createTextNode(labels.enableAudio),
  );
  const why = element("p", { text: labels.enableAudioWhy });
  const root = element("div", { attributes: { role: "alert" } });
  return {
    root,
    show(blocked: boolean): void {
      // put in anew each time, so that a screen reader says it
      if (blocked !== root.hasChildNodes()) root.replaceChildren(...(blocked ? [button, why] : []));
    },
  };
}

/** Space plays and pauses wherever it does not press a button already. */
function isToggle(event: KeyboardEvent): boolean {
  const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
  const onButton = event.target instanceof Element && event.target.closest("button") !== null;
  return event.key === " " && !modified && !onButton;
}
