interface MeterParts {
  readonly root: HTMLElement;
  /** The level that comes out now, 0 … 1. */
  readonly peak: () => number;
  /** Called about four times a second while sound runs. */
  readonly tick: () => void;
}

/** Follows the sound while it runs: moves the clock, and writes the level into `data-peak`, where a test can hear it. */
export function startMeter({ root, peak, tick }: MeterParts): { run(running: boolean): void } {
  let frame: number | undefined;
  let ticked = 0;

  function look(now: number): void {
    root.dataset["peak"] = peak().toFixed(3);
    if (now - ticked > 250) {
      ticked = now;
      tick();
    }
    frame = requestAnimationFrame(look);
  }

  return {
    run(running) {
      if (running === (frame !== undefined)) return;
      if (frame !== undefined) cancelAnimationFrame(frame);
      frame = running ? requestAnimationFrame(look) : undefined;
      if (!running) root.dataset["peak"] = "0";
    },
  };
}
