/** A failure whose message is written for the person using Hearth and says what to do next. Any other error is a bug. */
export class UserError extends Error {
  override name = "UserError";
  /** Stays true when the error has crossed a process boundary and lost its class. */
  readonly forUser = true;
}

export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && (error as Partial<UserError>).forUser === true;
}

/** True when work stopped because somebody asked for it: never shown, never logged as a failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === "AbortError" || error.name === "Canceled");
}

/** The reason to throw for an aborted signal; always an AbortError, whatever `abort()` was given. */
export function abortError(): Error {
  return new DOMException("The work was cancelled.", "AbortError");
}

/** Any thrown value as one line of text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An error as it crosses a process boundary: plain data. `extra` holds its own fields (code, status, …). */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly extra: Record<string, unknown>;
}

export function toWire(thrown: unknown): WireError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const extra = Object.fromEntries(
    Object.entries(error).filter(
      ([key, value]) => key !== "name" && key !== "stack" && isPlain(value),
    ),
  );
  return { name: error.name, message: error.message, stack: error.stack, extra };
}

export function fromWire({ name, message, stack, extra }: WireError): Error {
  const error = extra["forUser"] === true ? new UserError(message) : new Error(message);
  Object.assign(error, extra, { name });
  if (stack) error.stack = stack;
  return error;
}

const isPlain = (value: unknown): boolean =>
  value === null || ["string", "number", "boolean"].includes(typeof value);
