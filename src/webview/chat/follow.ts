/** The part of an element that scrolling needs. */
export type Scroller = Pick<HTMLElement, "scrollTop" | "scrollHeight" | "clientHeight">;

/** Keeps the end in view while the content grows, until the person scrolls up; lets itself be caught again at the end. */
export class Follow {
  readonly #scroller: Scroller;
  #following = true;
  #last = 0;

  constructor(scroller: Scroller) {
    this.#scroller = scroller;
  }

  get following(): boolean {
    return this.#following;
  }

  /** After each scroll event, whoever caused it. */
  scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    const left = scrollHeight - clientHeight - scrollTop;
    // upwards lets go at once; content that got shorter also moves up, but stays at its end
    if (scrollTop < this.#last) this.#following = this.#following && left <= 2;
    else if (left <= 24) this.#following = true;
    this.#last = scrollTop;
  }

  /** After the content or the room for it has changed. */
  grown(): void {
    if (this.#following) this.toEnd();
  }

  toEnd(): void {
    this.#following = true;
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#last = this.#scroller.scrollTop;
  }
}
