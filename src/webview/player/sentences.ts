import { element } from "../elements.ts";

/** The text as a list of buttons: press one to hear it. One of them is reached by Tab, the others by the arrow keys. */
export interface SentenceList {
  readonly root: HTMLElement;
  /** Another text, or more of the same. */
  fill(sentences: readonly string[]): void;
  /** Marks the word that sounds, counted from the first of the marked sentence. */
  markWord(word: number | undefined): void;
  /** Marks the sentence that sounds and keeps it in view, until the list is scrolled by hand; a press on a sentence takes it up again. */
  mark(sentence: number | undefined): void;
}

export function openSentences(label: string, jump: (sentence: number) => void): SentenceList {
  const root = element("ol", { class: "sentences", attributes: { "aria-label": label } });
  let known: readonly string[] = [];
  let buttons: readonly HTMLButtonElement[] = [];
  let marked: HTMLButtonElement | undefined;
  let following = true;

  const reach = (button: HTMLButtonElement | undefined): void => {
    for (const one of root.querySelectorAll<HTMLElement>("[tabindex='0']")) one.tabIndex = -1;
    if (button) button.tabIndex = 0;
  };

  root.addEventListener("click", ({ target }) => {
    const pressed = target instanceof Element ? target.closest("button") : null;
    const sentence = buttons.findIndex((button) => button === pressed);
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
      const isMore = known.length > 0 && known.every((text, i) => text === sentences[i]);
      known = sentences;
      const added = sentences
        .slice(isMore ? buttons.length : 0)
        .map((text) => element("button", { text, attributes: { type: "button", tabindex: "-1" } }));
      const items = added.map((button) => element("li", {}, button));
      if (isMore) {
        buttons = [...buttons, ...added];
        return root.append(...items);
      }
      marked = undefined;
      following = true;
      buttons = added;
      root.replaceChildren(...items);
      reach(buttons[0]);
    },
    markWord(word) {
      if (!marked) return;
      const text = marked.textContent ?? "";
      const found = word === undefined ? undefined : [...text.matchAll(/\S+/g)][word];
      if (!found) return marked.replaceChildren(text);
      const end = found.index + found[0].length;
      marked.replaceChildren(
        text.slice(0, found.index),
        element("span", { class: "word", text: found[0] }),
        text.slice(end),
      );
    },
    mark(sentence) {
      const button = sentence === undefined ? undefined : buttons[sentence];
      if (button === marked) return;
      marked?.removeAttribute("aria-current");
      marked?.replaceChildren(marked.textContent ?? "");
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
