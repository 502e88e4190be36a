/**
 * A stream that is filled by hand: `push` items, then `end` or `fail`. One reader.
 * Items pushed before a failure are still read; the failure comes after them.
 */
export class Feed<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #over: { readonly failure?: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #onLeave: (() => void) | undefined;

  /** `onLeave` runs when the reader stops before the end. */
  constructor(onLeave?: () => void) {
    this.#onLeave = onLeave;
  }

  push(item: T): void {
    if (this.#over) return;
    this.#items.push(item);
    this.#wake?.();
  }

  end(): void {
    this.#over ??= {};
    this.#wake?.();
  }

  fail(failure: unknown): void {
    this.#over ??= { failure };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    let finished = false;
    try {
      for (;;) {
        while (this.#items.length) yield this.#items.shift() as T;
        if (this.#over) {
          finished = true;
          if ("failure" in this.#over) throw this.#over.failure;
          return;
        }
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      if (!finished) this.#onLeave?.();
    }
  }
}

/** The last item of a stream. @throws {Error} when the stream is empty. */
export async function last<T>(stream: AsyncIterable<T>): Promise<T> {
  let found: { item: T } | undefined;
  for await (const item of stream) found = { item };
  if (!found) throw new Error("The stream ended without an answer.");
  return found.item;
}

/** All items of a stream, in order. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
