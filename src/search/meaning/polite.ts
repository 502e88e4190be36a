import type { Hold } from "../protocol.ts";

/** What is known of the machine and of the person at it. */
export interface Conditions {
  /** Milliseconds since the last key; Infinity when none was pressed. */
  readonly sinceKey: number;
  readonly debugging: boolean;
  readonly onBattery: boolean;
  readonly lowMemory: boolean;
}

/** What waits is asked for, and what the person does not want to be waited for this time. */
export interface Manners {
  readonly waitsFor: readonly Hold[];
  readonly ignored: ReadonlySet<Hold>;
}

/** Somebody who pauses so long has stopped typing. */
export const typingMs = 1500;

/** Whether background work may run now: undefined, or why not. What lasts longest is named first. */
export function holdOf(now: Conditions, { waitsFor, ignored }: Manners): Hold | undefined {
  return holding(now).find((hold) => waitsFor.includes(hold) && !ignored.has(hold));
}

/** All that speaks against it. */
export function holding({ sinceKey, debugging, onBattery, lowMemory }: Conditions): Hold[] {
  const all: Hold[] = [];
  if (onBattery) all.push("battery");
  if (debugging) all.push("debugging");
  if (lowMemory) all.push("memory");
  if (sinceKey < typingMs) all.push("typing");
  return all;
}

/** Bytes that can be had without swapping, and all that this process may ever have. */
export interface Memory {
  readonly available: number;
  readonly total: number;
}

const megabyte = 1024 ** 2;

/** Low is less than 8 % or 512 MB, whichever is less; it is over at half as much again, so that it does not flicker. */
export function isLow({ available, total }: Memory, before: boolean): boolean {
  const least = Math.min(512 * megabyte, 0.08 * total);
  return available < (before ? 1.5 * least : least);
}
