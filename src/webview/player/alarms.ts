/** Milliseconds that a timer may be early by. */
const early = 2;

interface Clock {
  /** Seconds; stands still while it does not run. */
  readonly now: () => number;
  readonly runs: () => boolean;
}

/** Alarms on a clock that may stand still: each rings once, when the clock has come to its time. */
export function openAlarms(clock: Clock) {
  const waiting = new Map<() => void, ReturnType<typeof setTimeout> | undefined>();

  function set(at: number, ring: () => void): { stop(): void } {
    const check = (): void => {
      clearTimeout(waiting.get(check));
      const wait = (at - clock.now()) * 1000;
      if (clock.runs() && wait <= early) {
        waiting.delete(check);
        ring();
      } else waiting.set(check, clock.runs() ? setTimeout(check, wait) : undefined);
    };
    // never from inside the call that sets it
    waiting.set(check, setTimeout(check, 0));
    return {
      stop: () => {
        clearTimeout(waiting.get(check));
        waiting.delete(check);
      },
    };
  }

  return {
    set,
    /** To be called when the clock has begun to run or stopped. */
    wake: (): void => [...waiting.keys()].forEach((check) => check()),
  };
}
