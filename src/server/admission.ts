import type { Calls } from "../predictor/calls.ts";
import type { Kind } from "../predictor/contract/define.ts";
import { PredictorError } from "../predictor/errors.ts";
import type { Predictors } from "../predictor/predictors.ts";
import { orAbort, Turns } from "../predictor/running/turns.ts";
import type { Limits } from "./limits.ts";

/** The predictors' calls, as one crowd of clients may make them. */
export interface Admission {
  readonly calls: Calls;
  /** Requests that wait for their turn, by model. */
  waiting(): ReadonlyMap<string, number>;
}

/**
 * One request of the server at a time goes to each model, in the order in which they came; the others wait here and not
 * in the predictor's own line, so that the editor's own chat and search never stand behind a crowd. One at a time, because
 * on a processor several conversations evaluated together give no more tokens a second than one (measured with 1 to 8).
 * @throws from each call also {PredictorError} rate_limit_exceeded, model_loading
 */
export function openAdmission({
  calls,
  predictors,
  limits,
}: {
  readonly calls: Calls;
  readonly predictors: Pick<Predictors, "expect" | "load" | "states">;
  readonly limits: Pick<Limits, "waiting" | "loadTime">;
}): Admission {
  const lines = new Map<string, Line>();

  async function enter(
    kind: Kind,
    tag: string,
    signal = new AbortController().signal,
  ): Promise<() => void> {
    await predictors.expect(kind, tag);
    const line = lines.get(tag) ?? { turns: new Turns(), here: 0 };
    if (line.here > limits.waiting) throw crowded(tag, line.here);
    lines.set(tag, line);
    line.here++;
    const leave = (): void => {
      if (--line.here === 0) lines.delete(tag);
    };
    try {
      // before the turn: those who wait for a slow start must not wait for it one after the other
      await ready(tag, signal);
      const endTurn = await line.turns.take(signal);
      return () => {
        endTurn();
        leave();
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Waits a while for the model; it goes on loading for the next try. */
  async function ready(tag: string, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const loading = predictors.load(tag);
    // heard below, or by nobody when the client has left
    loading.catch(() => {});
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), limits.loadTime);
    try {
      await orAbort(orAbort(loading, signal), late.signal);
    } catch (error) {
      if (signal.aborted || !late.signal.aborted) throw error;
      throw stillLoading(tag, predictors, performance.now() - began);
    } finally {
      clearTimeout(timer);
    }
  }

  async function admitted<T>(
    kind: Kind,
    tag: string,
    signal: AbortSignal | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const leave = await enter(kind, tag, signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  return {
    calls: {
      async *chat(tag, call, signal) {
        const leave = await enter("chat", tag, signal);
        try {
          yield* calls.chat(tag, call, signal);
        } finally {
          leave();
        }
      },
      measure: (tag, call, signal) => calls.measure(tag, call, signal),
      embed: (tag, call, signal) =>
        admitted("embedding", tag, signal, () => calls.embed(tag, call, signal)),
      speak: (tag, call, signal) =>
        admitted("speech", tag, signal, () => calls.speak(tag, call, signal)),
    },
    waiting: () => new Map([...lines].map(([tag, { here }]) => [tag, Math.max(0, here - 1)])),
  };
}

interface Line {
  readonly turns: Turns;
  /** Those who wait and the one whose turn it is. */
  here: number;
}

function crowded(tag: string, here: number): PredictorError {
  return new PredictorError({
    code: "rate_limit_exceeded",
    tag,
    message: `${here} requests to ${tag} are at work or wait already. Try again a little later.`,
    retryAfter: 2,
  });
}

/** Says when it may be there, from how far it has come. */
function stillLoading(
  tag: string,
  predictors: Pick<Predictors, "states">,
  elapsed: number,
): PredictorError {
  const state = predictors.states().get(tag);
  const fraction = state?.kind === "loading" ? state.fraction : 0;
  const left = fraction > 0 ? (elapsed * (1 - fraction)) / fraction / 1000 : 5;
  return new PredictorError({
    code: "model_loading",
    tag,
    message: `${tag} is being loaded. Try again in a moment.`,
    retryAfter: Math.min(30, Math.max(1, left)),
  });
}
