import { element } from "../elements.ts";

/** The text as a list of buttons: press one to hear it. One of them is reached by Tab, the others by the arrow keys. */
export interface SentenceList {
  readonly root: HTMLElement;
  /** Another text. */
  fill(sentences: readonly string[]): void;
  /** Marks the sentence that sounds and keeps it in view, until the list is scrolled by hand; a press on a sentence takes it up again. */
  mark(sentence: number | undefined): void;
}

export function openSentences(label: string, jump: (sentence: number) => void): SentenceList {
  const root = element("ol", { class: "sentences", attributes: { "aria-label": label } });
  let buttons: readonly HTMLButtonElement[] = [];
  let marked: HTMLButtonElement | undefined;
  let following = true;

  const reach = (button: HTMLButtonElement | undefined): void => {
    for (const one of root.querySelectorAll<HTMLElement>("[tabindex='0']")) one.tabIndex = -1;
    if (button) button.tabIndex = 0;
  };

  root.addEventListener("click", ({ target }) => {
    const sentence = buttons.findIndex((button) => button === target);
    if (sentence < 0) return;
    following = true;
    jump(sentence);
  });
  for (const scroll of ["wheel", "touchmove"])
    root.addEventListener(scroll, () => (following = false), { passive: true });
  root.addEventListener("keydown", (event) => {
    const to = target(
      event.key,
      buttons.findIndex((one) => one === event.target),
      buttons.length,
    );
    const button = to === undefined ? undefined : buttons[to];
    if (!button) return;
    event.preventDefault();
    following = false;
    reach(button);
    button.focus();
  });

  return {
    root,
    fill(sentences) {
      marked = undefined;
      following = true;
      buttons = sentences.map((text) =>
        element("button", { text, attributes: { type: "button", tabindex: "-1" } }),
      );
      root.replaceChildren(...buttons.map((button) => element("li", {}, button)));
      reach(buttons[0]);
    },
    mark(sentence) {
      const button = sentence === undefined ? undefined : buttons[sentence];
      if (button === marked) return;
      marked?.removeAttribute("aria-current");
      marked = button;
      if (!button) return;
      button.setAttribute("aria-current", "true");
      if (!root.contains(document.activeElement)) reach(button);
      if (following) scrollTo(root, button);
    },
  };
}

/** Brings a button of the list into its view. The page around the list stays, however low it is. */
function scrollTo(list: HTMLElement, { offsetTop, offsetHeight }: HTMLElement): void {
  const bottom = offsetTop + offsetHeight - list.clientHeight;
  list.scrollTop = Math.min(offsetTop, Math.max(bottom, list.scrollTop));
}

/** Where a key leads from button `from` of `count`; undefined when it is no key of the list. */
function target(key: string, from: number, count: number): number | undefined {
  if (from < 0) return undefined;
  if (key === "ArrowDown") return Math.min(count - 1, from + 1);
  if (key === "ArrowUp") return Math.max(0, from - 1);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}
