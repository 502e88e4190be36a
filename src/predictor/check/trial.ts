import { messageOf } from "../../platform/errors.ts";
import { collect } from "../../platform/stream.ts";
import type { Calls } from "../calls.ts";
import type { RuleId } from "../contract/rules.ts";
import type { Signature } from "../contract/signature.ts";

/** The predictor under test. */
export interface Subject {
  readonly tag: string;
  readonly signature: Signature;
  /** Checked calls: what breaks a rule throws it. */
  readonly calls: Calls;
  /** Bare calls, whose values nobody checks. */
  readonly run: (
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ) => AsyncIterable<readonly unknown[]>;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** Milliseconds. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export type Verdict = { readonly broken: string } | { readonly skipped: string };
export type Report = (rule: RuleId, verdict: Verdict) => void;

/** One or more calls that show whether some rules are kept: those that are neither reported nor thrown are. */
export interface Trial {
  readonly rules: readonly RuleId[];
  run(report: Report): Promise<void>;
}

/** A5: a call that cannot succeed, then one that must. */
export function failureTrial({ run, signal }: Subject, succeed: () => Promise<unknown>): Trial {
  return {
    rules: ["A5"],
    async run() {
      // whether this fails, and how, is the predictor's own affair
      const senseless = async (): Promise<unknown> => collect(run({}, signal));
      await senseless().catch(() => {});
      try {
        await succeed();
      } catch (error) {
        const message = `after a call without inputs the next one failed: ${messageOf(error)}`;
        throw new Error(message, { cause: error });
      }
    },
  };
}

/** Shorter than this, a call ends before anybody could cancel it. */
const tooQuick = 100;

/**
 * A9: a long call is cancelled early; a short call right after it must not wait for the rest. Between processes the
 * reader is released at once in any case, so only the next call tells whether the work went on.
 */
export function cancelTrial(
  { clock, signal }: Subject,
  calls: { long(signal: AbortSignal): Promise<unknown>; short(): Promise<unknown> },
): Trial {
  const time = async (work: () => Promise<unknown>): Promise<number> => {
    const start = clock.now();
    await work();
    return clock.now() - start;
  };
  return {
    rules: ["A9"],
    async run(report) {
      const never = signal ?? new AbortController().signal;
      const short = await time(() => calls.short());
      const whole = await time(() => calls.long(never));
      if (whole < tooQuick || whole < 4 * short)
        return report("A9", { skipped: "its calls are too quick to be cancelled" });
      const stop = new AbortController();
      const cancelled = calls.long(AbortSignal.any([never, stop.signal])).catch(() => {});
      await clock.sleep(whole / 8);
      stop.abort();
      const after = await time(async () => {
        await cancelled;
        await calls.short();
      });
      if (after > short + whole / 2)
        report("A9", {
          broken: `a call of ${seconds(whole)} was cancelled early, yet the next one had to wait ${seconds(after - short)}`,
        });
    },
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
