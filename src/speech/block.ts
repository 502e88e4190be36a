import type { Traced } from "../platform/traced.ts";

/** A paragraph, heading, list item, table row or line of code. Nothing in it runs on into the next. */
export interface Block {
  readonly said: Traced;
  /** Silence after it, seconds. */
  readonly pause: number;
  /** It is a heading of this level, 1 … 6. */
  readonly heading?: number;
}
