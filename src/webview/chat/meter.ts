import type { Fullness } from "../../chat/protocol.ts";
import { element, fill } from "../elements.ts";
import type { PageContext } from "./context.ts";

/** Time without a key before the tokens are counted, ms. */
const pause = 300;
/** Right after the page opened the model is not even loaded; the window has more urgent things to do then, ms. */
const firstPause = 1000;

/** How full the model's context would be with the question that is being written; nothing when that is not known. */
export class Meter {
  /** "1.2K / 8.2K" with a bar. */
  readonly element = element("span", { class: "meter", attributes: { role: "img" } });
  /** What does not fit, in words. */
  readonly note = element("p", { class: "overflow", attributes: { role: "status" } });
  readonly #context: PageContext;
  readonly #text: () => string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AbortController | undefined;
  #wait = firstPause;

  /** `text` gives the question as it is now. */
  constructor(context: PageContext, text: () => string) {
    this.#context = context;
    this.#text = text;
    this.#show(undefined);
  }

  /** Counts again once nothing has changed for a moment. */
  soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(), this.#wait);
    this.#wait = pause;
  }

  /** Takes away what was counted for another conversation. */
  clear(): void {
    this.#asked?.abort();
    this.#show(undefined);
  }

  async #measure(): Promise<void> {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    let found: Fullness | undefined;
    try {
      for await (const fullness of this.#context.editor.measure(
        { text: this.#text() },
        asked.signal,
      ))
        found = fullness;
    } catch {
      // no figure is better than a wrong one; a model that cannot be loaded says why when it is asked
    }
    if (!asked.signal.aborted) this.#show(found);
  }

  #show(fullness: Fullness | undefined): void {
    this.element.hidden = !fullness;
    const notes = fullness ? this.#notes(fullness) : [];
    this.note.textContent = notes.join(" ");
    this.note.hidden = !notes.length;
    this.note.classList.toggle("failed", Boolean(fullness?.over));
    if (!fullness) return;
    const { strings, locale } = this.#context;
    const { tokens, contextSize } = fullness;
    const share = Math.min(1, tokens / contextSize);
    const short = (count: number): string =>
      count.toLocaleString(locale, { notation: "compact", maximumFractionDigits: 1 });
    const bar = element("span", { class: "bar" }, element("span", {}));
    bar.querySelector("span")!.style.width = `${Math.round(share * 100)}%`;
    const figures = element("span", {
      class: "figures",
      text: `${short(tokens)} / ${short(contextSize)}`,
    });
    const [exact, most] = [tokens, contextSize].map((count) => count.toLocaleString(locale));
    this.element.title = fill(strings.tokens, exact ?? "", most ?? "");
    this.element.ariaLabel = this.element.title;
    this.element.classList.toggle("full", share > 0.75);
    this.element.replaceChildren(bar, figures);
  }

  #notes({ leftOut, cut, over }: Fullness): string[] {
    const { strings, locale } = this.#context;
    if (over) return [fill(strings.tooLong, over.toLocaleString(locale))];
    const notes = [];
    if (leftOut)
      notes.push(leftOut === 1 ? strings.notReadOne : fill(strings.notReadMany, String(leftOut)));
    if (cut) notes.push(strings.willCut);
    return notes;
  }
}
