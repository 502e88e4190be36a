import type { PlayerBeginning, PlayerLabels } from "../../speech/protocol.ts";
import { element, pressable } from "../elements.ts";
import { toIcon } from "./icons.ts";

/** What stands in the page before anything was read: what it is for, how to begin, and the keys. */
export function toEmptyState(
  { emptyTitle, emptyText, emptyButtons, emptyKeys }: PlayerLabels,
  begin: (what: PlayerBeginning) => Promise<void>,
): HTMLElement {
  const button = (what: "file" | "voice", icon: "sound" | "voice"): HTMLButtonElement =>
    pressable(
      { class: `begin ${what}`, press: () => void begin(what) },
      toIcon(icon),
      document.createTextNode(emptyButtons[what]),
    );
  const keys = emptyKeys.flatMap(([combination, does]) => [
    element("dt", {}, element("kbd", { text: named(combination) })),
    element("dd", { text: does }),
  ]);
  return element(
    "main",
    { class: "empty" },
    element("h1", { text: emptyTitle }),
    // the view is often low: what can be done comes first
    element("div", { class: "beginnings" }, button("file", "sound"), button("voice", "voice")),
    element("dl", { class: "keys" }, ...keys),
    ...emptyText.split("\n").map((text) => element("p", { text })),
  );
}

/** Keys as they are called on this machine: the editor may run on another. */
const named = (keys: string): string =>
  /mac/i.test(navigator.platform) ? keys.replace("Ctrl+", "⌘").replace("Alt+", "⌥") : keys;
