import * as vscode from "vscode";
import { isAbort } from "../../platform/errors.ts";
import { toSignal } from "../cancel.ts";

/** How much is done, 0 … 1, never less than before; `message`: what is done now. */
export type Tell = (part: number, message?: string) => void;

/** Work in a notification with a bar and a way out; undefined when it was left. */
export async function working<T>(
  title: string,
  work: (signal: AbortSignal, tell: Tell) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (bar, token) => {
    let shown = 0;
    const tell: Tell = (part, message) => {
      const increment = Math.max(0, 100 * part - shown);
      if (increment < 1 && message === undefined) return;
      bar.report({ increment, ...(message !== undefined && { message }) });
      shown += increment;
    };
    try {
      return await work(toSignal(token), tell);
    } catch (error) {
      if (isAbort(error)) return undefined;
      throw error;
    }
  });
}
