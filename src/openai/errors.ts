import { isUserError } from "../platform/errors.ts";
import { isPredictorError } from "../predictor/errors.ts";

/** An error as OpenAI writes it on the wire. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: "invalid_request_error" | "rate_limit_error" | "server_error";
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** What is no error for people is a bug: its message stays inside. */
export function toErrorBody(error: unknown): ErrorBody {
  if (isPredictorError(error)) {
    const { message, status, param = null, code } = error;
    return { error: { message, type: typeOf(status), param, code } };
  }
  const message = isUserError(error)
    ? error.message
    : "Something failed inside Hearth; its log says more.";
  return { error: { message, type: "server_error", param: null, code: null } };
}

function typeOf(status: number): ErrorBody["error"]["type"] {
  if (status === 429) return "rate_limit_error";
  return status < 500 ? "invalid_request_error" : "server_error";
}
