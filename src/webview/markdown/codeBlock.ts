import type { Code } from "mdast";
import { element } from "../elements.ts";
import { ColouredCode } from "./highlight.ts";

const colours = new WeakMap<HTMLElement, ColouredCode>();

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
  const code = element("code", {});
  const coloured = new ColouredCode(code, language);
  coloured.show(node.value);
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
  colours.set(block, coloured);
  return block;
}

/** Replaces the code of a block that `toCodeBlock` made. */
export function growCodeBlock(block: HTMLElement, node: Code): void {
  colours.get(block)?.show(node.value);
}

/** The first word of the info string; "" when there is none. */
const languageOf = ({ lang }: Code): string => /^[^\s{,]*/.exec(lang ?? "")?.[0] ?? "";
