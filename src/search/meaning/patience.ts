import { abortError } from "../../platform/errors.ts";
import { onBattery, readMemory } from "./machine.ts";
import { holding, holdOf, isLow, typingMs } from "./polite.ts";
import type { Hold } from "../protocol.ts";

/** The machine is looked at so often while work goes on or waits. Windows starts a program for it. */
const lookMs = process.platform === "win32" ? 60_000 : 5000;

/** Lets background work wait while it would disturb. */
export class Patience {
  readonly #onChange: () => void;
  #waitsFor: readonly Hold[] = [];
  readonly #ignored = new Set<Hold>();
  #keyAt = -Infinity;
  #debugging = false;
  #onBattery = false;
  #lowMemory = false;
  #lookedAt = -Infinity;
  #told: Hold | undefined;
  #wake = new Set<() => void>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Why work waits now, if it does. */
  get hold(): Hold | undefined {
    return holdOf(this.#conditions(), { waitsFor: this.#waitsFor, ignored: this.#ignored });
  }

  waitFor(holds: readonly Hold[]): void {
    this.#waitsFor = holds;
    this.#changed();
  }

  /** A key was pressed just now. */
  typed(): void {
    this.#keyAt = Date.now();
  }

  debugging(now: boolean): void {
    this.#debugging = now;
    this.#changed();
  }

  /** Does not wait for what holds now, until it is over. */
  goOn(): void {
    for (const hold of holding(this.#conditions())) if (hold !== "typing") this.#ignored.add(hold);
    this.#changed();
  }

  /** Resolves as soon as nothing holds. @throws {AbortError} */
  async free(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#look();
      if (signal.aborted) throw abortError();
      const { hold } = this;
      if (hold !== this.#told) {
        this.#told = hold;
        this.#onChange();
      }
      if (!hold) return;
      await this.#rest(hold === "typing" ? this.#keyAt + typingMs - Date.now() : lookMs, signal);
    }
  }

  /** A while, or until something changes. */
  #rest(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        this.#wake.delete(done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(ms, 1));
      signal.addEventListener("abort", done);
      this.#wake.add(done);
    });
  }

  async #look(): Promise<void> {
    if (!this.#waitsFor.length || Date.now() - this.#lookedAt < lookMs) return;
    this.#lookedAt = Date.now();
    const [battery, memory] = await Promise.all([onBattery(), readMemory()]);
    this.#onBattery = battery;
    this.#lowMemory = isLow(memory, this.#lowMemory);
    this.#forgive();
  }

  #conditions() {
    return {
      sinceKey: Date.now() - this.#keyAt,
      debugging: this.#debugging,
      onBattery: this.#onBattery,
      lowMemory: this.#lowMemory,
    };
  }

  /** What is over is waited for the next time. */
  #forgive(): void {
    const now = new Set(holding(this.#conditions()));
    for (const hold of this.#ignored) if (!now.has(hold)) this.#ignored.delete(hold);
  }

  #changed(): void {
    this.#forgive();
    for (const wake of [...this.#wake]) wake();
    this.#onChange();
  }
}
