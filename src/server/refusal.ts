import { homedir } from "node:os";
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

/** An error as clients see it: not longer than is read, and without the name of whoever's machine it is. */
export function toPublicBody(error: unknown): ErrorBody {
  const { message, ...rest } = toErrorBody(error).error;
  return withMessage(rest, message);
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
  const body = toPublicBody(error);
  if (!isPredictorError(error)) return { status: 500, headers: {}, body };
  const { status, retryAfter } = error;
  const headers: Record<string, string> =
    status === 429 ? { "Retry-After": String(Math.ceil(retryAfter ?? 1)) } : {};
  return { status, headers, body };
}

function withMessage(rest: Omit<ErrorBody["error"], "message">, message: string): ErrorBody {
  const text = message.replaceAll(homedir(), "~");
  const short = text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
  return { error: { message: short, ...rest } };
}
