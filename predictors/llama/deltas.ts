import type { TokenLogprob } from "../../src/predictor/chatTypes.ts";

/** A piece of the answer: visible text or thought, never both. */
export type Delta = { readonly content: string } | { readonly reasoning_content: string };
type Kind = "content" | "reasoning_content";

type Send = (delta: Delta, likely: readonly TokenLogprob[]) => void;

/** A fast model makes more tokens than a screen can show: pieces that come within this time travel together, ms. */
const batchTime = 16;

/** Gathers pieces of the same kind for 16 ms. The first one leaves at once. */
export class Deltas {
  readonly #send: Send;
  #kind: Kind = "content";
  #text = "";
  #likely: TokenLogprob[] = [];
  #lastSent = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(send: Send) {
    this.#send = send;
  }

  /** `likely`: how likely the tokens of the text were, if that is asked for. */
  add(kind: Kind, text: string, likely: readonly TokenLogprob[] = []): void {
    if (!text) return;
    if (kind !== this.#kind) this.flush();
    this.#kind = kind;
    this.#text += text;
    this.#likely.push(...likely);
    const wait = this.#lastSent + batchTime - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  /** Sends what is there. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#text) return;
    const [text, likely] = [this.#text, this.#likely];
    this.#text = "";
    this.#likely = [];
    this.#lastSent = performance.now();
    this.#send(this.#kind === "content" ? { content: text } : { reasoning_content: text }, likely);
  }

  /** Forgets what is there. */
  cancel(): void {
    this.#text = "";
    this.flush();
  }
}
