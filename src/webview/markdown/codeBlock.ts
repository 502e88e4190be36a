import type { Code } from "mdast";
import { element } from "../elements.ts";
import { highlight } from "./highlight.ts";

/** A code block under a bar with its language and `buttons`, which get the code as it is when they are pressed. */
export function toCodeBlock(
  node: Code,
  {
    label,
    buttons,
  }: {
    /** "Code block: {language}" */
    label: (language: string) => string;
    buttons: (code: () => string, language: string) => readonly Node[];
  },
): HTMLElement {
  const language = languageOf(node);
  const code = element("code", {}, ...highlight(node.value, language));
  const bar = element(
    "div",
    { class: "bar" },
    element("span", { class: "language", text: language }),
    ...buttons(() => code.textContent ?? "", language),
  );
  // it scrolls sideways, so the keyboard must be able to reach it
  const pre = element("pre", { attributes: { tabindex: "0" } }, code);
  const block = element("div", { class: "code", attributes: { role: "group" } }, bar, pre);
  block.ariaLabel = label(language);
  return block;
}

/** Replaces the code of a block that `toCodeBlock` made. */
export function growCodeBlock(block: HTMLElement, node: Code): void {
  block.querySelector("code")?.replaceChildren(...highlight(node.value, languageOf(node)));
}

/** The first word of the info string; "" when there is none. */
const languageOf = ({ lang }: Code): string => /^[^\s{,]*/.exec(lang ?? "")?.[0] ?? "";
