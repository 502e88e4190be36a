import type { Suggestion } from "../../chat/protocol.ts";
import { element, fill } from "../elements.ts";
import { shortName } from "./chips.ts";
import type { PageContext } from "./context.ts";
import { toIcon, type IconName } from "./icons.ts";

const icons: Readonly<Record<Suggestion["kind"], IconName>> = {
  selection: "attach",
  problems: "warning",
  codebase: "search",
  file: "file",
  symbol: "symbol",
  command: "chevron",
};

/**
 * Where "@" begins what stands before the cursor, and what follows it; the same for "/" at the very start, which belongs
 * to the query. Undefined when nothing is being looked for.
 */
export function mentionIn(
  text: string,
  cursor: number,
): { readonly start: number; readonly query: string } | undefined {
  const before = text.slice(0, cursor);
  if (/^\/\w*$/.test(before)) return { start: 0, query: before };
  const found = /(?:^|\s)@([^\s@]*)$/.exec(before);
  const query = found?.[1];
  return query === undefined ? undefined : { start: cursor - query.length - 1, query };
}

const pathOf = ({ label, detail }: Suggestion): string => (detail ? `${detail}/${label}` : label);

/** What stays in the sentence: the name of a file or symbol, so that it can still be read, and nothing of the others. */
function wordsFor(item: Suggestion, among: readonly Suggestion[]): string {
  if (item.kind === "symbol") return item.label;
  if (item.kind !== "file") return "";
  return shortName(pathOf(item), among.filter(({ kind }) => kind === "file").map(pathOf));
}

/** The list that comes up after "@" or "/": the field keeps the focus, the arrows choose, Enter and Tab take, Escape closes. */
export class Completion {
  readonly element = element("ul", {
    class: "suggestions",
    // it scrolls where there is little room
    attributes: { role: "listbox", id: "suggestions", tabindex: "0" },
  });
  /** How many there are, for screen readers; that there are none, for all. */
  readonly status = element("p", { attributes: { role: "status" } });
  readonly #context: PageContext;
  readonly #field: HTMLTextAreaElement;
  #items: readonly Suggestion[] = [];
  #active = 0;
  #asked: AbortController | undefined;
  /** Where the "@" stands for which Escape was pressed. */
  #closedAt: number | undefined;

  constructor(context: PageContext, field: HTMLTextAreaElement) {
    this.#context = context;
    this.#field = field;
    this.element.ariaLabel = context.strings.suggestions;
    this.element.hidden = true;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.addEventListener("blur", () => this.close());
  }

  /** After each change of the text or the cursor. */
  follow(): void {
    const mention = this.#mention();
    if (mention?.start !== this.#closedAt) this.#closedAt = undefined;
    if (!mention || this.#closedAt !== undefined) this.close();
    else void this.#suggest(mention.query);
  }

  /** True when the key was meant for the list. */
  press({ key, shiftKey, isComposing }: KeyboardEvent): boolean {
    if (this.element.hidden || isComposing || shiftKey) return false;
    if (key === "ArrowDown" || key === "ArrowUp") this.#move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Enter" || key === "Tab") return this.#take(this.#active);
    else if (key === "Escape") {
      this.#closedAt = this.#mention()?.start;
      this.close();
    } else return false;
    return true;
  }

  /** Runs the command that `text` names, for whoever is quicker than the list. False when it names none. */
  async runExactly(text: string): Promise<boolean> {
    if (!/^\/\w+$/.test(text)) return false;
    const { editor, perform } = this.#context;
    for await (const items of editor.suggest({ query: text }))
      if (items.some(({ label }) => label === text)) {
        perform({ kind: "command", label: text });
        return true;
      }
    return false;
  }

  close(): void {
    this.#asked?.abort();
    this.#items = [];
    this.#show();
  }

  #mention(): ReturnType<typeof mentionIn> {
    return mentionIn(this.#field.value, this.#field.selectionStart ?? 0);
  }

  async #suggest(query: string): Promise<void> {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    try {
      for await (const items of this.#context.editor.suggest({ query }, asked.signal)) {
        if (asked.signal.aborted) return;
        this.#items = items;
        this.#active = 0;
        if (items.length) this.#show(true);
      }
      // a path may begin with a slash too
      if (!asked.signal.aborted) this.#show(this.#items.length > 0 || !query.startsWith("/"));
    } catch {
      // the next key asks again
    }
  }

  #show(open = false): void {
    const { strings } = this.#context;
    this.element.hidden = !open || !this.#items.length;
    this.status.className = open && !this.#items.length ? "suggestions" : "unseen";
    this.element.replaceChildren(...this.#items.map((item, i) => this.#toItem(item, i)));
    this.status.textContent = open
      ? this.#items.length
        ? fill(strings.suggestionCount, String(this.#items.length))
        : strings.noSuggestions
      : "";
    this.#field.toggleAttribute("aria-controls", !this.element.hidden);
    if (!this.element.hidden) this.#field.setAttribute("aria-controls", "suggestions");
    this.#mark();
  }

  #toItem({ kind, label, detail }: Suggestion, index: number): HTMLElement {
    const path = kind === "file" || kind === "symbol";
    const item = element(
      "li",
      { attributes: { role: "option", id: `suggestion-${index}` } },
      toIcon(icons[kind]),
      element("span", { class: "name", text: label }),
      element("span", { class: path ? "detail path" : "detail" }, element("bdi", { text: detail })),
    );
    item.title = detail;
    item.addEventListener("pointerdown", (event) => {
      // the field keeps the focus
      event.preventDefault();
      this.#take(index);
    });
    return item;
  }

  #move(by: number): void {
    this.#active = (this.#active + by + this.#items.length) % this.#items.length;
    this.#mark();
  }

  #mark(): void {
    [...this.element.children].forEach((item, i) => {
      item.setAttribute("aria-selected", String(i === this.#active));
    });
    const active = this.element.children[this.#active];
    if (active) {
      this.#field.setAttribute("aria-activedescendant", active.id);
      active.scrollIntoView?.({ block: "nearest" });
    } else this.#field.removeAttribute("aria-activedescendant");
  }

  #take(index: number): boolean {
    const item = this.#items[index];
    const mention = this.#mention();
    if (!item || !mention) return false;
    const end = this.#field.selectionStart;
    const space = /\S|^$/.test(this.#field.value.charAt(end)) ? " " : "";
    const words = wordsFor(item, this.#items);
    this.#field.setRangeText(words && words + space, mention.start, end, "end");
    this.close();
    const { run, editor, perform } = this.#context;
    if (item.kind === "command") perform({ kind: "command", label: item.label });
    else run(editor.add(item));
    this.#field.dispatchEvent(new Event("input"));
    return true;
  }
}
