import type * as vscode from "vscode";
import { abortError } from "../platform/errors.ts";

/** The editor's cancellation as the signal that everything else takes. */
export function toSignal(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => controller.abort(abortError());
  if (token.isCancellationRequested) stop();
  else token.onCancellationRequested(stop);
  return controller.signal;
}
