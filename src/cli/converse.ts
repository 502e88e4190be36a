import { createInterface } from "node:readline/promises";
import { isAbort } from "../platform/errors.ts";
import type { Message } from "../predictor/chatTypes.ts";
import { isPredictorError } from "../predictor/errors.ts";
import { type Ask, printAnswer } from "./answer.ts";
import { toExit } from "./failure.ts";
import type { Session } from "./session.ts";
import { note } from "./terminal.ts";

/**
 * A conversation at the terminal, until Ctrl-D, or Ctrl-C at the prompt. Ctrl-C during an answer stops the answer; a
 * turn that was stopped or failed is forgotten.
 */
export async function converse(ask: Ask, { terminal, signal }: Session): Promise<void> {
  const lines = createInterface({ input: terminal.stdin, output: terminal.stderr, terminal: true });
  let answering: AbortController | undefined;
  lines.on("SIGINT", () => (answering ? answering.abort() : lines.close()));
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  const messages: Message[] = [];
  note(terminal, "Ctrl-C stops an answer, Ctrl-D ends the conversation.");
  try {
    for (;;) {
      const said = await Promise.race([lines.question("> ", { signal }), ended]);
      if (said === undefined) return;
      if (!said.trim()) continue;
      answering = new AbortController();
      const stop = AbortSignal.any([signal, answering.signal]);
      const turn: Message[] = [{ role: "user", content: said }];
      try {
        const text = await printAnswer(ask([...messages, ...turn], stop), {
          terminal,
          signal: stop,
        });
        messages.push(...turn, { role: "assistant", content: text });
      } catch (error) {
        if (signal.aborted || !(isAbort(error) || isPredictorError(error))) throw error;
        const { line } = toExit(error);
        note(terminal, line ?? "(stopped)");
      }
      answering = undefined;
    }
  } finally {
    lines.close();
  }
}
