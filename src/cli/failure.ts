import { CommanderError } from "commander";
import { diskTrouble } from "../platform/diskTrouble.ts";
import { UserError, isAbort, isUserError, messageOf } from "../platform/errors.ts";
import { isPredictorError } from "../predictor/errors.ts";

/** The command was called in a way that it does not understand. */
export class UsageError extends UserError {
  override name = "UsageError";
}

/** 0: done. 1: failed. 2: called wrongly. 130: stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** How a failed command ends: its exit code, and one line for stderr where there is something to say. */
export function toExit(error: unknown): { readonly code: ExitCode; readonly line?: string } {
  // commander has printed its own message, or the help that was asked for
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? 0 : 2 };
  if (isAbort(error)) return { code: 130 };
  const line = `hearth: ${adviceFor(error).replace(/\s+/g, " ").trim()}`;
  return { code: error instanceof UsageError ? 2 : 1, line };
}

function adviceFor(error: unknown): string {
  const message = messageOf(error);
  if (isPredictorError(error, "model_not_installed"))
    return `${message} Run: hearth models download ${error.tag}`;
  if (isUserError(error)) return message;
  return (
    diskTrouble(error) ??
    `Something failed unexpectedly (${message}). Run it again with --verbose to see more.`
  );
}
