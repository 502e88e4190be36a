import type { Disposable } from "../platform/disposable.ts";
import type { Event } from "../platform/event.ts";
import type { ChatLength } from "./chatTypes.ts";
import type { Kind } from "./contract/define.ts";
import type { Signature } from "./contract/signature.ts";

/** Every predictor by its tag, each in a process of its own that is started on first use. */
export interface Predictors extends Disposable {
  /**
   * Refuses a tag that no predictor of this kind has; starts nothing. The error names those that there are.
   * @throws {PredictorError} model_not_found, incompatible_predictor
   */
  expect(kind: Kind, tag: string): Promise<void>;
  /**
   * Starts the predictor if it is not running. Callers that come at the same time share one start; aborting one
   * caller's signal stops the start only when nobody else waits.
   * @throws {PredictorError} model_not_found, model_not_installed, predictor_failed
   */
  load(tag: string, signal?: AbortSignal): Promise<Loaded>;
  /** One prediction: loads if needed, yields positional outputs. Values are taken as they are; see `call.ts` for checked calls. */
  run(
    tag: string,
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ): AsyncIterable<readonly unknown[]>;
  /**
   * How long a conversation would be for a chat predictor; undefined when it cannot say. Loads if needed, and does not
   * wait for predictions that run.
   */
  measure(
    tag: string,
    values: Record<string, unknown>,
    signal?: AbortSignal,
  ): Promise<ChatLength | undefined>;
  /** Ends the process and frees its memory. Open calls fail. */
  unload(tag: string): Promise<void>;
  /** Of every predictor that was ever asked for; others are "absent". */
  states(): ReadonlyMap<string, PredictorState>;
  readonly onState: Event<{ readonly tag: string; readonly state: PredictorState }>;
}

export interface Loaded {
  readonly signature: Signature;
  /** Where it runs, in words. */
  readonly device: string;
  readonly note?: string;
  readonly pid: number;
}

interface Running {
  readonly device: string;
  /** Why it does not run where, or as, it was wished. */
  readonly note?: string;
  readonly pid: number;
}

export type PredictorState =
  | { readonly kind: "absent" }
  | { readonly kind: "loading"; readonly fraction: number }
  | ({ readonly kind: "ready" | "busy" } & Running)
  | { readonly kind: "failed"; readonly reason: string };
