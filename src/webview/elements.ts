interface About {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** An element with its children. Texts go in as text, never as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { class: name, text, attributes = {} }: About,
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button. While it is disabled it keeps the focus, so that a keyboard user is not thrown out of the row. */
export function pressable(
  { class: name, press }: { readonly class: string; readonly press: () => void },
  ...children: readonly Node[]
): HTMLButtonElement {
  const button = element("button", { class: name, attributes: { type: "button" } }, ...children);
  button.addEventListener("click", () => {
    if (button.ariaDisabled !== "true") press();
  });
  return button;
}

/** A disabled button can still be reached, so that it can say why it is there. */
export function disable(button: HTMLButtonElement, disabled: boolean): void {
  button.ariaDisabled = String(disabled);
}

/** Sets a text that often stays the same: setting it anew would have the page laid out again. */
export function setText(shown: HTMLElement, text: string): void {
  if (shown.textContent !== text) shown.textContent = text;
}

/** "Sentence {0} of {1}" with its places filled. */
export function fill(label: string, ...parts: readonly string[]): string {
  return label.replace(/\{(\d)\}/g, (_, place: string) => parts[Number(place)] ?? "");
}
