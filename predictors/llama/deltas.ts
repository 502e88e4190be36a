/** A piece of the answer: visible text or thought, never both. */
export type Delta = { readonly content: string } | { readonly reasoning_content: string };
type Kind = "content" | "reasoning_content";

/** A fast model makes more tokens than a screen can show: pieces that come within this time travel together, ms. */
const batchTime = 16;

/** Gathers pieces of the same kind for 16 ms. The first one leaves at once. */
export class Deltas {
  readonly #send: (delta: Delta) => void;
  #kind: Kind = "content";
  #text = "";
  #lastSent = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (delta: Delta) => void) {
    this.#send = send;
  }

  add(kind: Kind, text: string): void {
    if (!text) return;
    if (kind !== this.#kind) this.flush();
    this.#kind = kind;
    this.#text += text;
    const wait = this.#lastSent + batchTime - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Sends what is there. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#text) return;
    const text = this.#text;
    this.#text = "";
    this.#lastSent = performance.now();
    this.#send(this.#kind === "content" ? { content: text } : { reasoning_content: text });
  }

  /** Forgets what is there. */
  cancel(): void {
    this.#text = "";
    this.flush();
  }
}
