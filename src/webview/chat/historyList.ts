import type { Listing, Summary } from "../../chat/protocol.ts";
import { element, fill, pressable } from "../elements.ts";
import { iconButton, textButton } from "./buttons.ts";
import type { PageContext } from "./context.ts";

/** The time of today, the day of this year, else the date. */
export function toDate(changed: number, locale: string, now = new Date()): string {
  const date = new Date(changed);
  if (date.toDateString() === now.toDateString())
    return date.toLocaleTimeString(locale, { timeStyle: "short" });
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  const time = { hour: "numeric", minute: "2-digit" } as const;
  return date.toLocaleString(locale, { month: "short", day: "numeric", ...year, ...time });
}

/** The list of conversations: search, open, rename, delete. Lies over the chat while it is open. */
export class HistoryList {
  readonly element: HTMLElement;
  readonly #context: PageContext;
  readonly #search: HTMLInputElement;
  readonly #list = element("ul", {});
  readonly #note = element("p", { class: "note", attributes: { role: "status" } });
  readonly #onClose: () => void;
  #asked = 0;

  /** `onClose` is called after the list went away. */
  constructor(context: PageContext, onClose: () => void) {
    this.#context = context;
    this.#onClose = onClose;
    const { strings } = context;
    this.#search = element("input", {
      attributes: { type: "search", placeholder: strings.search },
    });
    this.#search.ariaLabel = strings.search;
    this.#search.addEventListener("input", () => void this.#refresh());
    const heading = element("h1", { class: "unseen", text: strings.history });
    const back = iconButton("back", strings.back, () => this.close());
    const top = element("div", { class: "top" }, back, this.#search);
    this.element = element("section", { class: "history" }, heading, top, this.#list, this.#note);
    this.element.ariaLabel = strings.history;
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.stopPropagation();
        this.close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (this.#move(event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
      } else if (event.key === "Enter" && event.target === this.#search && !event.isComposing)
        this.#rows()[0]?.click();
    });
  }

  async open(): Promise<void> {
    this.element.hidden = false;
    this.#search.value = "";
    this.#search.focus();
    await this.#refresh();
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.#onClose();
  }

  #rows(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>(".open")];
  }

  /** From the field into the list, through it and back. False where an arrow means something else. */
  #move(by: 1 | -1): boolean {
    const stops = [this.#search, ...this.#rows()];
    const at = stops.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return false;
    stops[at + by]?.focus();
    return true;
  }

  async #refresh(): Promise<void> {
    const asked = ++this.#asked;
    for await (const listing of this.#context.editor.list({ query: this.#search.value }))
      // only the answer to what stands in the field now
      if (asked === this.#asked) this.#show(listing);
  }

  #show({ conversations, damaged }: Listing): void {
    const { strings } = this.#context;
    this.#list.replaceChildren(...conversations.map((summary) => this.#item(summary)));
    const notes = [];
    if (!conversations.length) notes.push(this.#search.value ? strings.noMatches : strings.noChats);
    if (damaged.length) notes.push(fill(strings.damaged, damaged.join(", ")));
    this.#note.textContent = notes.join(" ");
  }

  #item(summary: Summary): HTMLElement {
    const { strings, editor, run, locale } = this.#context;
    const item = element("li", {});
    const title = element("span", { class: "title", text: summary.title || strings.untitled });
    const date = toDate(summary.changed, locale);
    const { excerpt } = summary;
    const about = excerpt ? [element("span", { class: "excerpt", text: excerpt })] : [];
    const open = pressable(
      {
        class: "open",
        press: () => {
          run(editor.show({ id: summary.id }));
          this.close();
        },
      },
      ...[title, ...about, element("span", { class: "date", text: date })],
    );
    item.append(
      open,
      iconButton("edit", fill(strings.rename, summary.title), () => this.#rename(item, summary)),
      iconButton("delete", fill(strings.delete, summary.title), () => this.#remove(item, summary)),
    );
    return item;
  }

  #rename(item: HTMLElement, { id, title }: Summary): void {
    const { strings, editor } = this.#context;
    const field = element("input", { attributes: { type: "text" } });
    field.value = title;
    field.ariaLabel = strings.newTitle;
    const save = (): void => {
      const next = field.value.trim();
      void this.#after(next && next !== title ? editor.rename({ id, title: next }) : undefined);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) save();
      else if (event.key === "Escape") void this.#after(undefined);
      else return;
      event.stopPropagation();
    });
    const button = textButton({ label: strings.save, kind: "primary" }, save);
    item.replaceChildren(field, button);
    field.select();
    field.focus();
  }

  /** Asks once more, in place, before anything is lost. */
  #remove(item: HTMLElement, { id, title }: Summary): void {
    const { strings, editor } = this.#context;
    const question = element("span", { class: "title", text: fill(strings.deleteSure, title) });
    const yes = textButton({ label: fill(strings.delete, "").trim(), kind: "primary" }, () => {
      void this.#after(editor.remove({ id }));
    });
    const no = textButton({ label: strings.cancel }, () => void this.#after(undefined));
    const answers = element("div", { class: "steps" }, yes, no);
    item.replaceChildren(question, answers);
    no.focus();
  }

  /** Shows the list anew after a change; the focus, whose button is gone, goes to the field. */
  async #after(change: AsyncIterable<void> | undefined): Promise<void> {
    if (change) for await (const _ of change);
    this.#search.focus();
    await this.#refresh();
  }
}
