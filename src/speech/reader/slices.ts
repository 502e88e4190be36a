import { setTimeout as rest } from "node:timers/promises";
import { abortError } from "../../platform/errors.ts";

/** A part of what is being made, in order. */
export interface Slice<T> {
  readonly items: readonly T[];
  /** Nothing comes after it. */
  readonly isLast: boolean;
}

/** Milliseconds of work in one go, and then of leaving the process and its core to others: a voice is at work too. */
const turn = 15;
const pause = 15;
/** Turns that are handed on together, after the first: who hears of them has work with each. */
const together = 8;

/**
 * Makes things for a moment at a time, so that the process has time for others in between. The first slice comes after one
 * turn and holds something, unless there is nothing at all; the last one may be empty.
 * @throws an AbortError between two turns
 */
export async function* inSlices<T>(
  things: Iterable<T>,
  signal: AbortSignal | undefined,
  now: () => number = () => performance.now(),
): AsyncGenerator<Slice<T>, void, undefined> {
  let items: T[] = [];
  let [began, turns, wanted] = [now(), 0, 1];
  for (const thing of things) {
    items.push(thing);
    if (now() - began < turn) continue;
    if (++turns >= wanted) {
      yield { items, isLast: false };
      [items, turns, wanted] = [[], 0, together];
    }
    await rest(pause);
    if (signal?.aborted) throw abortError();
    began = now();
  }
  yield { items, isLast: true };
}
