import { pressable } from "../elements.ts";
import { toIcon, type IconName } from "./icons.ts";

/** A button with a picture, whose words are its label and its tooltip. */
export function iconButton(icon: IconName, label: string, press: () => void): HTMLButtonElement {
  const button = pressable({ class: "icon", press }, toIcon(icon));
  button.title = button.ariaLabel = label;
  return button;
}

/** Gives a button another picture and other words. */
export function change(button: HTMLButtonElement, icon: IconName, label: string): void {
  if (button.title === label) return;
  button.title = button.ariaLabel = label;
  button.replaceChildren(toIcon(icon));
}
