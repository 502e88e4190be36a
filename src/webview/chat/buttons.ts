import { element, pressable } from "../elements.ts";
import { toIcon, type IconName } from "./icons.ts";

/** A button with a picture, whose words are its label and its tooltip. */
export function iconButton(icon: IconName, label: string, press: () => void): HTMLButtonElement {
  const button = pressable({ class: "icon", press }, toIcon(icon));
  button.title = button.ariaLabel = label;
  return button;
}

/** A button with words; "primary" is the one thing to do next. */
export function textButton(
  { label, kind = "secondary", icon }: { label: string; kind?: ButtonKind; icon?: IconName },
  press: () => void,
): HTMLButtonElement {
  const words = element("span", { text: label });
  return pressable({ class: kind, press }, ...(icon ? [toIcon(icon)] : []), words);
}
export type ButtonKind = "primary" | "secondary" | "link";

/** A copy button that says for a moment that it did. */
export function copyButton(
  { copy, copied }: { copy: string; copied: string },
  press: () => void,
): HTMLButtonElement {
  let over: ReturnType<typeof setTimeout> | undefined;
  const look = (icon: IconName, label: string): void => {
    button.replaceChildren(toIcon(icon));
    button.title = button.ariaLabel = label;
  };
  const button = iconButton("copy", copy, () => {
    press();
    look("check", copied);
    clearTimeout(over);
    over = setTimeout(() => look("copy", copy), 1500);
  });
  return button;
}
