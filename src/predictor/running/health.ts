/** A start that died is tried again at once; from the second death on there is a pause, ms, doubled each time. */
const firstPause = 1000;
const longestPause = 30_000;
/** What a predictor went through since Hearth runs. */
export class Health {
  #deaths = 0;
  #lastDeath = 0;

  /** Milliseconds to wait before the next start. `now` in monotonic milliseconds, here and below. */
  pause(now: number): number {
    if (this.#deaths < 2) return 0;
    const pause = Math.min(firstPause * 2 ** (this.#deaths - 2), longestPause);
    return Math.max(0, this.#lastDeath + pause - now);
  }

  started(): void {
    this.#deaths = 0;
  }

  diedWhileStarting(now: number): void {
    this.#deaths++;
    this.#lastDeath = now;
  }

  /** The model was installed anew: what its old files did does not count. */
  reset(): void {
    this.#deaths = 0;
  }
}
