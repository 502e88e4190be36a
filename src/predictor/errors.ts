import { UserError } from "../platform/errors.ts";
import type { RuleId } from "./contract/rules.ts";

/** Each code and its HTTP status. */
export const statuses = {
  model_not_found: 404,
  /** The model is known, but its files are not on this machine yet. */
  model_not_installed: 404,
  incompatible_predictor: 400,
  unsupported_parameter: 400,
  invalid_value: 400,
  context_length_exceeded: 400,
  model_loading: 429,
  /** Too many wait already, here or at a remote endpoint. */
  rate_limit_exceeded: 429,
  predictor_failed: 500,
} as const;
export type PredictorErrorCode = keyof typeof statuses;

/** What went wrong with a predictor, for people and for programs. Keeps its fields across processes. */
export class PredictorError extends UserError {
  override name = "PredictorError";
  readonly code: PredictorErrorCode;
  /** HTTP status. */
  readonly status: number;
  readonly tag: string;
  /** The request field that is at fault. */
  readonly param: string | undefined;
  /** The rule of the contract that the predictor broke. */
  readonly rule: RuleId | undefined;
  /** Seconds after which it is worth another try. */
  readonly retryAfter: number | undefined;

  constructor({
    code,
    tag,
    message,
    param,
    rule,
    retryAfter,
  }: {
    code: PredictorErrorCode;
    tag: string;
    message: string;
    param?: string | undefined;
    rule?: RuleId | undefined;
    retryAfter?: number | undefined;
  }) {
    super(message);
    this.code = code;
    this.status = statuses[code];
    this.tag = tag;
    this.param = param;
    this.rule = rule;
    this.retryAfter = retryAfter;
  }
}

/** True also for an error that came from another process. */
export function isPredictorError(
  error: unknown,
  code?: PredictorErrorCode,
): error is PredictorError {
  return (
    error instanceof Error &&
    error.name === "PredictorError" &&
    (!code || (error as PredictorError).code === code)
  );
}
