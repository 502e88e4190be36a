import type { Port } from "../../src/platform/channel.ts";

/** Two ends of a pipe inside one process. Messages are cloned and arrive in a later turn, like those of a process. */
export function portPair(): { readonly a: Port; readonly b: Port; close(reason: Error): void } {
  const [left, right] = [new End(), new End()];
  left.other = right;
  right.other = left;
  return {
    a: left,
    b: right,
    close: (reason) => [left, right].forEach((end) => end.close(reason)),
  };
}

class End implements Port {
  other: End | undefined;
  readonly #heard: ((message: unknown) => void)[] = [];
  readonly #closed: ((reason: Error) => void)[] = [];

  post(message: unknown): void {
    const copy: unknown = structuredClone(message);
    const { other } = this;
    queueMicrotask(() => {
      if (other) other.#heard.forEach((hear) => hear(copy));
    });
  }

  listen(onMessage: (message: unknown) => void, onClose: (reason: Error) => void): void {
    this.#heard.push(onMessage);
    this.#closed.push(onClose);
  }

  close(reason: Error): void {
    this.#closed.forEach((close) => close(reason));
  }
}
