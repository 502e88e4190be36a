import type { Calls } from "../predictor/calls.ts";
import type { Message } from "../predictor/chatTypes.ts";
import type { Session } from "./session.ts";
import { note, print } from "./terminal.ts";

/** Answers a conversation, as a stream of chunks. */
export type Ask = (messages: readonly Message[], signal: AbortSignal) => ReturnType<Calls["chat"]>;

/** Prints an answer as it comes and gives its text back. */
export async function printAnswer(
  chunks: ReturnType<Ask>,
  { terminal, signal }: Pick<Session, "terminal" | "signal">,
): Promise<string> {
  let text = "";
  let cut = false;
  try {
    for await (const { choices } of chunks) {
      const content = choices[0]?.delta?.content;
      if (content) await print(terminal, content, signal);
      text += content ?? "";
      cut ||= choices[0]?.finish_reason === "length";
    }
  } finally {
    if (text && !text.endsWith("\n")) terminal.stdout.write("\n");
  }
  if (cut) note(terminal, "hearth: The answer was cut at its limit; --max-tokens raises it.");
  return text;
}
