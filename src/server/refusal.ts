import { UserError } from "../platform/errors.ts";
import { type ErrorBody, toErrorBody } from "../openai/errors.ts";
import { isPredictorError } from "../predictor/errors.ts";

/** A request that the server does not take, before any predictor hears of it. */
export class Refusal extends UserError {
  override name = "Refusal";
  /** HTTP status. */
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** A failure as it is answered. */
export interface Failure {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
}

/** Longer messages hold somebody's own text. */
const longestMessage = 1000;

/** Refusals and predictors' errors as they are; what is no error for people is a bug, and says nothing about itself. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Refusal) {
    const { status, code, headers } = error;
    const type = status < 500 ? "invalid_request_error" : "server_error";
    return { status, headers, body: withMessage({ type, param: null, code }, error.message) };
  }
  const { message, ...rest } = toErrorBody(error).error;
  const body = withMessage(rest, message);
  if (!isPredictorError(error)) return { status: 500, headers: {}, body };
  const { status, retryAfter } = error;
  const headers: Record<string, string> =
    status === 429 ? { "Retry-After": String(Math.ceil(retryAfter ?? 1)) } : {};
  return { status, headers, body };
}

const withMessage = (rest: Omit<ErrorBody["error"], "message">, message: string): ErrorBody => ({
  error: {
    message: message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message,
    ...rest,
  },
});
