import { element, fill, setText } from "../elements.ts";
import { iconButton } from "./buttons.ts";
import type { PageContext } from "./context.ts";
import { matchesIn } from "./matches.ts";

/** How often a conversation that grows is looked through anew, ms. */
const pause = 300;

/** Marks the places that were found; the one that is looked at apart. */
function mark(ranges: readonly Range[], now: Range | undefined): void {
  // a page in a test has no such thing
  const marks = globalThis.CSS?.highlights as HighlightRegistry | undefined;
  if (!marks) return;
  marks.set("hearth-found", new Highlight(...ranges.filter((range) => range !== now)));
  marks.set("hearth-found-now", new Highlight(...(now ? [now] : [])));
}

/** Looks for words in the conversation that is shown, as the editor does in a file. Hidden until it is opened. */
export class FindBar {
  readonly element: HTMLElement;
  readonly #root: HTMLElement;
  readonly #strings: PageContext["strings"];
  readonly #field: HTMLInputElement;
  readonly #count = element("span", { class: "count", attributes: { role: "status" } });
  #ranges: readonly Range[] = [];
  #now = 0;
  #returnTo: HTMLElement | undefined;
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  constructor({ strings }: PageContext, root: HTMLElement) {
    this.#root = root;
    this.#strings = strings;
    this.#field = element("input", { attributes: { type: "text", placeholder: strings.find } });
    this.#field.ariaLabel = strings.find;
    this.element = element(
      "div",
      { class: "find", attributes: { role: "search" } },
      ...[this.#field, this.#count],
      iconButton("up", strings.findPrevious, () => this.#go(-1)),
      iconButton("down", strings.findNext, () => this.#go(1)),
      iconButton("close", strings.findClose, () => this.close()),
    );
    this.element.hidden = true;
    this.#field.addEventListener("input", () => this.#look(0));
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.#field && !event.isComposing)
        this.#go(event.shiftKey ? -1 : 1);
      else return;
      // neither stops the answer nor sends anything
      event.stopPropagation();
      event.preventDefault();
    });
  }

  /** Keys of the whole page. True when the key was meant for this. */
  press(event: KeyboardEvent): boolean {
    const isFind = event.key.toLowerCase() === "f" && (event.ctrlKey || event.metaKey);
    if (isFind && !event.shiftKey && !event.altKey) this.open();
    else if (event.key === "F3" && !this.element.hidden) this.#go(event.shiftKey ? -1 : 1);
    else return false;
    return true;
  }

  open(): void {
    const { activeElement: active } = document;
    if (this.element.hidden && active instanceof HTMLElement) this.#returnTo = active;
    this.element.hidden = false;
    this.#field.focus();
    this.#field.select();
    this.#look(this.#now);
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    mark([], undefined);
    this.#returnTo?.focus();
    this.#returnTo = undefined;
  }

  /** After the conversation has grown or changed. */
  changed(): void {
    if (this.element.hidden || this.#refreshing !== undefined) return;
    this.#refreshing = setTimeout(() => {
      this.#refreshing = undefined;
      if (!this.element.hidden) this.#find();
    }, pause);
  }

  #go(step: 1 | -1): void {
    const { length } = this.#ranges;
    if (length) this.#look((this.#now + step + length) % length);
  }

  /** Shows the match with this number. */
  #look(number: number): void {
    this.#now = number;
    this.#find();
    const range = this.#ranges[this.#now];
    range?.startContainer.parentElement?.scrollIntoView({ block: "center", inline: "nearest" });
  }

  #find(): void {
    const { version, findNothing } = this.#strings;
    this.#ranges = matchesIn(this.#root, this.#field.value);
    this.#now = Math.max(0, Math.min(this.#now, this.#ranges.length - 1));
    mark(this.#ranges, this.#ranges[this.#now]);
    const count = fill(version, String(this.#now + 1), String(this.#ranges.length));
    setText(this.#count, this.#ranges.length ? count : this.#field.value ? findNothing : "");
  }
}
